"""The restore drill: back up, destroy, restore; calls, recordings and the queue are as they were."""

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.engine import make_url

from scoring.errors import NotReady
from service.db.engine import Database
from service.operations import snapshots
from tests.service.commands.cli import Sidetone
from tests.service.outcome import expected, result
from tests.service.served import served, settings_for, wav
from tests.service.stage import Stage

CALL = "file=monday&rep=ana&rep_channel=left&team=Northwind&start=2026-11-16T09:30:00Z"


@pytest.fixture
def stage(installed: Sidetone, tmp_path: Path) -> Iterator[Stage]:
    """Ana's team with the small rubric, on the installation's own database."""
    database = Database(installed.database)
    standing = Stage(tmp_path, database)
    yield standing
    standing.close()
    database.close()


def listed(client: TestClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/api/v1/calls").json()["items"]
    return items


def destroy(sidetone: Sidetone) -> None:
    """The disk is gone, and with it the home; on PostgreSQL the server comes back empty."""
    shutil.rmtree(sidetone.home)
    if sidetone.database.startswith("sqlite"):
        for end in ("", "-wal", "-shm"):
            Path(f"{make_url(sidetone.database).database}{end}").unlink(missing_ok=True)
        return
    database = Database(sidetone.database)
    with database.write() as session:
        for statement in ("DROP SCHEMA public CASCADE", "DROP SCHEMA dbos CASCADE", "CREATE SCHEMA public"):
            session.execute(text(statement))
    database.close()


def test_after_a_restore_everything_is_as_it_was_and_reviewing_goes_on(
    installed: Sidetone, stage: Stage, tmp_path: Path
) -> None:
    settings = settings_for(installed.home, installed.database)
    with served(settings) as client:
        call = client.put(f"/api/v1/recordings?{CALL}", content=wav(value=1)).json()["id"]
        client.put("/api/v1/recordings?file=tuesday&priority=99&kind=none", content=wav(value=2))
        before = listed(client)
    head = installed("audit", "head").out
    backup = tmp_path / "backup.tar"
    made = installed("backup", backup)
    assert made.code == 0
    assert "Files of recordings: 2" in made.out
    assert f"2 entries, head {head}" in made.out
    stage.engine.disconnect()
    stage.database.close()
    destroy(installed)

    restored = installed("restore", backup)
    assert restored.code == 0, restored.err
    assert "Members: 3, every hash as in the manifest." in restored.out
    assert "Calls with a recording: 2; recordings missing: 0" in restored.out
    assert installed("audit", "verify", "--head", head.strip()).code == 0
    with served(settings) as client:
        assert listed(client) == before
        assert client.get(f"/api/v1/calls/{call}/recording").content == wav(value=1)

    stage.worker()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()


def test_a_restore_into_a_home_that_is_not_empty_is_refused(installed: Sidetone, tmp_path: Path) -> None:
    installed.home.mkdir()
    (installed.home / "models").mkdir()
    installed("backup", tmp_path / "backup.tar")
    (installed.home / "notes").touch()
    ran = installed("restore", tmp_path / "backup.tar")
    assert ran.code == 2
    assert f"{installed.home} is not empty: notes." in ran.err
    assert "Restore --into an empty folder" in ran.err
    (installed.home / "notes").unlink()
    assert installed("restore", tmp_path / "backup.tar").code == 2  # the database is there still


def test_a_backup_restored_into_an_empty_folder_becomes_a_home(
    sqlite_installed: Sidetone, tmp_path: Path
) -> None:
    installed = sqlite_installed
    with served(settings_for(installed.home, installed.database)) as client:
        client.put("/api/v1/recordings", content=wav())
    installed("backup", tmp_path / "backup.tar")
    ran = installed("restore", tmp_path / "backup.tar", "--into", tmp_path / "new")
    assert ran.code == 0, ran.err
    assert f"Set SIDETONE_HOME to {tmp_path / 'new'}." in ran.out
    with served(settings_for(tmp_path / "new", "")) as client:
        (call,) = listed(client)
        assert client.get(f"/api/v1/calls/{call['id']}/recording").content == wav()
    assert not [path for path in (tmp_path / "new").iterdir() if path.name.startswith(".")]


def rewritten(backup: Path, change: Callable[[str, bytes], bytes | None], extra: str = "") -> None:
    """Writes the backup again with other members; None leaves one out."""
    with tarfile.open(backup) as tar:
        members = [(info.name, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]
    if extra:
        members.insert(0, (extra, b"extra"))
    with tarfile.open(backup, "w") as tar:
        for name, data in members:
            changed = change(name, data)
            if changed is not None:
                info = tarfile.TarInfo(name)
                info.size = len(changed)
                tar.addfile(info, io.BytesIO(changed))


def turn_a_bit(name: str, data: bytes) -> bytes:
    return data if not name.startswith("recordings") else data[:-1] + bytes([data[-1] ^ 1])


def leave_out(name: str, data: bytes) -> bytes | None:
    return None if name.startswith("recordings") else data


def later(name: str, data: bytes) -> bytes:
    if name != "manifest.json":
        return data
    return json.dumps(json.loads(data) | {"revision": "9999"}).encode()


def odd(name: str, data: bytes) -> bytes:
    return b'{"format": 7}' if name == "manifest.json" else data


def other_head(name: str, data: bytes) -> bytes:
    if name != "manifest.json":
        return data
    return json.dumps(json.loads(data) | {"audit_head": "f" * 64}).encode()


@pytest.mark.parametrize(
    ("change", "extra", "says"),
    [
        (turn_a_bit, "", "is damaged"),
        (leave_out, "", "is missing"),
        (lambda _, data: data, "recordings/extra", "recordings/extra is not in the manifest"),
        (lambda _, data: data, "../outside", "is no name of a file in a backup"),
        (later, "", "a later version of the program made it (revision 9999)"),
        (odd, "", "its manifest can't be read"),
        (other_head, "", "does not end where its manifest says"),
    ],
)
def test_a_backup_with_anything_wrong_in_it_is_refused_and_leaves_nothing(
    tmp_path: Path, sqlite_installed: Sidetone, change: Any, extra: str, says: str
) -> None:
    with served(settings_for(sqlite_installed.home, sqlite_installed.database)) as client:
        client.put("/api/v1/recordings", content=wav())
    sqlite_installed("backup", tmp_path / "backup.tar")
    rewritten(tmp_path / "backup.tar", change, extra)
    ran = sqlite_installed("restore", tmp_path / "backup.tar", "--into", tmp_path / "new")
    assert ran.code in (1, 2)
    assert says in ran.err
    assert list((tmp_path / "new").iterdir()) == []
    assert not list(tmp_path.rglob("outside"))


def test_a_recording_that_was_gone_already_is_named(sqlite_installed: Sidetone, tmp_path: Path) -> None:
    with served(settings_for(sqlite_installed.home, sqlite_installed.database)) as client:
        client.put("/api/v1/recordings", content=wav())
    shutil.rmtree(sqlite_installed.home / "recordings")
    sqlite_installed("backup", tmp_path / "backup.tar")
    ran = sqlite_installed("restore", tmp_path / "backup.tar", "--into", tmp_path / "new")
    assert ran.code == 1
    assert "Calls with a recording: 1; recordings missing: 1" in ran.out
    assert "missing: recordings/" in ran.out


def test_a_backup_is_consistent_while_calls_come_in(sqlite_installed: Sidetone, tmp_path: Path) -> None:
    with served(settings_for(sqlite_installed.home, sqlite_installed.database)) as client:
        for value in range(5):
            client.put("/api/v1/recordings", content=wav(value=value))
            ran = sqlite_installed("backup", tmp_path / f"{value}.tar")
            assert f"Files of recordings: {value + 1}" in ran.out


@pytest.mark.parametrize(
    ("target", "says"), [("none/backup.tar", "is no folder."), ("there.tar", "is there already.")]
)
def test_a_backup_that_cannot_be_written_is_refused(
    sqlite_installed: Sidetone, tmp_path: Path, target: str, says: str
) -> None:
    (tmp_path / "there.tar").touch()
    ran = sqlite_installed("backup", tmp_path / target)
    assert (ran.code, says in ran.err) == (2, True)


def test_a_backup_that_is_not_there_is_said(sqlite_installed: Sidetone, tmp_path: Path) -> None:
    ran = sqlite_installed("restore", tmp_path / "none.tar")
    assert (ran.code, "is no file." in ran.err) == (2, True)


def test_a_backup_of_another_kind_of_database_is_refused(sqlite_installed: Sidetone, tmp_path: Path) -> None:
    sqlite_installed("backup", tmp_path / "backup.tar")

    def as_dump(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        return json.dumps(json.loads(data) | {"kind": "postgresql"}).encode()

    rewritten(tmp_path / "backup.tar", as_dump)
    ran = sqlite_installed("restore", tmp_path / "backup.tar", "--into", tmp_path / "new")
    assert "it holds a postgresql database, and SIDETONE_DATABASE names another kind" in ran.err


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            "pg_dump",
            "pg_dump: error: aborting because of server version mismatch\n"
            "pg_dump: detail: server version: 17.2; pg_dump version: 15.10",
        ),
        ("pg_dump", "pg_dump: error: unsupported version (1.16) in file header"),
    ],
)
def test_a_client_of_postgresql_that_is_older_than_its_server_is_told_from_other_faults(
    tmp_path: Path, program: str, said: str
) -> None:
    """What the programs of version 15 print, word for word."""
    script = tmp_path / program
    script.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}\nEND\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(NotReady, match="is older than the PostgreSQL server") as refused:
        snapshots._run([str(script)], "postgresql+psycopg://somebody@127.0.0.1/none")
    assert "of the server's version or a later one" in refused.value.next_step


def test_any_other_fault_of_a_client_of_postgresql_is_given_in_its_words(tmp_path: Path) -> None:
    script = tmp_path / "pg_dump"
    script.write_text("#!/bin/sh\necho 'pg_dump: error: connection refused' >&2\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(NotReady, match="pg_dump failed: pg_dump: error: connection refused"):
        snapshots._run([str(script)], "postgresql+psycopg://somebody@127.0.0.1/none")


def test_without_the_client_of_postgresql_its_backup_says_what_to_install(
    installed: Sidetone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = installed("backup", tmp_path / "backup.tar")
    if installed.database.startswith("sqlite"):
        assert ran.code == 0
    else:
        assert ran.code == 1
        assert "pg_dump is not on this machine" in ran.err
        assert list(tmp_path.glob("*.tar")) == []
