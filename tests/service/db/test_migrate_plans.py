"""A plan that was there before plans had a salt gets one of its own."""

from sqlalchemy import text

from service.db.engine import create_engine
from service.db.migrate import migrate
from tests.service.db.older import older_database

BEFORE = "0022"
DAY = "'2026-11-03 10:00:00+00:00'"


def test_plans_of_before_get_a_salt_each(empty_database_url: str) -> None:
    rows = (
        f"INSERT INTO team (id, name, health_data, created_at, public_id) VALUES (7, 'N', false, {DAY}, 't')",
        f"INSERT INTO person (id, name, created_at, public_id) VALUES (8, 'Ana', {DAY}, 'p')",
        "INSERT INTO fit_check (id, rep_id, state, answers, found, created_at, public_id) "
        f"VALUES (9, 8, 'right', '{{}}', '{{}}', {DAY}, 'f')",
        *(
            "INSERT INTO plan (id, rep_id, team_id, manager_id, fit_check_id, state, newest, receipt, "
            "opens_from, version, created_at, updated_at, public_id) "
            f"VALUES ({key}, 8, 7, 8, 9, 'closed', 1, 'none', {DAY}, 1, {DAY}, {DAY}, 'plan{key}')"
            for key in (10, 11)
        ),
    )
    older_database(empty_database_url, BEFORE, rows)
    assert migrate(empty_database_url).before == BEFORE
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        salts = connection.execute(text("SELECT salt FROM plan")).scalars().all()
    engine.dispose()
    assert [len(one) for one in salts] == [64, 64]
    assert salts[0] != salts[1]
