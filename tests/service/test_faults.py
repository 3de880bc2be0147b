"""Whatever is killed, stopped or taken away, a call ends as if nothing had happened."""

import signal
import time
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import select, text

from scoring.errors import BadInput
from service.calls import queueing
from service.calls.queueing import cancel, find_call, restart_older, retry
from service.db.tables import Call, Heartbeat, Reading
from service.tallies import STEP_SECONDS, tallies
from tests.cast import KEYS
from tests.databases import SERVER
from tests.service.outcome import expected, expected_sums, result, sums
from tests.service.scripted_worker import Worker
from tests.service.stage import SILENCE, Stage

only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_on_sqlite
def test_a_call_whose_worker_is_killed_while_hearing_is_heard_again_and_scored_once(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=60)
    stage.until_done("hear monday")
    worker.kill()
    stage.worker()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert (stage.times("hear monday"), stage.times("heard monday")) == (2, 1)
    assert [stage.times(f"judge {key}") for key in KEYS] == [1] * 6
    with stage.database.read() as session:
        counted = tallies(session, STEP_SECONDS)
    assert {step: times for step, (times, _) in counted.items()} == {
        "hear": 1,
        "make_playable": 1,
        "read_criterion": 6,
    }


@pytest.mark.slow
def test_a_finished_hearing_and_finished_readings_are_not_repeated(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_judge=0.5, die_at="judge:disclosure")
    stage.wait_for(worker.has_ended, "the worker to end itself")
    read = readings(stage)
    stage.worker()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear monday") == 1
    assert all(stage.times(f"judge {key}") == 1 for key in read)


def readings(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return list(session.scalars(select(Reading.criterion)))


@pytest.mark.slow
def test_a_kill_before_any_commit_changes_nothing(stage: Stage) -> None:
    """Every fourth commit: the first, fifth … on SQLite, the second, sixth … on PostgreSQL.

    The number of commits a call takes differs by a few with what runs side by side, so the bomb goes on to
    the first that does not go off any more.
    """
    worker, killed, commit = stage.worker(), 0, 1 if stage.database.is_sqlite else 2
    while True:
        stage.plant_bomb(commit)
        call = stage.upload(f"call-{commit}")
        worker, deaths = keep_working(stage, worker, call)
        assert result(stage.database, call) == expected(), f"killed before commit {commit}"
        killed += deaths
        if stage.bomb.exists():
            break
        commit += 4
    assert killed >= 15
    assert sums(stage.database) == expected_sums(len(stage.uploaded))


def keep_working(stage: Stage, worker: Worker, call: str) -> tuple[Worker, int]:
    """Starts a worker whenever one has ended, until the job itself is done; how many had ended."""
    deaths, deadline = 0, time.monotonic() + 60
    while (job := stage.engine.status(f"{call}:0")) is None or job.state != "SUCCESS":
        assert time.monotonic() < deadline, f"{job} after {deaths} deaths: {stage.lines()}"
        if worker.has_ended():
            deaths += 1
            worker = stage.worker()
        time.sleep(0.05)
    return worker, deaths


@pytest.mark.slow
@only_on_postgresql
def test_another_host_takes_over_from_one_that_is_gone_for_good(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(home="host-a", take_hear=60)
    stage.until_done("hear monday")
    worker.kill()
    stage.worker(home="host-b")
    stage.wait_for(lambda: hosts(stage) == 2, "the other host")
    up = time.monotonic()
    stage.wait_for(lambda: stage.times("hear monday") == 2, "the other host to take over")
    # It looks six times in the time of silence, and looks into the queue twice a second.
    assert SILENCE - 1 < time.monotonic() - up < 2 * SILENCE + 2
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()


@pytest.mark.slow
@only_on_postgresql
def test_clocks_that_jump_by_a_year_take_no_work_from_anybody(stage: Stage) -> None:
    """First the database's clock, by which workers say that they are alive, then those of the workers."""
    for host, name in (("host-a", "monday"), ("host-b", "tuesday")):
        stage.upload(name)
        stage.worker(home=host, take_hear=20)
        stage.until_done(f"hear {name}")
    right = heartbeats(stage)[0].year
    for years in (1, -2, 0):
        set_database_clock(stage, years)
        stage.wait_for(lambda y=right + years: {b.year for b in heartbeats(stage)} == {y}, "beats of it")
        (stage.folder / "clock").write_text(str(years * 365 * 86400), "utf-8")
        time.sleep(SILENCE)
    for call in stage.uploaded:
        stage.until(call, "scored")
        assert result(stage.database, call) == expected()
    assert (stage.times("hear monday"), stage.times("hear tuesday")) == (1, 1)


def set_database_clock(stage: Stage, years: int) -> None:
    """From now on `now()` says another year: a function of that name is found before PostgreSQL's own."""
    with stage.database.write() as session:
        for statement in (
            "CREATE SCHEMA IF NOT EXISTS clock",
            "CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS "
            f"$$ SELECT pg_catalog.now() + interval '{years} years' $$",
            f'ALTER DATABASE "{stage.database.engine.url.database}" SET search_path '
            "= clock, pg_catalog, public",
        ):
            session.execute(text(statement))
    with stage.database.write() as session:
        # Whoever is connected takes up the new search path when it connects again, after it was committed.
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    stage.database.close()


def heartbeats(stage: Stage) -> list[datetime]:
    with stage.database.read() as session:
        return list(session.scalars(select(Heartbeat.beat)))


def hosts(stage: Stage) -> int:
    with stage.database.read() as session:
        return len(session.scalars(select(Heartbeat.host)).all())


@pytest.mark.slow
@only_on_postgresql
def test_a_worker_that_was_stopped_and_comes_back_late_does_no_harm(stage: Stage) -> None:
    call = stage.upload()
    late = stage.worker(home="host-a", take_hear=2)
    stage.until_done("hear monday")
    late.signal(signal.SIGSTOP)
    stage.worker(home="host-b")
    stage.until(call, "scored")
    before = version(stage, call)
    late.signal(signal.SIGCONT)
    stage.wait_for(lambda: stage.times("heard monday") + stage.times("stopped monday") == 2, "the late end")
    time.sleep(3)
    assert result(stage.database, call) == expected()
    assert version(stage, call) == before
    assert [stage.times(f"judge {key}") for key in KEYS] == [1] * 6
    assert not late.has_ended()


def version(stage: Stage, call: str) -> int:
    with stage.database.read() as session:
        return session.scalars(select(Call.version).where(Call.public_id == call)).one()


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize(("place", "deaths"), [("hear:poison", 3), ("judge:discovery", 3), ("record", 11)])
def test_a_step_that_always_kills_its_process_is_set_aside_and_the_next_call_goes_on(
    stage: Stage, place: str, deaths: int
) -> None:
    poison = stage.upload("poison")
    died = 0
    worker = stage.worker(die_at=place)
    while stage.state(poison) != "set_aside":
        if worker.has_ended():
            died += 1
            assert died <= deaths, stage.lines()
            worker = stage.worker(die_at=place)
        time.sleep(0.1)
    assert died == deaths
    assert reason(stage, poison) == "process_ended"
    worker.kill()
    stage.worker()
    following = stage.upload("following")
    stage.until(following, "scored")
    assert result(stage.database, following) == expected()


@only_on_sqlite
def test_a_copy_that_takes_long_keeps_neither_its_call_nor_the_next_from_being_heard_and_scored(
    stage: Stage,
) -> None:
    calls = [stage.upload("monday"), stage.upload("tuesday")]
    stage.worker(take_copy=60)
    for call in calls:
        stage.until(call, "scored")
        assert result(stage.database, call) == expected()
    assert [stage.times(f"copy {name}") for name in ("monday", "tuesday")] == [1, 1]


@pytest.mark.slow
@only_on_sqlite
def test_a_recording_whose_copying_kills_the_process_is_scored_without_a_copy(stage: Stage) -> None:
    call = stage.upload("poison")
    worker, deaths = stage.worker(die_at="copy:poison"), 0
    while (job := stage.engine.status(f"{call}:0:playable")) is None or job.state != "ERROR":
        if worker.has_ended():
            deaths += 1
            assert deaths <= 3, stage.lines()
            worker = stage.worker(die_at="copy:poison")
        time.sleep(0.1)
    assert deaths == 3
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear poison") == 1


def reason(stage: Stage, call: str) -> str:
    with stage.database.read() as session:
        found = session.scalars(select(Call.reason).where(Call.public_id == call)).one()
    assert found is not None
    return str(found["code"])


@pytest.mark.slow
def test_a_call_is_cancelled_while_it_is_heard_and_reviewed_when_asked_for_again(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=60)
    stage.until_done("hear monday")
    cancel(stage.database, stage.engine, call)
    stage.until_done("stopped monday")
    assert (stage.state(call), reason(stage, call)) == ("cancelled", "cancelled")
    worker.kill()
    stage.worker()
    with stage.database.write() as session:
        workflow = retry(session, stage.engine, find_call(session, call))
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert workflow == f"{call}:0:2"


@pytest.mark.slow
@only_on_sqlite
def test_what_is_scored_is_neither_cancelled_nor_retried(stage: Stage) -> None:
    call = stage.upload()
    stage.worker()
    stage.until(call, "scored")
    with pytest.raises(BadInput, match="nothing to cancel"):
        cancel(stage.database, stage.engine, call)
    with stage.database.write() as session, pytest.raises(BadInput, match="nothing to retry"):
        retry(session, stage.engine, find_call(session, call))


@pytest.mark.slow
def test_an_upgrade_goes_on_with_what_an_older_order_of_steps_left_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = stage.upload()
    worker = stage.worker(take_judge=60)
    stage.until_done("judge opening")
    worker.kill()
    monkeypatch.setattr(queueing, "STEP_ORDER", "another")
    stage.worker(step_order="another")
    time.sleep(2)
    assert stage.state(call) == "judging"
    assert restart_older(stage.database, stage.engine) == [f"{call}:1"]
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear monday") == 1


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize("review", ["SUCCESS", "PENDING"])
def test_an_upgrade_makes_the_copy_that_an_older_order_of_steps_had_begun(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, review: str
) -> None:
    """Also where the worker ended before it wrote down that the review, which began the copy, was done."""
    call = stage.upload()
    worker = stage.worker(take_copy=60)
    stage.until(call, "scored")
    stage.until_done("copy monday")
    worker.kill()
    with stage.database.write() as session:
        left = text("UPDATE workflow_status SET status = :status WHERE workflow_uuid = :id")
        assert session.execute(left, {"status": review, "id": f"{call}:0"}).rowcount == 1
    monkeypatch.setattr(queueing, "STEP_ORDER", "another")
    stage.worker(step_order="another")
    assert restart_older(stage.database, stage.engine) == []
    stage.wait_for(lambda: stage.times("copy monday") == 2, "the copy to be made again")


@pytest.mark.slow
@only_on_postgresql
def test_a_worker_that_is_told_to_stop_leaves_at_once_and_another_goes_on_at_once(stage: Stage) -> None:
    call = stage.upload()
    leaving = stage.worker(home="host-a", take_hear=60)
    staying = stage.worker(home="host-b", queues="judging,rest")
    stage.until_done("hear monday")
    leaving.signal(signal.SIGTERM)
    assert leaving.exit_code(within=10) == 0
    stage.worker(home="host-c")
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert not staying.has_ended()
    assert hosts(stage) == 2


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize("step", ["hear monday", "judge disclosure"])
def test_a_full_disk_in_the_middle_of_a_step_is_waited_out(stage: Stage, step: str) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=2, take_judge=2)
    stage.until_done(step)
    full = stage.folder / "disk is full"
    full.touch()
    time.sleep(8)
    assert stage.state(call) == ("hearing" if step.startswith("hear") else "judging")
    full.unlink()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert (stage.times("hear monday"), stage.times("judge disclosure")) == (1, 1)
    assert not worker.has_ended()


@pytest.mark.slow
@only_on_postgresql
def test_a_database_that_is_away_for_ten_seconds_costs_ten_seconds(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=3)
    stage.until_done("hear monday")
    name = stage.database.engine.url.database
    stage.database.close()
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(10)
        assert stage.times("heard monday") == 1
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear monday") == 1
    assert not worker.has_ended()
