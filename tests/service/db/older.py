"""A database as an older program left it."""

from collections.abc import Iterable

from alembic import command
from sqlalchemy import text

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
