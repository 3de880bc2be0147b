"""The standard streams as a shell hands them over: closed, full, or in an encoding of few characters."""

import errno
import io
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""The errors of a place that takes nothing more: no fault of the program's, so nobody needs a trace."""

ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def standard_streams() -> Iterator[None]:
    """Around a whole command: what can't be written in the streams' encoding becomes a question mark.

    Where nothing more can be written (disk full, output closed) there is one line about it and exit code 1.
    """
    full = FULL | _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in full:
            raise
        drop_output()
        sys.stderr.write(f"The output could not be written: {error.strerror}.\n")
        sys.exit(1)


def print_json(text: str) -> None:
    """Prints a JSON document. Letters that the encoding lacks are spelled as JSON can; none is lost."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = re.sub(r"[^\x00-\x7f]", lambda lacking: json.dumps(lacking[0])[1:-1], text)
    sys.stdout.write(text + "\n")


def drop_output() -> None:
    """What is still to be printed goes nowhere, also what the stream holds back until the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def orderly_end() -> Iterator[None]:
    """Being told to end (TERM, HUP) unwinds as Ctrl+C does, so that no temporary file stays behind.

    The exit code is the shell's, 128 + signal. A signal that is ignored (nohup) stays ignored.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    taken = [number for number in ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _open_closed() -> set[int]:
    """Python sets a closed stream to None, on which every print breaks.

    Standard output becomes one that refuses every byte, as the system does, and the error number it does so
    with is returned; standard error is dropped.
    """
    refused = set()
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
        refused = {errno.EBADF}
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    return refused
