"""Migrations run from empty and change nothing twice; afterwards the tables are those of the models."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint, text

from service.db import tables
from service.db.base import Row
from service.db.engine import Database, create_engine
from service.db.migrate import MigrationBroke, check_references, migrate, newest_revision


def test_from_empty_to_the_models_and_not_a_column_else(empty_database_url: str) -> None:
    migrate(empty_database_url)
    database = Database(empty_database_url)
    assert tables.__all__
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []
    database.close()


def test_a_second_run_changes_nothing(empty_database_url: str) -> None:
    first, second = migrate(empty_database_url), migrate(empty_database_url)
    assert (first.before, first.after) == (None, newest_revision())
    assert (second.before, second.after, second.copy) == (newest_revision(), newest_revision(), None)


def test_rows_that_point_at_nothing_stop_a_migration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    migrate(url)
    engine = create_engine(url, foreign_keys=False)
    with engine.connect() as connection:
        connection.execute(
            text("INSERT INTO team (id, name, created_at, public_id) VALUES (1, 't', '2026-11-03', 'q')")
        )
        connection.execute(
            text(
                "INSERT INTO recording (call_id, team_id, sha256, size, name, blob, created_at, public_id) "
                "VALUES (99, 1, 'a', 1, 'n', 'b', '2026-11-03', 'p')"
            )
        )
        with pytest.raises(MigrationBroke, match=r"1 rows pointing at nothing \(recording\)"):
            check_references(connection, None)
    engine.dispose()


def test_whatever_points_at_a_call_or_its_things_is_found_by_an_index() -> None:
    """Else a deletion reads every row that might point at what goes."""
    deleted = {"call", "recording", "transcript", "run", "review", "override", "draw", "logged_call"}
    unindexed = [
        f"{table.name}.{column.name}"
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name in deleted for key in column.foreign_keys)
        and column.name not in _led_by(table)
    ]
    assert unindexed == []


def _led_by(table: Table) -> set[str]:
    """The columns that an index of the table begins with."""
    unique = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    return {next(iter(one.columns)).name for one in (*table.indexes, *unique)}
