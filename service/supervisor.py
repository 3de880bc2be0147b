"""The parent of `sidetone serve`: starts its children, starts them again when they end, stops them all."""

import logging
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds before a child is started again; each quick end doubles them."""
STEADY = 60.0
"""Seconds a child has to live for its next end to count as the first."""
GRACE = 20.0
"""Seconds a child has for stopping before it is killed."""
LOOKS = 0.2

log = logging.getLogger(__name__)


@dataclass
class Child:
    """A process that shall run: its name for the log and its command line."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    wait: float = field(default=FIRST_WAIT, init=False)
    due: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Starts the process, with a pipe as standard input that ends when this process does."""
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE)
        self.started = time.monotonic()
        log.info("%s started (process %d).", self.name, self.process.pid)

    def look(self) -> None:
        """Starts it when it is due; notices that it ended and says when it is due again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.wait = FIRST_WAIT if now - self.started > STEADY else min(2 * self.wait, LONGEST_WAIT)
        self.due = now + self.wait
        log.warning("%s ended (%d); it is started again in %.1f s.", self.name, code, self.wait)
        self._forget()

    def stop(self, deadline: float) -> None:
        """Waits until the process has ended, and kills it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop in time and is killed.", self.name)
            self.process.kill()
            self.process.wait()
        self._forget()

    def _forget(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


def supervise(children: Sequence[Child], stopped: threading.Event) -> None:
    """Keeps the children running until `stopped` is set, then stops them all and waits for them."""
    try:
        while not stopped.is_set():
            for child in children:
                child.look()
            stopped.wait(LOOKS)
    finally:
        for child in children:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in children:
            child.stop(deadline)
