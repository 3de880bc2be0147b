"""Brings a database to the shape this version needs, with a copy first and a check afterwards."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from scoring.errors import NotReady
from service.db.engine import READ_ONLY, create_engine
from service.db.triggers import install_triggers

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Migrated:
    """From which revision to which, and where the copy of the SQLite file is, where one was made."""

    before: str | None
    after: str
    copy: Path | None


class MigrationBroke(NotReady):
    """The migration left rows that point at nothing; the copy that was made before is named."""


def migrate(url: str) -> Migrated:
    """Upgrades the database at `url` to the newest revision; does nothing where it is there already.

    On SQLite foreign keys are off meanwhile (a batch change of a parent table would delete its children),
    the file is copied first, and what the change left behind is checked before it is committed.
    """
    engine = create_engine(url, foreign_keys=False)
    try:
        before, newest = revision_of(engine), newest_revision()
        if before == newest:
            return Migrated(before, newest, None)
        copy = _copy_first(engine) if before is not None else None
        with engine.begin() as connection:
            _upgrade(connection)
            check_references(connection, copy)
            install_triggers(connection)
        return Migrated(before, newest, copy)
    finally:
        engine.dispose()


def newest_revision() -> str:
    """The revision this version of the program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise NotReady("This installation carries no migrations.", "Install it again.")
    return head


def known_revisions() -> set[str]:
    """All revisions that this version of the program can bring to the newest."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def revision_of(engine: Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect().execution_options(**READ_ONLY) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy_first(engine: Engine) -> Path | None:
    """A consistent copy of a SQLite file beside it. PostgreSQL rolls a failed migration back by itself."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    original = Path(engine.url.database)
    if not original.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = original.with_name(f"{original.name}.before-{stamp}")
    needed, free = original.stat().st_size, shutil.disk_usage(original.parent).free
    if free < 2 * needed:
        raise NotReady(
            f"Migrating needs {2 * needed >> 20} MB free beside the database, there are {free >> 20} MB.",
            "Free some space and run it again: nothing was changed.",
        )
    with sqlite3.connect(original) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return copy


def check_references(connection: Connection, copy: Path | None) -> None:
    """Raises MigrationBroke where a row points at nothing: with foreign keys off nobody else looks."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise MigrationBroke(
            f"The migration would leave {len(broken)} rows pointing at nothing ({tables}); it was undone.",
            f"The database is as it was; a copy is {copy}." if copy else "The database is as it was.",
        )
