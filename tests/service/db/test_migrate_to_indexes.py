"""The index of what judges read is there after an upgrade, and is taken by whom it is for alone."""

from sqlalchemy import inspect, text

from service.db.engine import Database
from service.db.migrate import check_references, migrate
from tests.service.db.older import older_database

BEFORE = "0026"
ROWS = (
    "INSERT INTO team (id, name, health_data, created_at, public_id) "
    "VALUES (7, 'Northwind', false, '2026-11-03', 't')",
    "INSERT INTO rubric (id, slug, version, fingerprint, document, created_at, public_id) "
    "VALUES (3, 'small', 1, 'f', '{}', '2026-11-03', 'r')",
    "INSERT INTO call (id, team_id, started_at, zone, time_known, week, selection, priority, state, version, "
    "created_at, updated_at, public_id) VALUES (5, 7, '2026-11-03 10:00:00', 'UTC', true, 20261102, "
    "'manager', 10, 'scored', 1, '2026-11-03', '2026-11-03', 'c')",
    "INSERT INTO transcript (id, call_id, number, fingerprint, document, heard, created_at, public_id) "
    "VALUES (6, 5, 1, 'f', '{}', '{}', '2026-11-03', 's')",
    *(
        "INSERT INTO run (id, call_id, transcript_id, rubric_id, workflow, judge, qa_state, document, "
        f"created_at, public_id) VALUES ({key}, 5, 6, 3, 'c:{key}', '{judge}', 'incomplete', '{{}}', "
        f"'2026-11-03', 'u{key}')"
        for key, judge in ((1, "offline"), (2, "person"), (3, "offline"))
    ),
)
OF_CALLS = "SELECT id FROM run WHERE call_id IN (5, 6, 7) AND rubric_id = 3 AND judge != 'person'"
NEWEST = "SELECT id FROM run WHERE rubric_id = 3 AND judge != 'person' AND id > 0 ORDER BY id DESC LIMIT 2"


def test_runs_outlive_the_upgrade_and_the_index_misleads_nobody_else(empty_database_url: str) -> None:
    older_database(empty_database_url, BEFORE, ROWS)
    assert migrate(empty_database_url).before == BEFORE
    database = Database(empty_database_url)
    with database.engine.connect() as connection:
        check_references(connection, None)
        assert connection.execute(text(NEWEST)).scalars().all() == [3, 1]
        assert "ix_run_rubric_id_id" in {one["name"] for one in inspect(connection).get_indexes("run")}
        if database.is_sqlite:  # which knows nothing of how many runs share a rubric
            plans = {
                asked: str(connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())
                for asked in (NEWEST, OF_CALLS)
            }
            assert "ix_run_rubric_id_id" in plans[NEWEST]
            assert "ix_run_call_id" in plans[OF_CALLS]
    database.close()
