"""What judges saw is kept beside what was said, and who may not listen reads no more than they did."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from scoring.redaction import VERSION
from service.calls.redactions import keep_redacted
from service.calls.steps import store_heard
from service.db.tables import Call, Person, Redaction, Run, Team, TranscriptVersion
from tests.service.company import as_, company
from tests.service.served import scored, served, settings_for, uploaded, web
from tests.service.spoken import heard


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as client:
        yield client


def transcript(client: TestClient, call: str, asked: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/calls/{call}/transcript{asked}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def first(shown: dict[str, Any]) -> str:
    return str(shown["transcript"]["sentences"][0]["text"])


def test_the_transcript_comes_whole_to_who_may_listen_and_masked_to_who_asks_for_it(
    client: TestClient,
) -> None:
    call = scored(client)["id"]
    whole, masked = transcript(client, call), transcript(client, call, "?masked=true")
    assert (whole["masked"], masked["masked"]) == (False, True)
    assert first(whole).startswith("Hi Ben, this is Ana from Northwind")
    assert first(masked).startswith("Hi [CUSTOMER], this is [REP] from Northwind")
    assert whole["fingerprint"] == masked["fingerprint"]


def test_to_who_may_not_listen_there_is_no_transcript_masked_or_not(client: TestClient) -> None:
    call = scored(client)["id"]
    company(web(client).database)
    for asked in ("", "?masked=true", "?masked=false"):
        assert as_(client, "Otis").get(f"/api/v1/calls/{call}/transcript{asked}").status_code == 404


def test_a_transcript_no_judge_saw_yet_is_masked_all_the_same(client: TestClient) -> None:
    call = uploaded(client)["id"]
    store_heard(web(client).database, call, heard(), "left")
    assert first(transcript(client, call, "?masked=true")).startswith("Hi [CUSTOMER]")
    with web(client).database.read() as session:
        assert session.scalars(select(Redaction)).all() == []


def test_a_run_says_which_redaction_its_judge_saw_and_quotes_from_it(client: TestClient) -> None:
    scored(client)
    with web(client).database.read() as session:
        kept, run = session.scalars(select(Redaction)).one(), session.scalars(select(Run)).one()
    seen = run.document["run"]["redaction"]
    assert (seen["version"], seen["fingerprint"]) == (VERSION, kept.fingerprint)
    assert seen["masks"] == {"CUSTOMER": 1, "REP": 2}
    assert "Hi Ben" not in str(run.document["scorecard"])


def test_the_reps_name_is_known_from_the_people_and_health_from_the_team(client: TestClient) -> None:
    call_id = uploaded(client)["id"]
    store_heard(web(client).database, call_id, heard(), "left")
    with web(client).database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        row = session.scalars(select(TranscriptVersion)).one()
        keep_redacted(session, call, row)
        rep = Person(name="Controller Northwind")
        session.add(rep)
        session.flush()
        call.rep_id = rep.id
        keep_redacted(session, call, row)
        session.get_one(Team, call.team_id).health_data = True
        session.flush()
        keep_redacted(session, call, row)
        keep_redacted(session, call, row)
        rows = session.scalars(select(Redaction).order_by(Redaction.id)).all()
        texts = [kept.document["transcript"]["sentences"][0]["text"] for kept in rows]
    assert len({kept.made_by for kept in rows}) == len(rows) == 3
    assert ["Northwind" in text for text in texts] == [True, False, False]


def test_what_a_judge_saw_is_never_changed(client: TestClient) -> None:
    scored(client)
    database = web(client).database
    with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
        session.execute(update(Redaction).values(version=0))
