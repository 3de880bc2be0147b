"""How a process is told to stop: by a signal, by Ctrl-C, or by the end of the parent that started it."""

import os
import signal
import sys
import threading
from collections.abc import Callable


def told_to_stop(*, with_parent: bool) -> threading.Event:
    """An event that is set on SIGTERM and SIGINT; `with_parent` also when the parent has ended."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    if with_parent:
        end_with_parent(stopped.set)
    return stopped


def end_with_parent(leave: Callable[[], None]) -> None:
    """Calls `leave` when standard input ends: the parent holds its other end, and never writes to it.

    That way children go with their parent even when it is killed.
    """

    def wait() -> None:
        # Read past Python's buffer: its lock would be held to the end of the process.
        while os.read(sys.stdin.fileno(), 1024):
            pass
        leave()

    threading.Thread(target=wait, daemon=True).start()
