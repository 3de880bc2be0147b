"""What commands work on: the database, the queue and the recordings that the settings name, checked first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.errors import NotReady
from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from service.db.engine import Database
    from service.edges.recording_store import RecordingStore
    from service.engine import JobEngine

ACTOR = "command line"
"""What the audit log calls whoever works on the machine itself."""


@dataclass
class Installation:
    """The parts of this installation; queue and recordings are opened when they are first asked for."""

    settings: Settings
    database: "Database"

    @cached_property
    def engine(self) -> "JobEngine":
        from service.engine import JobEngine

        return JobEngine(self.database)

    @cached_property
    def store(self) -> "RecordingStore":
        from service.parts import recording_store

        return recording_store(self.settings)


@contextmanager
def installation() -> Iterator[Installation]:
    """This installation, for as long as the block lasts.

    Raises NotReady where its database is not there, of another version, or cannot be reached.
    """
    from sqlalchemy.exc import OperationalError

    from service.db.engine import Database

    settings = read_settings()
    refuse_missing(settings.database_url)
    here = Installation(settings, Database(settings.database_url, settings.house.for_sessions()))
    try:
        refuse_other_version(here.database)
        yield here
    except OperationalError as error:
        raise unreachable(error) from error
    finally:
        if "engine" in here.__dict__:
            here.engine.disconnect()
        here.database.close()


def refuse_missing(url: str) -> None:
    """Raises NotReady for a SQLite file that is not there: opening it would make an empty one."""
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise NotReady(
            "There is no database yet.", "Run `sidetone migrate`, or set SIDETONE_HOME or SIDETONE_DATABASE."
        )


def refuse_other_version(database: "Database") -> None:
    """Raises NotReady for a database that another version of this program needs."""
    from service.db.migrate import newest_revision, revision_of

    found, needed = revision_of(database.engine), newest_revision()
    if found != needed:
        raise NotReady(
            f"The database is at revision {found or 'none'}; this version needs {needed}.",
            "Run `sidetone migrate`.",
        )


def unreachable(error: Exception) -> NotReady:
    reason = str(getattr(error, "orig", error)).strip().splitlines()
    return NotReady(
        f"The database cannot be reached: {reason[0] if reason else 'no reason given'}",
        "What was finished before is kept; look at SIDETONE_DATABASE and run it again.",
    )
