"""A disk that is full, fails or loses its power: what was acknowledged is there, the rest is refused."""

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.calls import staging
from service.edges import recording_store
from tests.service.in_pieces import put
from tests.service.power_cut import Disk, a_small_disk
from tests.service.served import served, settings_for, wav
from tests.service.test_uploads import files_in

LONG = wav(seconds=60)
"""Just under two megabytes."""


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path / "home", database_url)) as running:
        yield running


def fails(at: int, error: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """A call of the operating system that fails once, the way a disk does: the first time is 1."""
    done = 0

    def sometimes(*arguments: Any, **named: Any) -> Any:
        nonlocal done
        done += 1
        if done == at:
            raise OSError(error, os.strerror(error))
        return real(*arguments, **named)

    return sometimes


def nothing_is_kept(client: TestClient) -> bool:
    """No call, and nothing in the queue; a blob without a call may be left, the sweep finds it."""
    waiting = client.app.state.web.engine.unfinished("review_call")  # type: ignore[attr-defined]
    home = client.app.state.web.settings.home  # type: ignore[attr-defined]
    return (
        client.get("/api/v1/calls").json()["items"] == []
        and waiting == []
        and files_in(home / "incoming") == []
    )


def test_a_disk_that_runs_full_in_the_middle_of_an_upload_refuses_it_and_takes_the_next(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room was there when it was looked for; something else on the machine took it meanwhile."""
    monkeypatch.setattr(staging, "_write", fails(2, errno.ENOSPC, staging._write))
    status, problem = put(client.app, "/api/v1/recordings", pieces(LONG))
    assert (status, problem["code"]) == (507, "no_room")
    assert "Nothing was kept" in problem["title"]
    assert nothing_is_kept(client)
    assert put(client.app, "/api/v1/recordings", pieces(LONG))[0] == 201


def pieces(sound: bytes) -> Iterator[bytes]:
    for start in range(0, len(sound), 100_000):
        yield sound[start : start + 100_000]


def test_recordings_on_a_small_disk_of_their_own_leave_no_half_file_when_it_is_full(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file moves to another disk by way of a copy. Where none can be mounted, the copy fails as if."""
    small = tmp_path / "small"
    with a_small_disk(small, kilobytes=1024) as mounted:
        if not mounted:
            monkeypatch.setattr(recording_store.os, "replace", fails(1, errno.EXDEV, os.replace))
            monkeypatch.setattr(shutil, "copyfile", fails(1, errno.ENOSPC, shutil.copyfile))
        settings = settings_for(tmp_path / "home", database_url, recordings=str(small / "recordings"))
        with served(settings) as client:
            answer = client.put("/api/v1/recordings", content=LONG)
            assert (answer.status_code, answer.json()["code"]) == (507, "no_room")
            assert nothing_is_kept(client)
            assert files_in(small) == []
            assert client.put("/api/v1/recordings", content=wav()).status_code == 201
            assert [file.read_bytes() for file in files_in(small)] == [wav()]


@pytest.mark.parametrize(("what", "at"), [*(("fsync", at) for at in range(1, 7)), ("replace", 1)])
def test_a_disk_that_fails_is_said_and_the_upload_is_not_acknowledged(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, what: str, at: int
) -> None:
    """Synced are the staged file, the same before it is moved, and the four folders up to the home."""
    monkeypatch.setattr(os, what, fails(at, errno.EIO, getattr(os, what)))
    answer = client.put("/api/v1/recordings", content=wav())
    assert (answer.status_code, answer.json()["code"]) == (503, "disk_failed")
    assert answer.headers["retry-after"]
    assert nothing_is_kept(client)
    assert client.put("/api/v1/recordings", content=wav()).status_code == 201


def test_the_room_that_counts_is_that_of_the_smaller_disk(tmp_path: Path, database_url: str) -> None:
    small = tmp_path / "small"
    with a_small_disk(small, kilobytes=1024) as mounted:
        floor = 1 << 21 if mounted else 1 << 60
        settings = settings_for(tmp_path / "home", database_url, recordings=str(small / "recordings"))
        settings.keep_free = floor
        with served(settings) as client:
            answer = client.put("/api/v1/recordings", content=wav())
            assert (answer.status_code, answer.json()["code"]) == (507, "no_room")
            assert files_in(tmp_path / "home") + files_in(small) == []
            assert client.get("/readyz").status_code == 503
            if mounted:
                free = re.search(
                    r"^sidetone_disk_free_bytes (\d+)$", client.get("/metrics").text, re.MULTILINE
                )
                assert free is not None
                assert int(free[1]) <= 1 << 20


def test_after_a_power_cut_every_acknowledged_recording_is_there(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path, monkeypatch)
    home = tmp_path / "home"
    home.mkdir()
    recording_store._sync_folder(tmp_path)  # the installation was there before
    with served(settings_for(home, database_url)) as client:
        calls = [client.put("/api/v1/recordings", content=wav(value=n)).json()["id"] for n in range(3)]
    keep_the_database(tmp_path, disk)
    with served(settings_for(home, database_url)) as client:
        for n, call in enumerate(calls):
            answer = client.get(f"/api/v1/calls/{call}/recording")
            assert (answer.status_code, answer.content) == (200, wav(value=n))


def test_without_the_sync_of_its_folder_a_recording_would_be_gone(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that the power cut above takes something away."""
    disk = Disk(tmp_path, monkeypatch)
    home = tmp_path / "home"
    home.mkdir()
    recording_store._sync_folder(tmp_path)
    monkeypatch.setattr(recording_store, "_sync_folder", lambda folder: None)
    with served(settings_for(home, database_url)) as client:
        call = client.put("/api/v1/recordings", content=wav()).json()["id"]
    keep_the_database(tmp_path, disk)
    with served(settings_for(home, database_url)) as client:
        answer = client.get(f"/api/v1/calls/{call}/recording")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert client.get(f"/calls/{call}/sound").status_code == 404


def keep_the_database(folder: Path, disk: Disk) -> None:
    """The database syncs by itself, in C, unseen from here: it is set aside while the power is cut."""
    aside = folder.parent / f"{folder.name}-aside"
    aside.mkdir()
    databases = list(folder.glob("sidetone.db*"))
    for file in databases:
        shutil.copyfile(file, aside / file.name)
    disk.cut_power()
    for file in databases:
        shutil.copyfile(aside / file.name, folder / file.name)
