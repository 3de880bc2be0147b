"""The log that was brought in before there were draws outlives the upgrade, and can be drawn from."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.db.engine import Database
from service.db.migrate import check_references, migrate
from service.db.tables import Team
from service.frame.rules import rules
from tests.service.db.older import older_database
from tests.service.frame.drawn import draw, fix, log, shown

BEFORE = "0007"


def test_lines_of_the_log_outlive_the_upgrade_and_are_drawn(empty_database_url: str) -> None:
    rows = (
        "INSERT INTO team (id, name, health_data, created_at, public_id) "
        "VALUES (7, 'Northwind', false, '2026-11-03', 't')",
        "INSERT INTO person (id, name, external_id, created_at, public_id) "
        "VALUES (8, 'Ana', 'ana', '2026-11-03', 'p')",
        "INSERT INTO logged_call "
        "(team_id, rep_id, external_id, started_at, zone, week, seconds, created_at, public_id, id) "
        "VALUES (7, 8, 'old', '2026-11-18 10:00:00+00:00', 'UTC', 20261116, 90.5, "
        "'2026-11-18', 'l', 1)",
    )
    older_database(empty_database_url, BEFORE, rows)
    assert migrate(empty_database_url).before == BEFORE
    database = Database(empty_database_url)
    with database.engine.connect() as connection:
        check_references(connection, None)
    if not database.is_sqlite:  # its counter does not know of a row that brought its own number
        with database.write() as session:
            session.execute(text("SELECT setval(pg_get_serial_sequence('logged_call', 'id'), 1)"))
    log(database, {"external_id": "new"})
    fix(database)
    assert draw(database).new
    assert sorted((one.external_id, one.seconds) for one in shown(database).calls) == [
        ("new", 300),
        ("old", 90.5),
    ]
    database.close()


def test_rules_from_before_teams_had_any_are_still_for_everybody_or_one_rep(empty_database_url: str) -> None:
    rows = (
        "INSERT INTO person (id, name, external_id, created_at, public_id) "
        "VALUES (8, 'Ana', 'ana', '2026-11-03', 'p')",
        *(
            "INSERT INTO sampling_rule "
            "(rep_id, from_week, calls, shortest, created_at, public_id, id) VALUES "
            f"({rep}, 20261116, {number}, 60, '2026-11-03 10:00:00+00:00', 'r{number}', {number})"
            for number, rep in ((1, "NULL"), (2, "8"))
        ),
    )
    older_database(empty_database_url, "0024", rows)
    assert migrate(empty_database_url).before == "0024"
    database = Database(empty_database_url)
    with database.read() as session:
        check_references(session.connection(), None)
        kept = [(one.rep_name, one.team, one.calls) for one in rules(session)]
        assert kept == [("Ana", None, 2), (None, None, 1)]
    with database.write() as session:
        session.add(Team(id=7, name="Northwind"))
    with database.write() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE sampling_rule SET team_id = 7 WHERE id = 2"))
    database.close()
