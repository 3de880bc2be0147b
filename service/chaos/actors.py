"""The processes of a service, to be started quickly and killed: the same code that `sidetone serve` runs."""

import os
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

import uvicorn

from service.app import create_app
from service.chaos.rehearsal import RehearsedHearing
from service.db.engine import Database
from service.edges.offline_judge import OfflineJudge
from service.engine import Queue
from service.parts import Parts, recording_store
from service.settings import Settings
from service.worker import work

PROCESSES = get_context("forkserver")
# A new process is a copy of one that has all this loaded, and no thread or connection yet.
PROCESSES.set_forkserver_preload([__name__])


def run_worker(settings: Settings, queues: list[Queue], hearing_seconds: float) -> None:
    """A worker whose ears are rehearsed; everything else of it is real."""
    database = Database(settings.database_url)
    parts = Parts(
        database=database,
        hearing=RehearsedHearing(hearing_seconds),
        recordings=recording_store(settings),
        judge=OfflineJudge(),
        rubric_for=settings.rubric_for,
    )
    work(settings, queues, parts, threading.Event())
    os._exit(0)


def run_web(settings: Settings) -> None:
    """The web process."""
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="error")


class Actor:
    """One of the processes, started again after each kill."""

    def __init__(self, name: str, target: Callable[..., None], *arguments: Any) -> None:
        self.name = name
        self._target = target
        self._arguments = arguments
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._process = PROCESSES.Process(target=self._target, args=self._arguments, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """SIGKILL: the process does nothing any more, not even close its files."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
