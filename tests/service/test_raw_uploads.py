"""Sound without a header over HTTP: heard in the format that is named, also when that is named later."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.tables import AuditEntry, Call
from service.edges.decoding import decode
from service.edges.recordings import open_recording
from tests.databases import fresh_database
from tests.service.edges.sound import encoded, tone
from tests.service.served import copied, served, settings_for, uploaded, web

RAW = encoded([tone(3, 440, 8000)], "mulaw", "pcm_mulaw", rate=8000, options={})


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        yield client


def stored(client: TestClient) -> list[str]:
    return list(web(client).store.blobs())


def test_whoever_opens_the_recording_later_knows_its_format(client: TestClient, tmp_path: Path) -> None:
    call = uploaded(client, sound=RAW, format="mulaw")
    (blob,) = stored(client)
    with web(client).store.open_recording(blob) as path, open_recording(path) as recording:
        assert decode(recording, tmp_path).duration == pytest.approx(3, abs=0.1)
    copied(client, call["id"])
    assert client.get(f"/calls/{call['id']}/sound").headers["content-type"].startswith("audio/webm")


def test_a_call_that_failed_for_want_of_a_format_is_heard_when_it_is_named(client: TestClient) -> None:
    call = uploaded(client, sound=RAW)
    with web(client).database.write() as session:
        row = session.scalars(select(Call).where(Call.public_id == call["id"])).one()
        row.state, row.reason = "failed", {"code": "no_header", "message": "No header.", "next_step": ""}
    again = client.put("/api/v1/recordings", params={"format": "mulaw"}, content=RAW)
    assert (again.status_code, again.json()["id"]) == (200, call["id"])
    assert again.json()["state"] == "received"
    assert any(blob.endswith("mulaw") for blob in stored(client))
    with web(client).database.read() as session:
        named = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.format_named")).all()
    assert [entry.details for entry in named] == [{"format": "mulaw"}]


def test_a_format_nobody_knows_is_refused(client: TestClient) -> None:
    assert client.put("/api/v1/recordings", params={"format": "mp3"}, content=RAW).status_code == 422
    assert stored(client) == []
