"""A database as an older program left it."""

from collections.abc import Iterable

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from service.db.engine import create_engine
from service.db.migrate import _config


def older_database(url: str, revision: str, statements: Iterable[str]) -> None:
    """Migrates the empty database up to the revision and puts rows in with these statements."""
    engine = create_engine(url, foreign_keys=False)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def undo_later_indexes(connection: Connection) -> None:
    """Takes back what came with 0026 to 0029, which an older database does not have."""
    pointing = ScriptDirectory.from_config(_config()).get_revision("0026").module.POINTING
    later = (
        "ix_run_rubric_id_id",
        "ix_call_drawn",
        "ix_review_state_drawn_started_at",
        "ix_call_with_reason",
    )
    for name in (*(f"ix_{table}_{column}" for table, column in pointing), *later):
        connection.exec_driver_sql(f"DROP INDEX {name}")
    connection.exec_driver_sql("ALTER TABLE review DROP COLUMN drawn_started_at")
