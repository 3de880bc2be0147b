"""The fixture most tests of reviews begin with: the company and a judge, on SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.db.engine import Database
from tests.databases import fresh_database
from tests.service.reviews.reviewed import Desk, a_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        database = Database(url)
        made = a_desk(database)
        yield made
        made.engine.disconnect()
        database.close()
