"""Where recordings lie: a folder and a bucket keep the same promises; the bucket is on a real S3 server."""

import hashlib
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scoring.errors import BadInput, BadRecording
from service.edges import recording_store
from service.edges.recording_store import FolderRecordings, RecordingStore, bucket
from tests.service.s3_server import KEY, SECRET, S3Server, s3_server
from tests.service.served import served, settings_for, uploaded, wav

BUCKET = pytest.param("bucket", marks=pytest.mark.slow)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


def open_bucket(s3: S3Server, prefix: str = "kept", **wrong: str) -> RecordingStore:
    asked = {"endpoint": s3.endpoint, "key": KEY, "secret": SECRET, "region": "us-east-1"} | wrong
    return bucket(f"s3://{s3.bucket}/{prefix}", **asked)


@pytest.fixture(params=["folder", BUCKET])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> RecordingStore:
    """An empty store of either kind."""
    if request.param == "folder":
        return FolderRecordings(tmp_path / "kept")
    return open_bucket(request.getfixturevalue("s3"), prefix=f"{tmp_path.name}-{os.getpid()}")


@pytest.fixture
def put(store: RecordingStore, tmp_path: Path) -> Any:
    """Puts bytes into the store under a name."""

    def put_bytes(content: bytes, blob: str) -> None:
        file = tmp_path / "staged"
        file.write_bytes(content)
        store.put(file, blob)

    return put_bytes


def test_what_was_put_is_there_whole_and_in_parts(store: RecordingStore, put: Any) -> None:
    put(b"0123456789", "recordings/ab/abcd")
    assert store.size("recordings/ab/abcd") == 10
    assert b"".join(store.read("recordings/ab/abcd", 0, 10)) == b"0123456789"
    assert b"".join(store.read("recordings/ab/abcd", 3, 6)) == b"345"
    assert b"".join(store.read("recordings/ab/abcd", 6, 6)) == b""
    with store.open_recording("recordings/ab/abcd") as path:
        assert path.read_bytes() == b"0123456789"


def test_what_is_kept_is_listed_by_name_and_a_deleted_blob_is_gone(store: RecordingStore, put: Any) -> None:
    for name in ("recordings/ab/abcd", "recordings/cd/cdef", "playable/ab/abcd.webm"):
        put(name.encode(), name)
    assert sorted(store.blobs()) == ["playable/ab/abcd.webm", "recordings/ab/abcd", "recordings/cd/cdef"]
    store.delete("recordings/ab/abcd")
    store.delete("recordings/ab/abcd")
    assert sorted(store.blobs()) == ["playable/ab/abcd.webm", "recordings/cd/cdef"]


def test_the_same_content_put_twice_is_one_blob(store: RecordingStore, put: Any) -> None:
    for _ in range(2):
        put(b"the same", "recordings/ab/abcd")
    assert list(store.blobs()) == ["recordings/ab/abcd"]
    assert b"".join(store.read("recordings/ab/abcd", 0, 8)) == b"the same"


def test_a_blob_that_is_gone_is_said_to_be_gone(store: RecordingStore) -> None:
    with pytest.raises(BadRecording, match="not where it was stored"):
        store.size("recordings/ab/none")
    with pytest.raises(BadRecording, match="not where it was stored"):
        list(store.read("recordings/ab/none", 0, 5))
    with pytest.raises(BadRecording, match="not where it was stored"), store.open_recording("recordings/x"):
        pass


def test_forty_megabytes_come_back_as_they_went_in(store: RecordingStore, tmp_path: Path) -> None:
    """In a bucket they go in as parts, several at a time."""
    long = tmp_path / "long"
    with long.open("wb") as file:
        for number in range(40):
            file.write(hashlib.sha256(bytes([number])).digest() * (1 << 15))
    expected = hashlib.sha256(long.read_bytes()).hexdigest()
    store.put(long, "recordings/ab/long")
    digest, longest = hashlib.sha256(), 0
    for piece in store.read("recordings/ab/long", 0, 40 << 20):
        digest.update(piece)
        longest = max(longest, len(piece))
    assert digest.hexdigest() == expected
    assert longest <= 8 << 20


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [{"secret": "wrong"}, {"key": "nobody"}])
def test_wrong_keys_are_refused_when_the_service_starts(s3: S3Server, wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="it refuses the access key or the secret") as refused:
        open_bucket(s3, **wrong)
    assert "SIDETONE_S3_SECRET" in refused.value.next_step
    assert SECRET not in str(refused.value)


@pytest.mark.slow
def test_a_bucket_that_is_not_there_and_a_server_that_is_not_are_told_apart(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_store, "PATIENCE", timedelta(seconds=1))
    with pytest.raises(BadInput, match="there is no bucket of that name"):
        bucket("s3://elsewhere", endpoint=s3.endpoint, key=KEY, secret=SECRET, region="us-east-1")
    with pytest.raises(BadInput, match="nobody answers at its address"):
        open_bucket(s3, endpoint="http://127.0.0.1:9")


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_keeps_its_recordings_in_a_bucket_and_plays_them_from_there(
    s3: S3Server, tmp_path: Path, database_url: str
) -> None:
    with served(settings_for(tmp_path, database_url, **s3.settings())) as client:
        call = uploaded(client)
        assert (tmp_path / "recordings").exists() is False
        path = f"/api/v1/calls/{call['id']}/recording"
        assert client.get(path).content == wav()
        part = client.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, wav()[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(wav())}"
        assert client.put("/api/v1/recordings", content=wav()).status_code == 200
        client.app.state.web.store.delete(f"recordings/{call['sha256'][:2]}/{call['sha256']}")  # type: ignore[attr-defined]
        lost = client.get(path)
        assert (lost.status_code, lost.json()["detail"]) == (404, "Restore it from a backup.")


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_the_bucket_is_away_uploads_are_refused_and_none_is_acknowledged(
    s3: S3Server, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_store, "PATIENCE", timedelta(seconds=1))
    monkeypatch.setattr(recording_store, "TIMEOUT", timedelta(seconds=2))
    with served(settings_for(tmp_path, database_url, **s3.settings())) as client:
        assert s3.process is not None
        s3.process.send_signal(signal.SIGSTOP)
        try:
            answer = client.put("/api/v1/recordings", content=wav(value=3))
        finally:
            s3.process.send_signal(signal.SIGCONT)
        assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
        assert "The bucket with the recordings can't be used" in answer.json()["title"]
        assert client.get("/api/v1/calls").json()["items"] == []
        assert client.put("/api/v1/recordings", content=wav(value=3)).status_code == 201
