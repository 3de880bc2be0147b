"""Ana asks for everything that is held about her; and a recording needs a rule before it is taken in."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import event, select

from service.db.base import Row
from service.db.engine import Database
from service.db.tables import AuditEntry, Note, Person
from service.notices.telling import tell
from service.privacy.left_out import LEFT_OUT
from service.privacy.person_export import PersonExport
from service.privacy.rule import KINDS as KEPT
from tests.databases import fresh_database
from tests.service.commands.cli import command_line
from tests.service.company import as_, company
from tests.service.frame.drawn import drawn_week
from tests.service.served import scored, served, settings_for, wav, web

IN_PLANS = {
    "attachment", "check_in", "check_in_note", "commitment", "fit_check", "plan_absence", "plan_decision",
    "plan_event", "plan_look", "plan_milestone", "plan_version", "plan_word", "signature",
}  # fmt: skip
"""Handed out as plans, where and as far as the person may read them."""
NAMES_A_PERSON = re.compile("(^|_)(by|actor|caller|account)$")
"""Columns that name people by their public ids or addresses, and not by a key."""


@pytest.fixture
def url(tmp_path: Path):  # type: ignore[no-untyped-def]
    with fresh_database("sqlite", tmp_path, migrated=True) as made:
        yield made


def test_the_command_writes_all_of_it_and_nothing_of_others(tmp_path: Path, url: str) -> None:
    home, folder = tmp_path / "home", tmp_path / "ana"
    with served(settings_for(home, url)) as client:
        cast = company(web(client).database)
        call = scored(client, wav(value=1), rep="ana", external_id="=1+1")["id"]
        other = scored(client, wav(value=2), rep="rui")["id"]
        with web(client).database.write() as session:
            ana = session.scalars(select(Person).where(Person.name == "Ana")).one()
            ana.password = "a hash"
            session.add(Note(rep_id=ana.id, week=20261116, calls=[call]))
    with command_line(home, url) as sidetone:
        ran = sidetone("export", "person", "ana@northwind.example", "-o", folder, "--recordings")
        assert ran.code == 0, ran.err
        again = sidetone("export", "person", "ana@northwind.example", "-o", folder)
        assert (again.code, "is there already" in again.err) == (2, True)
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        "README.txt",
        "calls.json",
        "calls.csv",
        "transcripts.json",
        "verdicts.csv",
        "plans.json",
    } <= written
    assert f"recordings/{call}.wav" in written or f"recordings/{call}" in written
    whole = "".join(path.read_text("utf-8") for path in folder.glob("*.*"))
    assert call in whole
    assert other not in whole
    assert "a hash" not in whole
    assert cast.ids["Ana"] in whole
    # A spreadsheet calculates nothing: the external id =1+1 is text.
    (row,) = csv.DictReader(StringIO((folder / "calls.csv").read_text("utf-8")))
    assert row["external_id"] == "'=1+1"
    assert row["team"] == "Northwind"
    (spoken,) = json.loads((folder / "transcripts.json").read_text("utf-8"))
    assert spoken["call"] == call
    assert spoken["document"]["sentences"]
    assert (folder.stat().st_mode & 0o077, (folder / "calls.json").stat().st_mode & 0o077) == (0, 0)
    database = Database(url)
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.exported")).one()
        assert (entry.actor, entry.subject) == ("command line", cast.ids["Ana"])
    database.close()


def test_a_place_of_a_draw_says_of_which_draw_it_is_and_which_call_was_drawn(url: str) -> None:
    database = Database(url)
    company(database)
    drawn = drawn_week(database, {"external_id": "D-7"})
    with database.write() as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one()
        files = PersonExport(session, ana, "Ana").files()
    (place,) = json.loads(files["drawn_calls.json"])
    lines = {one["id"]: one["external_id"] for one in json.loads(files["call_log.json"])}
    assert (place["draw"], lines[place["logged_call"]]) == (drawn.id, "D-7")
    database.close()


def test_every_table_that_refers_to_people_is_handed_out_or_said_to_stay(tmp_path: Path, url: str) -> None:
    with served(settings_for(tmp_path / "home", url)) as client:
        cast = company(web(client).database)
    database, asked = Database(url), list[str]()
    with database.write() as session:
        tell(session, cast.keys["Ana"], "note_released", "a-note-of-hers")
        tell(session, cast.keys["Rui"], "note_released", "a-note-of-his")
        ana = session.get_one(Person, cast.keys["Ana"])
        event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        files = PersonExport(session, ana, "a test").files()
    database.close()
    (notice,) = json.loads(files["notices.json"])
    assert (notice["kind"], notice["subject"]) == ("note_released", "a-note-of-hers")
    read = set(re.findall(r'(?:FROM|JOIN) "?(\w+)', " ".join(asked)))
    assert around_people() - read - IN_PLANS == set(LEFT_OUT)
    about = files["README.txt"].decode()
    assert "- legal hold: between HR" in about


def around_people() -> set[str]:
    """Every table that hangs on a person, over however many others, or names one in words."""
    tables = Row.metadata.sorted_tables
    found = {"person"}
    for table in tables:  # what is referred to comes first
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
        if any(NAMES_A_PERSON.search(column.name) and not column.foreign_keys for column in table.c):
            found.add(table.name)
    return found


def test_before_a_rule_is_said_no_recording_is_taken_in(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in KEPT:
        monkeypatch.delenv(f"SIDETONE_KEEP_{kind.upper()}")
    unsaid = dict.fromkeys(("keep_transcripts", "keep_notes", "keep_plans"))
    with served(settings_for(tmp_path / "home", url, keep_recordings=90, **unsaid)) as client:
        company(web(client).database)
        answer = client.put("/api/v1/recordings", content=wav())
        assert (answer.status_code, answer.json()["code"]) == (409, "no_retention_rule")
        assert "SIDETONE_KEEP_TRANSCRIPTS" in answer.text
        assert "SIDETONE_KEEP_RECORDINGS" not in answer.text
        wish = {"key": "a", "size": 10, "details": {"file": "a.wav"}}
        assert client.post("/api/v1/uploads", json=wish).status_code == 409
        closed = as_(client, "Sam").get("/upload").text
        assert "how long they are kept" in closed
        assert "Whoever runs the service sets SIDETONE_KEEP_" in closed
        assert "<form id" not in closed  # nothing is asked for that would be refused
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "a.wav").write_bytes(wav())
    with command_line(tmp_path / "home", url) as sidetone:
        ran = sidetone("import", folder, "--pattern", "any")
        assert (ran.code, "how long they are kept" in ran.err) == (1, True)
        assert sidetone("retention", "--dry-run").code == 2
        sidetone.set(keep_recordings=0, keep_transcripts=365, keep_notes=0, keep_plans=0)
        assert sidetone("import", folder, "--pattern", "any").code == 0
        assert "0 due, 0 deleted" in sidetone("retention", "--dry-run").out
    with served(settings_for(tmp_path / "demo", url, demo=True)) as client:
        assert client.put("/api/v1/recordings", content=wav(value=3)).status_code == 201
