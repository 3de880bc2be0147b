"""Hosts that vanish, stop, come back or tell another time, and a database that is away for all of them."""

import signal
import time
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import select, text

from service.db.tables import Call, Heartbeat
from tests import own_server
from tests.cast import KEYS
from tests.service.outcome import expected, result
from tests.service.stage import SILENCE, Stage

only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.mark.slow
@only_on_postgresql
def test_another_host_takes_over_from_one_that_is_gone_for_good(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(home="host-a", take_hear=60)
    stage.until_done("hear monday")
    worker.kill()
    silence = 3 * SILENCE
    stage.worker(home="host-b", silence=silence)
    stage.wait_for(lambda: hosts(stage) == 2, "the other host")
    up = time.monotonic()
    stage.wait_for(lambda: stage.times("hear monday") == 2, "the other host to take over")
    # It looks six times in the time of silence, and looks into the queue twice a second.
    assert silence - 1 < time.monotonic() - up < 2 * silence + 2
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()


@pytest.mark.slow(seconds=60)
@only_on_postgresql
def test_clocks_that_jump_by_a_year_take_no_work_from_anybody(stage: Stage) -> None:
    """First the database's clock, by which workers say that they are alive, then those of the workers.

    A jump cuts off their connections too. On a busy machine they are not back within three seconds, and
    who is silent that long may be taken for dead, whatever the clocks say.
    """
    silence = 4 * SILENCE
    for host, name in (("host-a", "monday"), ("host-b", "tuesday")):
        stage.upload(name)
        stage.worker(home=host, silence=silence, take_hear=55)
        stage.until_done(f"hear {name}")
    right = heartbeats(stage)[0].year
    for years in (1, -2, 0):
        set_database_clock(stage, years)
        stage.wait_for(lambda y=right + years: {b.year for b in heartbeats(stage)} == {y}, "beats of it")
        (stage.folder / "clock").write_text(str(years * 365 * 86400), "utf-8")
        time.sleep(silence)
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


@pytest.mark.slow(seconds=60)
@only_on_postgresql
def test_a_database_that_is_away_for_ten_seconds_costs_ten_seconds(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=3)
    stage.until_done("hear monday")
    name = stage.database.engine.url.database
    stage.database.close()
    with psycopg.connect(own_server.address(), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(10)
        assert stage.times("heard monday") == 1
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear monday") == 1
    assert not worker.has_ended()
