"""The engine behind our face: queued with its row or not at all, once for each id, ids and nothing else."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from scoring.errors import BadInput
from service.calls.queueing import REVIEW, ask_for_review, find_call, next_workflow_id
from service.calls.states import ENDED, end, held_by, is_held_by
from service.db.base import Row
from service.db.engine import Database
from service.db.tables import Attempt, Call, Heartbeat, Reading, WeeklyRollUp
from service.db.upsert import insert_once, upsert
from service.engine import JobEngine, Queue
from service.executors import own_executor
from service.heartbeats import Watch, beat, beats, forget_silent
from tests.service.outcome import expected, expected_sums, result, sums
from tests.service.scripted import seed, upload
from tests.service.spoken import LINES
from tests.service.stage import Stage

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def engine(database: Database) -> Iterator[JobEngine]:
    """An engine nobody works for: what is asked of it stays in its queues."""
    asked = JobEngine(database)
    seed(database, asked)
    yield asked
    asked.disconnect()


def test_a_review_is_queued_with_its_call(database: Database, engine: JobEngine) -> None:
    call = upload(database, engine)
    job = engine.status(f"{call}:0")
    assert job is not None
    assert (job.workflow, job.state, job.queue) == (REVIEW, "ENQUEUED", "rest")


def test_a_call_that_is_rolled_back_leaves_no_job_behind(database: Database, engine: JobEngine) -> None:
    call = upload(database, engine)
    with database.write() as session:
        workflow = ask_for_review(session, engine, find_call(session, call))
        session.rollback()
    assert engine.status(workflow) is None
    assert [job.id for job in engine.unfinished(REVIEW)] == [f"{call}:0"]


def test_the_same_job_asked_for_twice_is_one_job(database: Database, engine: JobEngine) -> None:
    for _ in range(2):
        with database.write() as session:
            engine.enqueue(session, REVIEW, "c", 0, queue=Queue.REST, priority=5, workflow_id="c:0")
    assert len(engine.unfinished(REVIEW)) == 1


def test_a_cancelled_job_is_not_unfinished_any_more(database: Database, engine: JobEngine) -> None:
    call = upload(database, engine)
    engine.cancel(f"{call}:0")
    assert engine.unfinished(REVIEW) == []
    job = engine.status(f"{call}:0")
    assert job is not None
    assert job.state == "CANCELLED"


def test_finished_jobs_are_forgotten_after_their_time(database: Database, engine: JobEngine) -> None:
    call = upload(database, engine)
    engine.cancel(f"{call}:0")
    assert engine.forget(older_than_seconds=3600) == []
    assert engine.forget(older_than_seconds=-60) == [f"{call}:0"]
    assert engine.status(f"{call}:0") is None


def test_each_time_a_review_is_asked_for_it_has_a_workflow_of_its_own() -> None:
    ids = [next_workflow_id("c", 0, None)]
    for transcript in (0, 0, 1, 1, 2):
        ids.append(next_workflow_id("c", transcript, ids[-1]))
    assert ids == ["c:0", "c:0:2", "c:0:3", "c:1", "c:1:2", "c:2"]


def test_a_call_is_moved_by_the_workflow_it_names_and_by_no_other(
    database: Database, engine: JobEngine
) -> None:
    call = upload(database, engine)
    with database.write() as session:
        again = ask_for_review(session, engine, find_call(session, call))
    with database.read() as session:
        assert is_held_by(session, call, again)
        assert not is_held_by(session, call, f"{call}:0")
        assert held_by(session, call, f"{call}:0") is None


@pytest.mark.parametrize("state", ENDED)
@only_on_sqlite
def test_a_review_that_has_ended_is_moved_by_nobody(
    database: Database, engine: JobEngine, state: str
) -> None:
    call = upload(database, engine)
    with database.write() as session:
        end(session, find_call(session, call), state)
    with database.read() as session:
        assert held_by(session, call, f"{call}:0") is None


def test_a_call_nobody_knows_is_said_to_be_unknown(database: Database, engine: JobEngine) -> None:
    with database.write() as session, pytest.raises(BadInput, match="no call nowhere"):
        find_call(session, "nowhere")


@only_on_sqlite
def test_a_review_goes_from_the_queue_to_the_weekly_sums(stage: Stage) -> None:
    later, sooner = stage.upload("later", priority=10), stage.upload("sooner", priority=1)
    stage.worker()
    for call in (later, sooner):
        stage.until(call, "scored")
        assert result(stage.database, call) == expected()
    assert sums(stage.database) == expected_sums(2)
    assert [line for line in stage.lines() if line.startswith("heard")] == ["heard sooner", "heard later"]
    assert said_in_engine_tables(Path(str(stage.database.engine.url.database))) == []


def said_in_engine_tables(file: Path) -> list[str]:
    """Sentences of the call that stand in a table of the engine, where only ids belong."""
    with sqlite3.connect(file) as connection:
        ours = set(Row.metadata.tables)
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [
            str(row)
            for (table,) in tables
            if table not in ours
            for row in connection.execute(f'SELECT * FROM "{table}"')
        ]
    return [line for line in LINES if any(line.partition(": ")[2] in row for row in rows)]


def test_a_host_that_is_gone_for_a_day_is_forgotten(database: Database) -> None:
    with database.write() as session:
        beat(session, "here:rest:0", "here", ["rest"])
        beat(session, "gone:rest:0", "gone", ["rest"])
        session.get_one(Heartbeat, "gone:rest:0").beat -= timedelta(days=1, seconds=1)
    with database.write() as session:
        forget_silent(session, 86400)
        assert list(beats(session)) == ["here:rest:0"]


START = datetime(2026, 11, 16, 9, tzinfo=UTC)


def looks(watch: Watch, *rounds: tuple[float, dict[str, datetime], set[str]]) -> list[list[str]]:
    return [watch.look(beats, working, at) for at, beats, working in rounds]


def test_a_worker_is_dead_when_it_was_silent_long_enough() -> None:
    """Six looks, ten seconds apart; with 60 s of silence the seventh finds it dead."""
    watch, beats = Watch(60), {"a": START}
    assert looks(watch, *[(at, beats, {"a"}) for at in range(0, 61, 10)]) == [[]] * 6 + [["a"]]


def test_a_worker_that_beats_is_alive_whatever_the_clocks_say() -> None:
    """The database's clock is set forward by a year, then back by two."""
    watch = Watch(60)
    year = timedelta(days=365)
    beats = [START, START + year, START - year, START, START + year, START - year]
    rounds = [(30.0 * n, {"a": beat}, {"a"}) for n, beat in enumerate(beats)]
    assert looks(watch, *rounds) == [[]] * 6


def test_a_watcher_that_was_stopped_itself_kills_nobody_on_its_return() -> None:
    watch, beats = Watch(60), {"a": START}
    assert looks(watch, (0, beats, {"a"}), (10_000, beats, {"a"}), (10_010, beats, {"a"})) == [[], [], []]


def test_a_worker_that_said_goodbye_is_not_waited_for() -> None:
    assert looks(Watch(60), (0, {"a": START}, {"a", "b"})) == [["b"]]


def test_a_dead_worker_without_work_concerns_nobody() -> None:
    watch, beats = Watch(60), {"a": START}
    assert looks(watch, *[(at, beats, set[str]()) for at in range(0, 200, 10)]) == [[]] * 20


def test_two_live_workers_never_have_the_same_name(tmp_path: Path) -> None:
    with own_executor(tmp_path, "hearing") as first, own_executor(tmp_path, "hearing") as second:
        assert (first.rpartition(":")[2], second.rpartition(":")[2]) == ("0", "1")
    with own_executor(tmp_path, "hearing") as again, own_executor(tmp_path, "rest") as other:
        assert again == first
        assert other.split(":")[1:] == ["rest", "0"]


def test_two_installations_on_one_machine_keep_apart(tmp_path: Path) -> None:
    with own_executor(tmp_path / "a", "rest") as first, own_executor(tmp_path / "b", "rest") as second:
        assert first != second


def test_sums_that_are_added_to_at_once_lose_nothing(database: Database) -> None:
    """8 threads × 25 additions of 2 (its square 4): n 200, total 400, squares 800."""
    key = {
        "rep_id": 1,
        "criterion": "qa",
        "week": 20261116,
        "selection": "random",
        "rubric_id": 1,
        "judge": "j",
    }

    def add() -> None:
        for _ in range(25):
            with database.write() as session:
                upsert(session, WeeklyRollUp, key, add={"n": 1, "total": 2.0, "squares": 4.0})

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        row = session.scalars(select(WeeklyRollUp)).one()
        assert (row.n, row.total, row.squares) == (200, 400.0, 800.0)


def test_what_is_there_is_added_to_and_replaced_and_never_inserted_twice(database: Database) -> None:
    key = {"workflow": "c:0", "step": "hear"}
    with database.write() as session:
        counts = [upsert(session, Attempt, key, add={"count": 1}).count for _ in range(3)]
    assert counts == [1, 2, 3]
    reading = {"judge": "j", "notice": "", "seconds": 0.0, "document": {}, "created_at": START}
    with database.write() as session:
        inserted = [insert_once(session, Reading, {"run": "r", "criterion": "c"}, reading) for _ in range(2)]
    assert inserted == [True, False]


@only_on_sqlite
def test_the_journal_is_set_to_wal_before_the_engine_opens_the_file(
    database: Database, engine: JobEngine
) -> None:
    with database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.scalars(select(Call)).all() == []
