"""A published rubric that was changed behind the program's back: neither service nor worker begins."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from scoring import library
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


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",)], ids=lambda words: str(words[0]))
def test_nothing_starts_on_a_rubric_whose_file_was_changed_on_disk(
    sqlite_installed: Sidetone, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_installed.set(api_token="a token for the tests only")
    assert sqlite_installed("migrate").code == 0
    (shipped,) = [folder for folder in library.FOLDERS if folder.is_dir()]
    copied = shutil.copytree(shipped, tmp_path / "rubrics")
    monkeypatch.setattr(library, "FOLDERS", (copied,))
    file = copied / "b2b-discovery" / "1.yaml"
    was = file.read_text(encoding="utf-8")
    changed = was.replace("weight: ", "weight: 1", 1)
    assert changed != was
    file.write_text(changed, encoding="utf-8")
    ran = sqlite_installed(*command)
    assert ran.code == 2
    assert ran.err.startswith("b2b-discovery@1: 1 mistake.")
    assert f"{file} was changed on disk after it was published" in ran.err
    assert "b2b-discovery/2.yaml" in ran.err
    assert "Traceback" not in ran.err
