"""Ben, a customer of Ana's, wants to be forgotten: nothing of his call stays, and nothing else goes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, Table, func, inspect, select

from scoring.errors import BadInput
from scoring.formats import day_in_words
from service.db import audit
from service.db.base import Row, now
from service.db.engine import Database
from service.db.tables import (
    AuditEntry,
    BlobToDelete,
    Call,
    LoggedCall,
    Note,
    Notice,
    Person,
    RawReply,
    Recording,
    Remembered,
    Run,
    WeeklyRollUp,
)
from service.edges.recording_store import FolderRecordings
from service.errors import Conflict, NotAllowed, NotFound
from service.notices.telling import tell
from service.privacy.erasing import erase
from service.privacy.forgetting import WORDS_GONE
from service.privacy.holds import hold, holds, lift
from service.privacy.keeping import due, keep_to_rule, kept_by_holds
from service.privacy.rule import KeepingRule
from service.privacy.views import what_goes
from tests.databases import KINDS, fresh_database
from tests.service.company import Company, company
from tests.service.served import copied, scored, served, settings_for, wav, web

YEAR_AND_A_DAY = timedelta(days=366)


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One kind is enough, but for the one test that asks for both."""
    with fresh_database(request.param, tmp_path, migrated=True) as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture
def client(tmp_path: Path, database: Database) -> Iterator[TestClient]:
    with served(settings_for(tmp_path / "home", database.url)) as opened:
        yield opened


@pytest.fixture
def cast(client: TestClient, database: Database) -> Company:
    return company(database)


def call_of_ana(client: TestClient, reference: str, value: int) -> str:
    """A scored call with copies that browsers play."""
    details = {"rep": "ana", "external_id": reference, "start": "2026-03-02T10:00:00Z"}
    call = str(scored(client, wav(value=value), **details)["id"])
    copied(client, call)
    return call


def mentions(database: Database, *texts: str) -> set[str]:
    """The tables, those of the engine among them, with a row in which one of the texts stands."""
    found = set()
    with database.read() as session:
        for table in tables_in(database):
            rows = session.execute(select(table)).all()
            found |= {table.name for row in rows for text in texts if text in str(row)}
    return found


@cache
def tables_in(database: Database) -> list[Table]:
    """All that the database itself knows of."""
    with database.read() as session:
        at = inspect(session.connection())
        return [
            Table(name, MetaData(), schema=schema, autoload_with=at, resolve_fks=False)
            for schema in (None, *({"dbos"} & set(at.get_schema_names())))
            for name in at.get_table_names(schema=schema)
        ]


def rows_that_name(database: Database, call: int) -> dict[str, int]:
    """How many rows of each table refer to the call."""
    with database.read() as session:
        found = {
            f"{table.name}.{key.parent.name}": session.scalar(
                select(func.count()).select_from(table).where(key.parent == call)
            )
            or 0
            for table in Row.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name == "call"
        }
    return {name: n for name, n in found.items() if n}


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_everything_of_the_call_goes_and_the_other_call_stays(
    client: TestClient, cast: Company, database: Database
) -> None:
    gone, stays = call_of_ana(client, "ben-1", 1), call_of_ana(client, "other-2", 2)
    with database.write() as session:
        key, team, ana = session.execute(
            select(Call.id, Call.team_id, Call.rep_id).where(Call.public_id == gone)
        ).one()
        run = session.scalars(select(Run.public_id).where(Run.call_id == key)).one()
        session.add(RawReply(run=run, criterion="opening", number=1, document={"says": "Ben said"}))
        session.add(Remembered(key="f" * 64, document={"says": "Ben said"}))
        line = {
            "seconds": 60.0,
            "zone": "UTC",
            "week": 20260302,
            "started_at": datetime(2026, 3, 2, tzinfo=UTC),
        }
        session.add(LoggedCall(team_id=team, rep_id=ana, external_id="ben-1", call_id=key, **line))
        sums = select(func.sum(WeeklyRollUp.n)).where(WeeklyRollUp.criterion == "qa")
        scored_before = session.scalar(sums)
        tell(session, ana, "review_released", gone)
        tell(session, ana, "review_released", stays)
    store = web(client).store
    blobs = set(store.blobs())

    erased = erase(database, store, ["ben-1"], "test")

    assert erased.calls == (gone,)
    assert rows_that_name(database, key) == {}
    # Its id, that means nothing any more, is in the entry that it was deleted, and for some days in the names
    # of finished jobs; the reference is nowhere.
    assert mentions(database, gone) - {"workflow_status", "workflow_input"} == {"audit"}
    assert mentions(database, "ben-1", "Ben said") == set()
    assert "notice" in mentions(database, stays)
    with database.read() as session:
        assert session.scalars(select(Call.public_id)).all() == [stays]
        assert session.scalars(select(Run.public_id).where(Run.public_id == run)).all() == []
        assert session.scalars(select(RawReply)).all() == []
        assert session.scalars(select(Remembered)).all() == []
        assert session.scalars(select(LoggedCall.external_id)).one().startswith("erased ")
        assert session.scalars(select(BlobToDelete)).all() == []
        # Both calls had a complete QA score, so the week's sum of two is one of one now.
        assert (scored_before, session.scalar(sums)) == (2, 1)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.deleted")).one()
        assert (entry.subject, entry.details) == (gone, {"why": "request"})
        assert audit.verify(session) is None
    # A recording with its copies; those of the other call stay.
    assert len(blobs - set(store.blobs())) == len(blobs) / 2 > 1
    assert client.get(f"/api/v1/calls/{gone}").status_code == 404
    assert client.get(f"/api/v1/calls/{stays}/review").status_code == 200


def test_what_a_note_quotes_goes_and_what_to_practise_stays(
    client: TestClient, cast: Company, database: Database
) -> None:
    call = call_of_ana(client, "ben-1", 1)
    quote = {"call": call, "sentence": "S0004", "words": "We lose two days a month", "start": 4.0}
    said = {"happened": "Ben told you what it costs.", "happened_quote": quote, "practice": "Ask on."}
    with database.write() as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one()
        session.add(Note(rep_id=ana.id, week=20260309, calls=[call], document=said, written=said))
    erase(database, web(client).store, [call], "test")
    with database.read() as session:
        note = session.scalars(select(Note)).one()
        assert note.document is not None
        assert note.document["practice"] == "Ask on."
        assert note.corrected == WORDS_GONE
        assert "two days" not in str(note.document) + str(note.written)
        assert note.calls == []


def test_a_legal_hold_refuses_until_it_is_lifted(
    client: TestClient, cast: Company, database: Database
) -> None:
    held, free = call_of_ana(client, "ben-1", 1), call_of_ana(client, "ben-2", 2)
    with database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == held)).one()
        row = hold(session, call, "A lawsuit.", "hr")
    with pytest.raises(Conflict, match="legal hold"):
        erase(database, web(client).store, ["ben-1", "ben-2"], "test")
    assert client.get(f"/api/v1/calls/{free}").status_code == 200
    with database.write() as session:
        lift(session, row.public_id, "hr")
    assert erase(database, web(client).store, ["ben-1", "ben-2"], "test").calls == (held, free)


def test_a_reference_nobody_has_deletes_nothing(
    client: TestClient, cast: Company, database: Database
) -> None:
    call = call_of_ana(client, "ben-1", 1)
    with pytest.raises(BadInput, match="ben-9"):
        erase(database, web(client).store, ["ben-1", "ben-9"], "test")
    assert client.get(f"/api/v1/calls/{call}").status_code == 200


def test_a_stop_before_the_files_are_deleted_loses_none_of_them(
    client: TestClient, cast: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_of_ana(client, "ben-1", 1)
    store = web(client).store

    def stop(blob: str) -> None:
        raise OSError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr(store, "delete", stop)
        with pytest.raises(OSError, match="stops here"):
            erase(database, store, ["ben-1"], "test")
    assert len(set(store.blobs())) > 1
    keep_to_rule(database, store, KeepingRule(recordings=0, transcripts=0, notes=0, plans=0), now())
    assert set(store.blobs()) == set()


RULE = KeepingRule(recordings=90, transcripts=365, notes=365, plans=0)


def test_a_recording_goes_by_the_rule_and_its_review_stays(
    client: TestClient, cast: Company, database: Database
) -> None:
    call = call_of_ana(client, "ben-1", 1)
    held = call_of_ana(client, "ben-2", 2)
    began = datetime(2026, 3, 2, 10, tzinfo=UTC)
    with database.write() as session:
        on = session.scalars(select(Call).where(Call.public_id == held)).one()
        hold(session, on, "A lawsuit.", "hr")
        # 89 days after the call it is too early; a day later it is due.
        assert due(session, RULE, began + timedelta(days=89)) == ()
    store = web(client).store
    at = began + timedelta(days=91)
    assert kinds(database, at) == [("recordings", call)]
    assert keep_to_rule(database, store, RULE, at) == 1
    with database.read() as session:
        kept = select(Call.public_id).join(Recording, Recording.call_id == Call.id)
        assert session.scalars(kept).all() == [held]
    assert client.get(f"/api/v1/calls/{call}/recording").status_code == 404
    assert client.get(f"/api/v1/calls/{call}/review").status_code == 200
    said = f"The audio was deleted on {day_in_words(now().date())}, by the rule for keeping recordings."
    assert said in client.get(f"/calls/{call}").text
    assert said not in client.get(f"/calls/{held}").text
    # After a year the rest of it goes, too.
    assert keep_to_rule(database, store, RULE, began + YEAR_AND_A_DAY) == 1
    assert client.get(f"/api/v1/calls/{call}").status_code == 404
    assert client.get(f"/api/v1/calls/{held}").status_code == 200


def kinds(database: Database, at: datetime) -> list[tuple[str, Any]]:
    with database.read() as session:
        return [(one.kind, one.id) for one in due(session, RULE, at)]


def test_a_note_goes_by_the_rule_and_those_of_who_is_held_stay_and_are_counted(
    database: Database, tmp_path: Path
) -> None:
    people = company(database)
    made = datetime(2026, 3, 2, 10, tzinfo=UTC)
    with database.write() as session:
        for name in ("Ana", "Rui"):
            note = Note(rep_id=people.keys[name], week=20260302, calls=[], created_at=made)
            session.add(note)
            session.flush()
            tell(session, note.rep_id, "note_released", note.public_id)
        row = hold(session, session.get_one(Person, people.keys["Rui"]), "A lawsuit.", "hr")
        held = row.public_id
    at, store = made + YEAR_AND_A_DAY, FolderRecordings(tmp_path / "recordings")
    with database.read() as session:
        goes = what_goes(session, RULE, made + timedelta(days=340), for_hr=True)
        assert [(one.kind, one.goes - made) for one in goes] == [("notes", timedelta(days=365))]
        assert [one.whose for one in goes] == [people.ids["Ana"]]
        (for_admins,) = what_goes(session, RULE, made + timedelta(days=340), for_hr=False)
        assert for_admins.whose is None
        assert what_goes(session, RULE, made + timedelta(days=330), for_hr=True) == ()
        # Who is in HR and takes calls reads of what is theirs as its rep alone, and lifts no hold on it.
        ana, rui = people.ids["Ana"], people.ids["Rui"]
        assert what_goes(session, RULE, made + timedelta(days=340), for_hr=True, asks=ana) == ()
        assert (len(holds(session, ana)), holds(session, rui)) == (1, [])
        with pytest.raises(NotFound):
            lift(session, held, rui)
        with pytest.raises(NotAllowed):
            hold(session, session.get_one(Person, people.keys["Ana"]), "Mine.", ana)
        assert kept_by_holds(session, RULE, at) == {"notes": 1}
        assert kept_by_holds(session, RULE, made) == {}
    assert keep_to_rule(database, store, RULE, at) == 1
    with database.write() as session:
        assert session.scalars(select(Note.rep_id)).all() == [people.keys["Rui"]]
        assert session.scalars(select(Notice.person_id)).all() == [people.keys["Rui"]]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "note.deleted")).one()
        assert (entry.actor, entry.details) == ("system", {"why": "rule"})
        lift(session, held, "hr")
    assert keep_to_rule(database, store, RULE, at) == 1
