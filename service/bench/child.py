"""`python -m service.bench.child ENGINE FILE…`: hears the files and says a line of JSON about each.

A process for each engine, so that the memory that is measured is the engine's.
"""

import json
import resource
import sys
import time
from pathlib import Path

from scoring.errors import SidetoneError
from service.bench.engines import ENGINES
from service.settings import read_settings


def main() -> None:
    name, *files = sys.argv[1:]
    began = time.perf_counter()
    try:
        hear = ENGINES[name](read_settings())
    except SidetoneError as error:
        _say({"cannot": f"{error.message} {error.next_step}"})
        return
    _say({"loaded": time.perf_counter() - began})
    for file in files:
        _forget_peak()
        wall, processor = time.perf_counter(), time.process_time()
        try:
            answer = hear(Path(file))
        except SidetoneError as error:
            _say({"file": file, "error": error.message})
            continue
        _say(
            {
                "file": file,
                "wall": time.perf_counter() - wall,
                "processor": time.process_time() - processor,
                "peak_mb": _peak_mb(),
                "sound": answer.seconds_of_sound,
                "words": answer.words,
                "roles": answer.roles,
                "notices": answer.notices,
                "decoding": answer.decoding,
            }
        )


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _forget_peak() -> None:
    """Linux forgets the most memory a process had when it is asked to; elsewhere it is that of all so far."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def _peak_mb() -> float:
    try:
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
