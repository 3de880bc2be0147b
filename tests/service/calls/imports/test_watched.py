"""A watched folder: only what is quiet is taken in, everything ends where it belongs, and nothing is lost."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.calls.imports.intake import Door
from service.calls.imports.manifest import Defaults
from service.calls.imports.patterns import read_pattern
from service.calls.imports.watched import WatchedFolder
from service.db.engine import Database
from service.edges.recording_store import FolderRecordings
from service.engine import JobEngine
from tests.service.commands.imported import add_people, calls, held, record

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def door(tmp_path: Path, database: Database) -> Iterator[Door]:
    engine = JobEngine(database)
    store = FolderRecordings(tmp_path / "recordings")
    yield Door(database, engine, store, tmp_path / "incoming", 1 << 20, 0, "test")
    engine.disconnect()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


def watching(folder: Path, door: Door, pattern: str = "any") -> WatchedFolder:
    return WatchedFolder(folder, door, read_pattern(pattern), Defaults(), quiet=10)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_recording_is_taken_in_once_it_stayed_as_it_is(folder: Path, door: Door, database_url: str) -> None:
    watched = watching(folder, door)
    record(folder, "a.wav")
    assert watched.once(0, TODAY) == []
    (folder / "a.wav").write_bytes((folder / "a.wav").read_bytes() + b"more")  # it grows at second 8
    assert watched.once(8, TODAY) == []
    assert watched.once(17, TODAY) == []
    assert watched.waiting == 1
    (told,) = watched.once(18, TODAY)
    assert (told.outcome, names(folder)) == ("accepted", ["done/a.wav"])
    ((_, _, _, recording),) = calls(database_url)
    assert recording.name == "a.wav"


def test_a_file_that_is_written_again_at_the_same_length_is_waited_for(folder: Path, door: Door) -> None:
    watched = watching(folder, door)
    record(folder, "a.wav")
    watched.once(0, TODAY)
    os.utime(folder / "a.wav", ns=(1, 1))
    assert watched.once(10, TODAY) == []
    assert len(watched.once(20, TODAY)) == 1


def test_what_is_no_recording_or_does_not_fit_is_refused_with_its_reason_beside_it(
    folder: Path, door: Door, database_url: str
) -> None:
    watched = watching(folder, door, "{rep}_{start:%Y%m%d}.wav")
    record(folder, "odd.wav")
    (folder / "notes.txt").write_text("hello", "utf-8")
    (folder / "ana_20260101.wav").touch()
    for second in (0, 10):
        watched.once(second, TODAY)
    assert [name for name in names(folder) if "refused" in name] == [
        "refused/notes.txt",
        "refused/notes.txt.reason.txt",
        "refused/odd.wav",
        "refused/odd.wav.reason.txt",
    ]
    reason = (folder / "refused" / "odd.wav.reason.txt").read_text("utf-8")
    assert reason == "the name does not fit the pattern {rep}_{start:%Y%m%d}.wav\n"
    assert calls(database_url) == []


def test_what_other_programs_still_write_links_and_folders_are_left_alone(folder: Path, door: Door) -> None:
    record(folder, "a.wav.part", "sub/b.wav", ".c.wav")
    (folder / "link.wav").symlink_to(folder / "sub" / "b.wav")
    watched = watching(folder, door)
    assert watched.once(0, TODAY) + watched.once(100, TODAY) == []
    assert watched.waiting == 0


def test_a_recording_that_names_nobody_waits_in_held_until_they_are_there(
    folder: Path, door: Door, database_url: str
) -> None:
    watched = watching(folder, door, "{rep}_{start:%Y%m%d}.wav")
    record(folder, "3201_20261103.wav")
    watched.once(0, TODAY)
    (told,) = watched.once(10, TODAY)
    assert (told.outcome, names(folder)) == ("held", ["held/3201_20261103.wav"])
    assert watched.retry_held(TODAY) == []
    assert [row.document["path"] for row in held(database_url)] == [str(folder / "held/3201_20261103.wav")]
    add_people(database_url)
    (told,) = watched.retry_held(TODAY)
    assert (told.outcome, names(folder)) == ("accepted", ["done/3201_20261103.wav"])
    assert held(database_url)[0].settled_at is not None


def test_stopped_between_taking_in_and_moving_it_goes_on_and_takes_nothing_in_twice(
    folder: Path, door: Door, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(folder, "a.wav")
    first = watching(folder, door)
    first.once(0, TODAY)
    with monkeypatch.context() as patch:  # the moment of a kill: the call is committed, the file not moved
        patch.setattr("service.calls.imports.watched.move_into", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            first.once(10, TODAY)
    assert names(folder) == ["a.wav"]
    second = watching(folder, door)
    second.once(0, TODAY)
    (told,) = second.once(10, TODAY)
    assert (told.outcome, names(folder)) == ("already_here", ["done/a.wav"])
    assert len(calls(database_url)) == 1


def test_a_second_file_of_the_same_name_gets_one_of_its_own(folder: Path, door: Door) -> None:
    watched = watching(folder, door)
    for value in (0, 1):
        record(folder, "a.wav", first=value)
        watched.once(value * 100, TODAY)
        watched.once(value * 100 + 10, TODAY)
    assert names(folder) == ["done/a-2.wav", "done/a.wav"]


def test_on_a_full_disk_recordings_wait_where_they_are(folder: Path, door: Door) -> None:
    full = Door(door.database, door.engine, door.store, door.incoming, 1 << 20, 1 << 60, "test")
    record(folder, "a.wav")
    watched = watching(folder, full)
    assert watched.once(0, TODAY) + watched.once(10, TODAY) == []
    assert names(folder) == ["a.wav"]
