"""A real S3 server is stopped and started again: reviews wait for it and go on, backups say what is in it."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.hearing import Heard
from service.calls import waiting
from service.calls.playback import make_playable
from service.calls.steps import begin_hearing, hear
from service.db.tables import Call, Recording
from service.edges import recording_store
from service.parts import Parts, Progress
from service.upgrade import upgrade
from tests.service.commands.cli import Sidetone
from tests.service.s3_server import S3Server, s3_server
from tests.service.served import served, settings_for, uploaded, wav, web
from tests.service.spoken import heard

pytestmark = pytest.mark.slow(seconds=20)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def client(s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service with its recordings in a bucket of which it thinks quickly that it is away."""
    monkeypatch.setattr(recording_store, "PATIENCE", timedelta(seconds=1))
    monkeypatch.setattr(waiting, "LONGEST_WAIT", 1.0)
    settings = settings_for(tmp_path, "", **s3.settings())
    upgrade(settings.database_url)
    with served(settings) as running:
        yield running
    if s3.process is None:
        s3.start()
    s3.until_up()


class Ears:
    """Hear what is always the same, if what they are given is the recording."""

    def __init__(self, expected: bytes) -> None:
        self._expected = expected

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        assert path.read_bytes() == self._expected
        return heard()


class Begun:
    """A step in a thread of its own."""

    def __init__(self, step: Callable[[], Any]) -> None:
        self.result: Any = "nothing yet"
        self._thread = threading.Thread(target=lambda: setattr(self, "result", step()))
        self._thread.start()

    def ended(self, within: float) -> bool:
        self._thread.join(within)
        return not self._thread.is_alive()


def parts_of(client: TestClient, sound: bytes) -> Parts:
    return Parts(web(client).database, Ears(sound), web(client).store, None, None)  # type: ignore[arg-type]


def until(client: TestClient, call: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while not condition(shown := client.get(f"/api/v1/calls/{call}").json()):
        assert time.monotonic() < deadline, shown
        time.sleep(0.2)
    return dict(shown)


def hearing(client: TestClient, call: str, sound: bytes) -> Begun:
    parts = parts_of(client, sound)
    with parts.database.write() as session:
        assert begin_hearing(session, parts, call, f"{call}:0")
    return Begun(lambda: hear(parts, call, f"{call}:0"))


def test_a_hearing_waits_for_its_bucket_says_so_and_goes_on_by_itself(
    client: TestClient, s3: S3Server
) -> None:
    call = uploaded(client, value=1)["id"]
    s3.stop()
    step = hearing(client, call, wav(value=1))
    shown = until(client, call, lambda shown: shown["reason"] is not None)
    assert (shown["state"], shown["reason"]["code"]) == ("hearing", "recordings_away")
    assert "goes on" not in shown["reason"]["message"]
    assert "as soon as its recording can be fetched" in shown["reason"]["next_step"]
    assert not step.ended(within=4)
    s3.start()
    assert step.ended(within=60)
    assert step.result == 1
    assert until(client, call, lambda shown: True)["reason"] is None


def test_a_call_that_waits_for_its_bucket_can_be_cancelled(client: TestClient, s3: S3Server) -> None:
    call = uploaded(client, value=2)["id"]
    s3.stop()
    step = hearing(client, call, wav(value=2))
    until(client, call, lambda shown: shown["reason"] is not None)
    assert client.post(f"/api/v1/calls/{call}/cancel").status_code == 200
    assert step.ended(within=30)
    assert step.result is None
    shown = until(client, call, lambda shown: True)
    assert (shown["state"], shown["reason"]["code"]) == ("cancelled", "cancelled")


def test_copies_are_made_when_the_bucket_is_back(client: TestClient, s3: S3Server) -> None:
    sound = wav(seconds=3, value=3)
    call = uploaded(client, sound=sound)["id"]
    s3.stop()
    step = Begun(lambda: make_playable(parts_of(client, sound), call))
    assert not step.ended(within=3)
    s3.start()
    assert step.ended(within=60)
    assert client.get(f"/calls/{call}/clip?start=0&end=2").status_code == 200


def test_while_the_bucket_is_away_pages_are_there_and_only_sound_is_not(
    client: TestClient, s3: S3Server
) -> None:
    call = uploaded(client, value=4)["id"]
    s3.stop()
    assert client.get("/calls").status_code == 200
    assert client.get(f"/calls/{call}").status_code == 200
    began = time.monotonic()
    answer = client.get(f"/calls/{call}/sound")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert time.monotonic() - began < 15


@pytest.fixture
def in_bucket(client: TestClient, tmp_path: Path, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Sidetone:
    """The command line of that service."""
    sidetone = Sidetone(tmp_path, f"sqlite:///{tmp_path / 'sidetone.db'}", monkeypatch)
    sidetone.set(**s3.settings())
    return sidetone


def test_a_restore_reads_every_recording_of_the_bucket_and_names_what_is_gone_or_changed(
    in_bucket: Sidetone, client: TestClient, tmp_path: Path
) -> None:
    for value in (5, 6, 7):
        uploaded(client, value=value)
    made = in_bucket("backup", tmp_path / "backup.tar")
    assert "only their names are in the backup" in made.out
    whole = in_bucket("restore", tmp_path / "backup.tar", "--into", tmp_path / "whole")
    assert whole.code == 0, whole.err
    assert "Recordings in the bucket: 3, each read and with its hash." in whole.out

    store = web(client).store
    with web(client).database.read() as session:
        gone, changed, _ = session.scalars(
            select(Recording.blob).join(Call, Call.id == Recording.call_id).order_by(Call.id)
        )
    store.delete(gone)
    (tmp_path / "other").write_bytes(wav(value=9))
    store.put(tmp_path / "other", changed)
    ran = in_bucket("restore", tmp_path / "backup.tar", "--into", tmp_path / "new")
    assert ran.code == 1
    assert f"missing: {gone}" in ran.out
    assert f"changed: {changed}" in ran.out
    assert "recordings missing: 1, changed: 1" in ran.out
