"""Whether a file holds sound that can be heard: a look in a process of its own, since it is a stranger's.

    python -m service.edges.inspecting FILE [FORMAT]

Only the beginning of the file is read; whether all of it can be heard shows when it is heard.
"""

import json
import subprocess
import sys
from pathlib import Path

from scoring.errors import BadRecording
from service.edges.decoding import promised_length
from service.edges.recordings import open_recording

LONGEST_LOOK = 30.0
"""Seconds after which a look is given up; the file is then taken, and hearing it will tell."""


def inspect(path: Path, raw_format: str | None = None) -> float | None:
    """Seconds of sound the file says it has; None where it does not say, or the look did not end well.

    `raw_format` is what somebody says sound without a header is in. Raises BadRecording where it is clear
    that the file cannot be heard as a call.
    """
    command = [sys.executable, "-m", "service.edges.inspecting", str(path), *filter(None, [raw_format])]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=LONGEST_LOOK, check=False)
        said = json.loads(ran.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    if "code" in said:
        raise BadRecording(said["code"], said["message"], said["next_step"])
    seconds: float | None = said["seconds"]
    return seconds


def main(path: Path, raw_format: str | None = None) -> None:
    said: dict[str, object]
    try:
        with open_recording(path, raw_format) as recording:
            said = {"seconds": promised_length(recording)}
    except BadRecording as error:
        said = {"code": error.code, "message": error.message, "next_step": error.next_step}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
