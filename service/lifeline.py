"""How a process is told to stop: by a signal, by Ctrl-C, or by the end of the parent that started it."""

import os
import signal
import sys
import threading


def told_to_stop(*, with_parent: bool) -> threading.Event:
    """An event that is set on SIGTERM and SIGINT; `with_parent` also when standard input ends.

    A parent that starts its children with a pipe as standard input, and never writes to it, takes them with
    it even when it is killed.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    if with_parent:
        threading.Thread(target=_wait_for_end, args=(stopped,), daemon=True).start()
    return stopped


def _wait_for_end(stopped: threading.Event) -> None:
    # Read past Python's buffer, whose lock a thread that never returns would hold at the end of the process.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stopped.set()
