"""Ten recordings at once against one after the other: python -m tests.benchmarks.hearing_at_once

Heard as a worker of the service hears: by `HearingProcess`, one for each of SIDETONE_HEARING_WORKERS,
with the cores shared out among them. One worker is what two cores get by default: ten that come at once
are heard there one after the other, with both cores. Two workers hear two at a time, with a core each.
Loading is not counted. The rounds take turns, so that other work on the machine meets both alike; beside
the clock stands the processor.
"""

import argparse
import itertools
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from service.edges.decoding import decode
from service.edges.hearing_process import HearingProcess
from service.edges.recordings import open_recording
from service.edges.track_files import RATE
from service.settings import Settings, read_settings
from service.worker import hearing_command
from tests.benchmarks.machine import say_machine
from tests.service.edges.sound import saved, wav

CALLS = Path(__file__).resolve().parents[2] / "fixtures" / "calls"


class Round(NamedTuple):
    """Seconds by the clock and of all hearing processes' processor."""

    wall: float
    processor: float


def recordings(folder: Path, count: int, seconds: float) -> list[Path]:
    """As many beginnings of fixture calls, two channels each; later parts of them once there are no more."""
    found: list[Path] = []
    for turn in itertools.count():
        for call in sorted(CALLS.glob("*/call.opus")):
            with TemporaryDirectory() as place, open_recording(call) as recording:
                channels = decode(recording, Path(place)).channels
                parts = [channel[int(turn * seconds * RATE) :][: int(seconds * RATE)] for channel in channels]
                if len(parts[0]) < seconds * RATE:
                    continue
                content = wav(*parts, rate=RATE)
            found.append(saved(folder, content, f"{len(found)}.wav"))
            if len(found) == count:
                return found
    return found


def started(settings: Settings, workers: int, first: Path) -> list[HearingProcess]:
    """As many hearing processes with their models loaded."""
    own = settings.model_copy(update={"hearing_workers": workers, "threads": 0})
    processes = [HearingProcess(hearing_command(own)) for _ in range(workers)]
    for process in processes:
        process.hear(first, progress=lambda step, share: None, stop=lambda: False)
    return processes


def hear_all(processes: Sequence[HearingProcess], files: Sequence[Path]) -> Round:
    """All files are waiting; each process takes the next one as soon as it is done with its last."""
    waiting: SimpleQueue[Path] = SimpleQueue()
    for file in files:
        waiting.put(file)
    began, spent = time.perf_counter(), sum(map(_processor, processes))
    threads = [threading.Thread(target=_work, args=(process, waiting)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Round(time.perf_counter() - began, sum(map(_processor, processes)) - spent)


def _work(process: HearingProcess, waiting: "SimpleQueue[Path]") -> None:
    while True:
        try:
            file = waiting.get_nowait()
        except Empty:
            return
        process.hear(file, progress=lambda step, share: None, stop=lambda: False)


def _processor(process: HearingProcess) -> float:
    """Seconds of processor that a hearing process took so far."""
    stat = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--recordings", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=45.0, help="of each recording")
    parser.add_argument("--workers", type=int, default=2, help="that hear at once")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    settings = read_settings().model_copy(update={"speech_model": given.model})
    say_machine()
    with TemporaryDirectory() as folder:
        files = recordings(Path(folder), given.recordings, given.seconds)
        ways = {
            "one after the other": started(settings, 1, files[0]),
            f"{given.workers} at once": started(settings, given.workers, files[0]),
        }
        rounds: dict[str, list[Round]] = {name: [] for name in ways}
        for _ in range(given.rounds):
            for name, processes in ways.items():
                rounds[name].append(hear_all(processes, files))
                _say(name, rounds[name][-1], len(files) * given.seconds)
        for processes in ways.values():
            for process in processes:
                process.close()
    one, more = (median(r.wall for r in rounds[name]) for name in ways)
    one_cpu, more_cpu = (median(r.processor for r in rounds[name]) for name in ways)
    sys.stdout.write(
        f"at once against one after the other: throughput {one / more:.2f} times by the clock, "
        f"{one_cpu / more_cpu:.2f} times by the processor\n"
    )


def _say(name: str, found: Round, sound: float) -> None:
    sys.stdout.write(
        f"{name:20} {found.wall:7.1f} s by the clock, {sound / found.wall:5.1f} s of sound each; "
        f"{found.processor:7.1f} s of processor, {sound / found.processor:5.1f} s of sound each\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
