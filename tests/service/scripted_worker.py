"""A real worker process with scripted ears and judge. What else it does is told by its environment:

DIE_AT=hear | judge | judge:discovery …   ends itself with SIGKILL there, each time
DIE_ONCE_AT=…                             the same, once: the file named by MARK says that it has happened
DIE_BEFORE_COMMIT=n                       … before the n-th commit of a thread that runs workflows, once
TAKE_HEAR=seconds, TAKE_JUDGE=seconds     how long hearing and each reading take
STEP_ORDER=2                              a later version of the program
"""

import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from scoring.hearing import Heard
from service import engine
from service.db.engine import Database
from service.engine import Queue
from service.parts import Parts, Progress
from service.settings import Settings
from service.worker import work
from tests.service.scripted import ScriptedJudge, heard

ENV = os.environ


def note(line: str) -> None:
    with Path(ENV["JOURNAL"]).open("a", encoding="utf-8") as journal:
        journal.write(f"{line}\n")


def die_at(place: str) -> None:
    if ENV.get("DIE_AT") == place:
        die()
    if ENV.get("DIE_ONCE_AT") == place:
        die_once()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once() -> None:
    mark = Path(ENV["MARK"])
    if not mark.exists():
        mark.touch()
        die()


def take(step: str, stop: Callable[[], bool] = lambda: False) -> bool:
    """Takes its time; False where it was stopped."""
    until = time.monotonic() + float(ENV.get(f"TAKE_{step}", "0"))
    while time.monotonic() < until:
        time.sleep(0.05)
        if stop():
            return False
    return True


class ScriptedHearing:
    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        from service.edges.hearing_process import HearingStopped

        note(f"hear {path.name}")
        die_at("hear")
        die_at(f"hear:{path.name}")
        if not take("HEAR", stop):
            note(f"stopped {path.name}")
            raise HearingStopped
        note(f"heard {path.name}")
        return heard()


class ScriptedRecordings:
    @contextmanager
    def open_recording(self, blob: str) -> Iterator[Path]:
        yield Path(blob)


def before_judging(criterion: str) -> None:
    note(f"judge {criterion}")
    die_at("judge")
    die_at(f"judge:{criterion}")
    take("JUDGE")


def die_before_commit(number: int) -> None:
    """Counts the commits of the threads that run workflows, in all databases; polling does not count."""
    commit = DefaultDialect.do_commit
    counter = itertools.count(1)

    def counted(self: DefaultDialect, connection: Any) -> None:
        if threading.current_thread().name.startswith("dbos-executor"):
            done = next(counter)
            if done == number:
                die_once()
            note(f"commit {done}")
        commit(self, connection)

    DefaultDialect.do_commit = counted  # type: ignore[method-assign]


def main() -> None:
    settings = Settings()
    if "DIE_BEFORE_COMMIT" in ENV:
        die_before_commit(int(ENV["DIE_BEFORE_COMMIT"]))
    if "STEP_ORDER" in ENV:
        engine.STEP_ORDER = ENV["STEP_ORDER"]
    database = Database(settings.database_url)
    parts = Parts(
        database=database,
        hearing=ScriptedHearing(),
        recordings=ScriptedRecordings(),
        judge=ScriptedJudge(before_judging),
        rubric_for=settings.rubric_for,
    )
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    work(settings, [Queue(name) for name in ENV["QUEUES"].split(",")], parts, stopped)
    os._exit(0)


if __name__ == "__main__":
    main()
