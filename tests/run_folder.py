"""One folder for all that a run of tests writes, in memory where there is room, gone when the run ends.

Thousands of tests wait for a disk otherwise, and none of them cuts its power. The processes of a run share it
and find it by where their temporary files go.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

BEGINS = "sidetone-tests."
MEMORY = Path("/dev/shm")
ROOM = 6_000_000_000
"""Bytes that must be free in memory for a run to write there."""


def begin() -> bool:
    """Makes the folder of a run of tests; False in a process of one that has begun."""
    if is_begun():
        return False
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    parent = MEMORY if in_memory else Path(tempfile.gettempdir())
    _tidy_up(parent)
    folder = _made(f"{BEGINS}{os.getpid()}.", parent)
    folder.chmod(0o755)  # the server in it may be somebody else's
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return True


def is_begun() -> bool:
    return Path(tempfile.gettempdir()).name.startswith(BEGINS)


@cache
def run_folder() -> Path:
    """The folder of this run; where none has begun, as in a benchmark, one for this process."""
    here = Path(tempfile.gettempdir())
    return here if is_begun() else _made("sidetone-", here)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """A file of this run: `make` writes it for the process that asks first, the others wait for that."""
    file = run_folder() / name
    with file.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            half = file.with_name(f"{name}.half")
            make(half)
            half.replace(file)
    return file


def _made(begins: str, parent: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=begins, dir=parent))
    # After that of multiprocessing (-100), which has a folder of its own in this one.
    Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=-200)
    return folder


def _tidy_up(parent: Path) -> None:
    """Removes what runs left behind that were killed."""
    for left in parent.glob(f"{BEGINS}*"):
        try:
            os.kill(int(left.name.split(".")[1]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except PermissionError:
            pass  # somebody else's, at work
