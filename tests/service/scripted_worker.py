"""A real worker process with scripted ears and judge. What else it does is told by its environment:

DIE_AT=hear | hear:monday | judge:discovery | record   ends itself with SIGKILL there, each time
TAKE_HEAR=seconds, TAKE_JUDGE=seconds                  how long hearing and each reading take
STEP_ORDER=2                                           a later version of the program

A file called `bomb` beside the journal holds a number n: the process ends itself before the n-th commit after
the file was written, counting those of the threads that run workflows, and the bomb is gone.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from scoring.hearing import Heard
from service import engine
from service.db.engine import Database
from service.edges.hearing_process import HearingStopped
from service.engine import Queue
from service.parts import Parts, Progress
from service.reviews import steps
from service.settings import Settings
from service.worker import work
from tests.service.scripted import ScriptedJudge, heard

ENV = os.environ


def note(line: str) -> None:
    with Path(ENV["JOURNAL"]).open("a", encoding="utf-8") as journal:
        journal.write(f"{line}\n")


def die_at(place: str) -> None:
    if ENV.get("DIE_AT") == place:
        os.kill(os.getpid(), signal.SIGKILL)


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
    die_at(f"judge:{criterion}")
    take("JUDGE")


def watch_commits() -> None:
    """Counts down to the bomb. What merely looks into queues is not counted."""
    commit, bomb = DefaultDialect.do_commit, Path(ENV["JOURNAL"]).with_name("bomb")
    counting = threading.Lock()
    seen: list[object] = [None, 0]

    def counted(self: DefaultDialect, connection: Any) -> None:
        if threading.current_thread().name.startswith("dbos-executor"):
            with counting, suppress(FileNotFoundError):
                written = bomb.stat().st_mtime_ns
                seen[:] = [written, 1 if seen[0] != written else int(str(seen[1])) + 1]
                if seen[1] == int(bomb.read_text("utf-8")):
                    bomb.unlink()
                    os.kill(os.getpid(), signal.SIGKILL)
        commit(self, connection)

    DefaultDialect.do_commit = counted  # type: ignore[method-assign]


def watch_recording() -> None:
    """The last step is no edge that could be scripted: it is wrapped where it writes."""
    write = steps.record

    def record(*args: Any) -> Any:
        note("record")
        die_at("record")
        return write(*args)

    steps.record = record


def main() -> None:
    settings = Settings()
    watch_commits()
    watch_recording()
    engine.STEP_ORDER = ENV.get("STEP_ORDER", engine.STEP_ORDER)
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
