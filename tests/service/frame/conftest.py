"""Who the calls of these tests belong to."""

import pytest

from service.db.engine import Database
from service.db.tables import Person, Team


@pytest.fixture
def reps(database: Database) -> Database:
    """Ana and Ben take calls for Northwind; Cleo is known, too."""
    with database.write() as session:
        session.add_all(
            [
                Team(name="Northwind"),
                Person(name="Ana", external_id="ana"),
                Person(name="Ben", external_id="ben"),
                Person(name="Cleo", external_id="cleo"),
            ]
        )
    return database
