"""A real worker process with scripted ears and judge.

Its processes are copies of one that has everything imported, so that a test that kills many waits for none.
While a file called `disk is full` lies beside the journal, nothing can be written to any database.
A file called `clock` beside the journal says by how many seconds the process's clock is wrong.
A file called `bomb` beside the journal holds a number n: the worker ends itself before the n-th commit after
the file was written, counting those of the threads that run workflows, and the bomb is gone.
"""

import json
import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from scoring.errors import BadRecording
from scoring.hearing import Heard
from scoring.prompts import load_prompt
from service import engine
from service.calls import playback
from service.db.engine import Database
from service.edges.hearing_process import HearingStopped
from service.edges.llm.answers import Answer
from service.edges.llm.ladder import Wish
from service.edges.llm_roles import LlmRoles
from service.edges.mailer import Mail, MailServer
from service.engine import STEP_ORDER, Queue
from service.judges import ServedJudge, served_judge
from service.parts import Parts, Progress
from service.reviews import steps
from service.settings import Settings
from service.worker import work
from tests.cast import heard as small_talk
from tests.service.scripted import ScriptedJudge
from tests.service.spoken import heard

OPEN = (
    "ben: Morning, it's about the dishwasher you put in for us in the spring, the narrow one.",
    "ana: You are still inside the two years, so there won't be a bill for any of that.",
    "ben: Good, we were afraid of that, and Thursday in the afternoon would be fine with us.",
    "ana: Maria could be there at half past three, just leave the cupboard next to it empty.",
    *("ben: I will do that and leave the key with the lady from the flat under ours.",) * 5,
)
"""A call whose words leave it open who the rep is."""

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Script:
    """What a worker does besides its work: where it ends itself, each time, and how long its steps take."""

    journal: Path
    die_at: str = ""
    take_hear: float = 0
    take_judge: float = 0
    take_copy: float = 0
    alone: int = 0
    step_order: str = STEP_ORDER
    open_roles: bool = False
    """The words of what is heard leave the roles open, and a scripted model is asked about them."""
    mails_to: int = 0
    """The port of a mail server on this machine; 0: this worker sends no mails."""

    def note(self, line: str) -> None:
        with self.journal.open("a", encoding="utf-8") as journal:
            journal.write(f"{line}\n")

    def come_to(self, place: str) -> None:
        """`place` is hear:monday, copy:monday, judge:discovery, record, mail, mailed …"""
        if self.die_at == place:
            os.kill(os.getpid(), signal.SIGKILL)


class Worker:
    """A worker process, as a test handles it."""

    def __init__(self, settings: Settings, queues: list[Queue], script: Script) -> None:
        self._process = PROCESSES.Process(target=run, args=(settings, queues, script), daemon=True)
        self._process.start()

    def signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def has_ended(self) -> bool:
        return not self._process.is_alive()

    def exit_code(self, within: float) -> int | None:
        """Its exit code, once it has ended; None where it did not in that many seconds."""
        self._process.join(within)
        return self._process.exitcode


def run(settings: Settings, queues: list[Queue], script: Script) -> None:
    """The process: everything is real but the ears, the judge and the recordings."""
    watch_commits(script.journal.with_name("bomb"))
    watch_disk(script.journal.with_name("disk is full"))
    watch_recording(script)
    watch_copying(script)
    watch_clock(script.journal.with_name("clock"))
    engine.STEP_ORDER = script.step_order
    database = Database(settings.database_url)

    def before_judging(criterion: str) -> None:
        script.note(f"judge {criterion}")
        script.come_to(f"judge:{criterion}")
        time.sleep(script.take_judge)
        script.note(f"judged {criterion}")

    parts = Parts(
        database=database,
        hearing=ScriptedHearing(script),
        recordings=ScriptedRecordings(),
        judge=ScriptedJudge(before_judging),
        rubric_for=settings.rubric_for,
        served=scripted_model(script, database) if script.open_roles else None,
        alone=script.alone,
        mailer=ScriptedMailer(script) if script.mails_to else None,
        public_url="https://sidetone.example.com",
    )
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    work(settings, queues, parts, stopped)
    os._exit(0)


class ScriptedHearing:
    def __init__(self, script: Script) -> None:
        self._script = script

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        self._script.note(f"hear {path.name}")
        self._script.come_to(f"hear:{path.name}")
        until = time.monotonic() + self._script.take_hear
        while time.monotonic() < until:
            time.sleep(0.05)
            if stop():
                self._script.note(f"stopped {path.name}")
                raise HearingStopped
        self._script.note(f"heard {path.name}")
        return small_talk(*OPEN) if self._script.open_roles else heard()


def scripted_model(script: Script, database: Database) -> ServedJudge:
    """A model that takes the voice of its one sentence for the rep's, and a server nobody asks."""
    made = served_judge(Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="tiny"), database)
    assert made is not None

    def answer(wish: Wish) -> Answer:
        script.note("roles")
        script.come_to("roles")
        found = re.search(r'"id":"([^"]+)","spk":"B"', wish.messages[1]["content"])
        assert found is not None
        reply = {"evidence": [{"id": found[1], "words": OPEN[1].partition(": ")[2]}], "why": ""}
        return Answer(json.dumps({**reply, "works_for_the_company": "B"}), cut_off=False, usage=None)

    return replace(made, roles=LlmRoles(answer, "tiny", load_prompt("roles")))


class ScriptedMailer(MailServer):
    """A real sending, to a server of the test."""

    def __init__(self, script: Script) -> None:
        super().__init__("127.0.0.1", script.mails_to, "sidetone@example.com", "none", seconds=10)
        object.__setattr__(self, "_script", script)

    def send(self, mail: Mail) -> None:
        script: Script = self._script  # type: ignore[attr-defined]
        script.note("mail")
        script.come_to("mail")
        super().send(mail)
        script.note("mailed")
        script.come_to("mailed")


class ScriptedRecordings:
    @contextmanager
    def open_recording(self, blob: str) -> Iterator[Path]:
        yield Path(blob)


def watch_commits(bomb: Path) -> None:
    """Counts down to the bomb. What merely looks into queues is not counted."""
    commit, counting = DefaultDialect.do_commit, threading.Lock()
    planted, count = 0, 0

    def counted(self: DefaultDialect, connection: Any) -> None:
        nonlocal planted, count
        if threading.current_thread().name.startswith("dbos-executor"):
            with counting, suppress(FileNotFoundError):
                seen = bomb.stat().st_mtime_ns
                planted, count = seen, 1 if seen != planted else count + 1
                if count == int(bomb.read_text("utf-8")):
                    bomb.unlink()
                    os.kill(os.getpid(), signal.SIGKILL)
        commit(self, connection)

    DefaultDialect.do_commit = counted  # type: ignore[method-assign]


def watch_disk(full: Path) -> None:
    """What SQLite says when the disk is full, to whatever would write."""
    execute = DefaultDialect.do_execute

    def checked(self: DefaultDialect, cursor: Any, statement: str, *rest: Any) -> None:
        if full.exists() and statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")):
            raise sqlite3.OperationalError("database or disk is full")
        execute(self, cursor, statement, *rest)

    DefaultDialect.do_execute = checked  # type: ignore[method-assign]


def watch_recording(script: Script) -> None:
    """The last step has no edge that could be scripted: it is wrapped where it writes."""
    write = steps.record

    def record(*args: Any) -> Any:
        script.note("record")
        script.come_to("record")
        return write(*args)

    steps.record = record


def watch_copying(script: Script) -> None:
    """There is no sound in a scripted recording, so a copy of it is never made; it takes its time though."""

    def playable_copies(path: Path, _folder: Path) -> Any:
        script.note(f"copy {path.name}")
        script.come_to(f"copy:{path.name}")
        time.sleep(script.take_copy)
        raise BadRecording("empty", "There is no sound in it.")

    playback.playable_copies = playable_copies


def watch_clock(wrong: Path) -> None:
    """The wall clock of this process jumps when the file says so; the monotonic one never does."""
    right, right_ns = time.time, time.time_ns

    def by() -> float:
        try:
            return float(wrong.read_text("utf-8") or 0)
        except FileNotFoundError:
            return 0

    time.time = lambda: right() + by()
    time.time_ns = lambda: right_ns() + int(by() * 1e9)
