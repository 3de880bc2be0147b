"""Bringing an installation to this version: tables, the engine's tables, rubrics, and what is in flight."""

from dataclasses import dataclass

from scoring.library import shipped_rubrics
from service.calls.queueing import restart_older
from service.db.engine import Database
from service.db.migrate import Migrated, migrate
from service.engine import JobEngine
from service.reviews.rubrics import bring_in, refuse_changed


@dataclass(frozen=True)
class Upgraded:
    """What was done: the migration, how many rubrics came in, the reviews that were begun again."""

    migrated: Migrated
    rubrics: int
    restarted: list[str]


def upgrade(url: str) -> Upgraded:
    """Does all that a new version needs; where it was done before, nothing.

    Workers of an older version should be stopped first: reviews in flight are begun again from what they
    left behind, and what an old worker still does with them is dropped.
    """
    migrated = migrate(url)
    database = Database(url)
    engine = JobEngine(database)
    try:
        engine.prepare()
        with database.write() as session:
            new = sum([bring_in(session, document) for document in shipped_rubrics()])
            refuse_changed(session)
        return Upgraded(migrated, new, restart_older(database, engine))
    finally:
        engine.disconnect()
        database.close()
