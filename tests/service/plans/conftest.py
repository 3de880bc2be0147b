"""The stage of most tests is one SQLite file; what touches SQL of its own runs on both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.db.engine import Database
from tests.databases import fresh_database
from tests.service.plans.staged import Staged, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Staged]:
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        database = Database(url)
        yield staged(database)
        database.close()


@pytest.fixture
def both(database: Database) -> Staged:
    """The same on both kinds of database."""
    return staged(database)
