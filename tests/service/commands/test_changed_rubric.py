"""A published rubric that was changed behind the program's back: neither service nor worker begins."""

import json

import pytest
from sqlalchemy import text

from service.db.engine import create_engine
from tests.service.commands.cli import Sidetone


def change(sidetone: Sidetone) -> None:
    """Somebody with the database's password gives a weight of their own to a published rubric."""
    engine = create_engine(sidetone.database)
    with engine.begin() as connection:
        stored = connection.execute(text("SELECT document FROM rubric WHERE slug = 'b2b-discovery'")).scalar()
        document = stored if isinstance(stored, dict) else json.loads(str(stored))
        document["criteria"][0]["weight"] += 5
        connection.execute(
            text("UPDATE rubric SET document = :document WHERE slug = 'b2b-discovery'"),
            {"document": json.dumps(document)},
        )
    engine.dispose()


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",)], ids=lambda words: str(words[0]))
def test_nothing_starts_on_a_rubric_that_is_not_what_was_published(
    sqlite_installed: Sidetone, command: tuple[str, ...]
) -> None:
    sqlite_installed.set(api_token="a token for the tests only")
    assert sqlite_installed("migrate").code == 0
    change(sqlite_installed)
    ran = sqlite_installed(*command)
    assert ran.code == 1
    assert "The rubric b2b-discovery@1 in the database is not what was published" in ran.err
    assert "restore a backup" in ran.err
