"""Conflicting writes from several processes lose nothing, and moments keep their zone, on both databases."""

import multiprocessing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm.exc import StaleDataError

from service.db.engine import Database
from service.db.tables import Call, Team

PROCESSES, WRITES = 4, 200


def count_up(url: str) -> None:
    """Reads a number and writes it back one higher, as often as WRITES says."""
    database = Database(url)
    for _ in range(WRITES):
        with database.write() as session:
            team = session.scalars(select(Team).with_for_update()).one()
            team.name = str(int(team.name) + 1)
    database.close()


@pytest.mark.slow
def test_conflicting_writes_of_four_processes_lose_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(Team(name="0"))
    start = multiprocessing.get_context("spawn")
    writers = [start.Process(target=count_up, args=(database.url,)) for _ in range(PROCESSES)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    with database.read() as session:
        assert session.scalar(select(Team.name)) == str(PROCESSES * WRITES)


def test_a_moment_comes_back_as_the_same_moment(database: Database) -> None:
    tokyo = datetime(2026, 11, 3, 12, 30, tzinfo=timezone(timedelta(hours=9)))
    with database.write() as session:
        team = Team(name="East")
        session.add(team)
        session.flush()
        session.add(Call(team_id=team.id, started_at=tokyo, zone="Asia/Tokyo", week=20261102))
    with database.read() as session:
        assert session.scalars(select(Call)).one().started_at == datetime(2026, 11, 3, 3, 30, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.write() as session:
        session.add(Team(name="East", created_at=datetime(2026, 11, 3)))  # noqa: DTZ001


def test_a_reading_session_takes_no_write_lock(database: Database) -> None:
    with database.read() as reading:
        reading.execute(text("SELECT count(*) FROM team"))
        with database.write() as writing:
            writing.add(Team(name="West"))


def test_two_changes_to_the_same_version_of_a_call_do_not_both_win(database: Database) -> None:
    with database.write() as session:
        team = Team(name="East")
        session.add(team)
        session.flush()
        session.add(Call(team_id=team.id, started_at=datetime(2026, 11, 3, tzinfo=UTC), week=20261102))
    with database.read() as session:
        stale = session.scalars(select(Call)).one()
        session.expunge(stale)
    with database.write() as session:
        session.scalars(select(Call)).one().state = "hearing"
    stale.state = "cancelled"
    with pytest.raises(StaleDataError, match="does not match existing version"), database.write() as session:
        session.merge(stale)
