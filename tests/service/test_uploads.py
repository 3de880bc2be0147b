"""Uploading: what is acknowledged is on the disk and in the queue; what is refused leaves nothing behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from scoring.errors import BadInput
from service.app import create_app
from service.db.engine import Database
from service.edges.recording_store import FolderRecordings
from tests.service.served import TOKEN, served, settings_for, wav


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url, largest_upload=200_000)) as running:
        yield running


def files_in(folder: Path) -> list[Path]:
    # os.walk passes over a folder that vanishes while it is looked at.
    return [Path(parent) / name for parent, _, names in os.walk(folder) for name in names]


def rows(database_url: str, table: str) -> int:
    database = Database(database_url)
    with database.read() as session:
        count = session.scalar(text(f"SELECT count(*) FROM {table}"))
    database.close()
    return int(count or 0)


def test_an_accepted_upload_is_on_the_disk_in_the_database_and_in_the_queue(
    client: TestClient, tmp_path: Path, database_url: str
) -> None:
    answer = client.put("/api/v1/recordings?file=tuesday.wav&kind=demo&zone=Europe/Berlin", content=wav())
    assert answer.status_code == 201
    call = answer.json()
    assert (call["state"], call["file"], call["selection"]) == ("received", "tuesday.wav", "manager")
    assert answer.headers["location"] == f"/api/v1/calls/{call['id']}"
    (stored,) = files_in(tmp_path / "recordings")
    assert stored.read_bytes() == wav()
    assert stored.name == call["sha256"]
    assert files_in(tmp_path / "incoming") == []
    assert rows(database_url, "audit") == 1
    assert client.app.state.web.engine.unfinished("review_call")[0].id == f"{call['id']}:0"  # type: ignore[attr-defined]


def test_the_same_sound_in_the_same_team_is_the_same_call(client: TestClient, database_url: str) -> None:
    first = client.put("/api/v1/recordings?file=a.wav", content=wav())
    second = client.put("/api/v1/recordings?file=b.wav", content=wav())
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert rows(database_url, "call") == 1


def test_the_same_sound_in_another_team_says_only_that_it_is_here(client: TestClient) -> None:
    call = client.put("/api/v1/recordings?team=East", content=wav()).json()
    answer = client.put("/api/v1/recordings?team=West", content=wav())
    assert answer.status_code == 409
    assert answer.json()["code"] == "already_here"
    assert call["id"] not in answer.text
    assert "East" not in answer.text


def test_an_empty_upload_is_refused(client: TestClient, tmp_path: Path) -> None:
    answer = client.put("/api/v1/recordings", content=b"")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "empty" in answer.json()["title"]
    assert files_in(tmp_path / "recordings") == []


def test_a_recording_longer_than_allowed_is_refused_by_what_it_is_not_by_what_it_says(
    client: TestClient, tmp_path: Path
) -> None:
    def pieces() -> Iterator[bytes]:  # no Content-Length
        for _ in range(30):
            yield b"x" * 10_000

    declared = client.put("/api/v1/recordings", content=b"x" * 300_000)
    streamed = client.put("/api/v1/recordings", content=pieces())
    assert (declared.status_code, streamed.status_code) == (413, 413)
    assert files_in(tmp_path / "incoming") == []


def test_a_stranger_is_refused_before_a_byte_of_the_body_is_read(client: TestClient, tmp_path: Path) -> None:
    read = 0

    def pieces() -> Iterator[bytes]:
        nonlocal read
        for _ in range(200):
            read += 1
            yield b"x" * 1000

    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !!!"}):
        stranger = TestClient(client.app, headers=header)
        answer = stranger.put("/api/v1/recordings", content=pieces())
        assert answer.status_code == 401
        assert answer.json()["code"] == "not_signed_in"
    assert not (tmp_path / "incoming").exists()


def test_a_program_may_send_the_token_as_a_password(client: TestClient) -> None:
    program = TestClient(client.app)
    assert program.get("/calls", auth=("anything", TOKEN)).status_code == 200
    assert program.get("/calls").headers["www-authenticate"].startswith("Bearer")


def test_an_unknown_rep_is_refused_and_no_person_is_made(client: TestClient, database_url: str) -> None:
    answer = client.put("/api/v1/recordings?rep=nobody@example.org", content=wav())
    assert answer.status_code == 422
    assert rows(database_url, "person") == 0
    assert rows(database_url, "call") == 0


@pytest.mark.parametrize(
    "query",
    [
        "zone=Mars/Olympus",
        "start=2026-11-03T14:05:00",
        "rep_channel=middle",
        "selection=random",
        "colour=red",
    ],
)
def test_details_that_mean_nothing_are_refused_with_their_place(client: TestClient, query: str) -> None:
    answer = client.put(f"/api/v1/recordings?{query}", content=wav())
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["problems"][0]["place"]


def test_a_repeated_request_with_its_key_gets_the_same_answer(client: TestClient) -> None:
    key = {"Idempotency-Key": "upload-1"}
    first = client.put("/api/v1/recordings", content=wav(), headers=key)
    again = client.put("/api/v1/recordings", content=wav(), headers=key)
    other = client.put("/api/v1/recordings", content=wav(value=7), headers=key)
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_an_external_id_names_one_call_of_its_team(client: TestClient) -> None:
    client.put("/api/v1/recordings?external_id=D-1", content=wav())
    answer = client.put("/api/v1/recordings?external_id=D-1", content=wav(value=7))
    assert (answer.status_code, answer.json()["code"]) == (409, "external_id_taken")


def test_a_full_disk_refuses_uploads_and_keeps_nothing(tmp_path: Path, database_url: str) -> None:
    with served(settings_for(tmp_path, database_url)) as client:
        client.app.state.web.settings.keep_free = 1 << 60  # type: ignore[attr-defined]
        answer = client.put("/api/v1/recordings", content=wav())
        assert (answer.status_code, answer.json()["code"]) == (507, "no_room")
        assert files_in(tmp_path / "incoming") == []
        assert client.get("/readyz").status_code == 503


def test_a_service_with_a_token_that_can_be_guessed_does_not_start(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "sqlite://")
    settings.api_token = type(settings.api_token)("short")
    with pytest.raises(BadInput, match="too short"):
        create_app(settings)


def test_no_name_reaches_a_path(tmp_path: Path) -> None:
    store = FolderRecordings(tmp_path / "kept")
    (tmp_path / "secret").write_text("of somebody else")
    with pytest.raises(Exception, match="not where it was stored"), store.open_recording("../secret"):
        pass
