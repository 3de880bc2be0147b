"""Hearing in a process of its own: it lives from call to call, and can be ended when a call is called off.

The process talks over a pair of sockets and ends by itself when whoever started it is gone. A crash in it,
or the system's memory guard, takes one hearing, never the worker.
"""

import argparse
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from scoring.errors import BadRecording, ModelMissing
from scoring.hearing import Heard

LOOKS = 0.5
"""Seconds between two looks whether the hearing is still wanted."""

log = logging.getLogger(__name__)

Progress = Callable[[str, float], None]


class HearingStopped(Exception):
    """The hearing was called off; its process was ended."""


class HearingDied(Exception):
    """The process ended in the middle of hearing, which the recording may have caused."""


class EarsLike(Protocol):
    """What hears in the process: `transcriber.Ears`."""

    def hear(self, path: Path, *, progress: Progress) -> Heard: ...


class HearingProcess:
    """Hears one recording at a time in a process that runs `command`, started when it is first needed.

    The process puts what it decodes into a folder of its own, which goes with it, however it ends: three
    hours of two channels are 690 MB.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._folder: str | None = None

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        """What is heard in the file at `path`.

        Raises BadRecording and ModelMissing as the ears do, HearingStopped when `stop` said so, HearingDied
        when the process ended by itself.
        """
        try:
            kind, rest = self._answer(self._ready_line(), path, progress, stop)
        except (EOFError, OSError) as error:
            self.close()
            raise HearingDied("the hearing process ended") from error
        except BaseException:
            # Whatever broke, the process still hears: its answer would be taken for the next call's.
            self.close()
            raise
        return _heard(kind, rest)

    def _answer(
        self, line: Connection, path: Path, progress: Progress, stop: Callable[[], bool]
    ) -> tuple[str, list[Any]]:
        """What the process answers in the end: its kind and all that belongs to it."""
        line.send(str(path))
        looked = time.monotonic()
        while True:
            arrived = line.poll(LOOKS)
            if time.monotonic() - looked >= LOOKS:
                looked = time.monotonic()
                if stop():
                    raise HearingStopped
            if arrived:
                kind, *rest = line.recv()
                if kind != "progress":
                    return kind, rest
                progress(*rest)

    @property
    def pid(self) -> int | None:
        """The number of the process; None before it is first needed."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """Ends the process at once; the next hearing starts a new one."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._process = self._line = self._folder = None

    def _ready_line(self) -> Connection:
        if self._line is None or self._process is None or self._process.poll() is not None:
            self.close()
            ours, theirs = socket.socketpair()
            self._folder = tempfile.mkdtemp(prefix="sidetone-hearing-")
            self._process = subprocess.Popen(
                [*self._command, "--line", str(theirs.fileno()), "--folder-of-its-own", self._folder],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE,
            )
            theirs.close()
            self._line = Connection(ours.detach())
        return self._line


def _heard(kind: str, rest: list[Any]) -> Heard:
    if kind == "heard":
        return Heard.model_validate_json(rest[0])
    if kind == "bad recording":
        raise BadRecording(*rest)
    if kind == "model missing":
        raise ModelMissing(*rest)
    raise RuntimeError(f"the hearing broke: {rest[0]}")


def answer(line: Connection, make_ears: Callable[[], EarsLike]) -> None:
    """The other end: hears what it is sent until the line is closed. The ears are made when first needed."""
    ears: EarsLike | None = None
    while True:
        try:
            path = Path(line.recv())
        except EOFError:
            return
        try:
            ears = ears or make_ears()
            heard = ears.hear(path, progress=lambda step, share: line.send(("progress", step, share)))
            line.send(("heard", heard.model_dump_json()))
        except BadRecording as error:
            line.send(("bad recording", error.code, error.message, error.next_step))
        except ModelMissing as error:
            line.send(("model missing", error.message, error.next_step))
        except Exception as error:
            log.exception("Hearing broke.")
            line.send(("broke", f"{type(error).__name__}: {error}"))


def serve(make_ears: Callable[[], EarsLike], arguments: list[str] | None = None) -> None:
    """Runs a hearing process to its end. `--line` is the file descriptor of the socket to talk over."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--line", type=int, required=True)
    parser.add_argument("--folder-of-its-own", required=True)
    known, _ = parser.parse_known_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which ends this process itself
    tempfile.tempdir = known.folder_of_its_own
    threading.Thread(target=_end_with_parent, args=[known.folder_of_its_own], daemon=True).start()
    answer(Connection(known.line), make_ears)


def _end_with_parent(folder: str) -> None:
    """Nobody ever writes to standard input: reading from it ends when the worker does, however it ended."""
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
