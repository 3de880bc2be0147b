"""`sidetone note`: asked for, waited for, read, released, on a service nobody is working for."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.errors import BadInput, NotReady
from service.__main__ import app
from service.coaching import steps
from service.db.engine import Database
from service.db.tables import Note
from service.engine import JobEngine
from tests.service.coaching.test_notes import ask, parts, reviewed_call, shown
from tests.service.scripted import seed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def engine(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobEngine]:
    """Ana with one reviewed call; the commands find the database by the settings."""
    opened = JobEngine(database)
    seed(database, opened)
    monkeypatch.setenv("SIDETONE_HOME", str(tmp_path))
    monkeypatch.setenv("SIDETONE_DATABASE", database.url)
    reviewed_call(database, opened, "monday")
    yield opened
    opened.disconnect()


def run(*words: str):
    found = CliRunner().invoke(app, ["note", *words])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def test_a_note_that_nobody_writes_stays_queued_and_says_what_to_do(engine: JobEngine) -> None:
    with pytest.raises(NotReady, match="queued and not written yet"):
        run("ask", "ana", "--week", "2026-11-17", "--wait", "0")


def test_a_note_is_printed_with_its_quote_and_what_to_say(database: Database, engine: JobEngine) -> None:
    note = ask(database, engine)
    steps.write(parts(database), note, 1)
    printed = run("list", "ana").output
    for words in ("Week of 2026-11-16, draft", "To work on", "Say instead", "Practise", "no language model"):
        assert words in printed
    (view,) = json.loads(run("list", "ana", "--json").stdout)
    assert (view["id"], view["week"]) == (note, 20261116)


def test_asking_prints_the_note_as_soon_as_it_is_there(
    database: Database, engine: JobEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def worker(_seconds: float) -> None:
        with database.read() as session:
            row = session.query(Note).one()
        steps.write(parts(database), row.public_id, row.tries)

    monkeypatch.setattr("service.commands.note.time.sleep", worker)
    assert "Coaching note" in run("ask", "ana", "--week", "2026-11-17").output


def test_a_released_note_says_whose_it_is(database: Database, engine: JobEngine) -> None:
    note = ask(database, engine)
    steps.write(parts(database), note, 1)
    assert run("release", note).output.strip() == "The note is released to Ana."
    assert shown(database, note).state == "released"


def test_a_rep_without_notes_is_told_how_to_get_one(engine: JobEngine) -> None:
    assert "There is no note yet" in run("list", "ana").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "zoe"), "Nobody here is called zoe"),
        (("list", "zoe"), "Nobody here is called zoe"),
        (("ask", "ana", "--week", "next"), "is no day"),
    ],
)
def test_what_cannot_be_meant_is_said_so(engine: JobEngine, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        run(*words)
