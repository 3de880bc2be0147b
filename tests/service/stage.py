"""A place for worker processes to work in: their homes, their journal, and the calls they work on."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Call
from service.engine import JobEngine, Queue
from service.settings import Settings
from tests.service.scripted import seed, upload
from tests.service.scripted_worker import Script, Worker

SILENCE = 3.0
"""Seconds after which a scripted worker is taken for dead."""

LONGEST = 180.0
"""Seconds a test waits for what takes one or two: the machine may have other work."""


class Stage:
    """Starts workers on one database and looks at what they do."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.engine = JobEngine(database)
        self.bomb = folder / "bomb"
        self._journal = folder / "journal"
        self._journal.touch()
        self.uploaded: list[str] = []
        self._workers: list[Worker] = []
        seed(database, self.engine)

    def worker(
        self,
        queues: str = "hearing,judging,rest",
        home: str = "home",
        silence: float = SILENCE,
        **script: Any,
    ) -> Worker:
        """Starts a worker process. `home` is its host; `script` is described at `Script`."""
        settings = Settings(
            home=self.folder / home,
            database=self.database.url,
            rubric="small",
            rubrics_by_kind={},
            worker_silence=silence,
        )
        names = [Queue(name) for name in queues.split(",")]
        worker = Worker(settings, names, Script(self._journal, **script))
        self._workers.append(worker)
        return worker

    def upload(self, name: str = "monday", priority: int = 10) -> str:
        """A call of Ana's with its recording, waiting for its review; its public id."""
        self.uploaded.append(upload(self.database, self.engine, name, priority))
        return self.uploaded[-1]

    def plant_bomb(self, commits: int) -> None:
        """The worker ends itself before that many commits from now."""
        waiting = self.folder / "bomb.waiting"
        waiting.write_text(str(commits), "utf-8")
        waiting.rename(self.bomb)

    def state(self, call: str) -> str:
        with self.database.read() as session:
            return session.scalars(select(Call.state).where(Call.public_id == call)).one()

    def until(self, call: str, *states: str, seconds: float = LONGEST) -> None:
        """Waits until the call is in one of the states."""
        self.wait_for(lambda: self.state(call) in states, f"{call} to be {' or '.join(states)}", seconds)

    def until_done(self, line: str) -> None:
        """Waits until a worker has written that line to the journal."""
        self.wait_for(lambda: self.times(line) > 0, line)

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float = LONGEST) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds} s in vain for {what}: {self.lines()}")
            time.sleep(0.05)

    def lines(self) -> list[str]:
        """What the workers really did, in order."""
        return self._journal.read_text("utf-8").splitlines()

    def times(self, line: str) -> int:
        return self.lines().count(line)

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        self.engine.disconnect()
