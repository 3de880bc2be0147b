"""`sidetone sweep`: what no call needs goes when asked to, what a call lost is said and never hidden."""

import os
import time
from pathlib import Path

from sqlalchemy import text

from service.db.engine import Database
from tests.service.commands.cli import Sidetone
from tests.service.served import served, settings_for, wav

TWO_DAYS = 2 * 86400.0


def upload(sidetone: Sidetone, value: int = 0) -> Path:
    """Uploads a recording; where it lies."""
    with served(settings_for(sidetone.home, sidetone.database)) as client:
        sha256 = client.put("/api/v1/recordings", content=wav(value=value)).json()["sha256"]
    return sidetone.home / "recordings" / "recordings" / sha256[:2] / sha256


def grow_old(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (time.time() - TWO_DAYS,) * 2)


def age_rows(url: str) -> None:
    database = Database(url)
    with database.write() as session:
        session.execute(text("UPDATE recording SET created_at = '2026-01-01 00:00:00+00:00'"))
    database.close()


def stray(sidetone: Sidetone, name: str = "recordings/ab/abcd") -> Path:
    path = sidetone.home / "recordings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sound")
    return path


def test_a_whole_installation_has_nothing_to_sweep(installed: Sidetone) -> None:
    grow_old(upload(installed))
    age_rows(installed.database)
    ran = installed("sweep", "--delete")
    assert (ran.code, ran.out) == (0, "0 files without a call, 0 calls without their file; 0 deleted\n")


def test_files_no_call_needs_are_listed_and_deleted_only_when_asked_to(installed: Sidetone) -> None:
    kept, orphan = upload(installed), stray(installed)
    left = installed.home / "incoming" / "0123"
    left.mkdir()
    grow_old(orphan, left, kept)
    ran = installed("sweep")
    assert ran.out.splitlines() == [
        "no call needs recordings/ab/abcd",
        "an upload broke off: 0123",
        "2 files without a call, 0 calls without their file; nothing deleted: --delete does",
    ]
    assert orphan.exists()
    assert installed("sweep", "--delete").out.endswith("; 2 deleted\n")
    assert (orphan.exists(), left.exists(), kept.exists()) == (False, False, True)


def test_what_is_younger_than_a_day_may_belong_to_an_upload_and_is_left_alone(installed: Sidetone) -> None:
    upload(installed)
    orphan = stray(installed)
    assert installed("sweep", "--delete").out.startswith("0 files without a call")
    assert orphan.exists()


def test_a_file_that_is_uploaded_again_is_young_again(installed: Sidetone) -> None:
    path = upload(installed)
    grow_old(path)
    database = Database(installed.database)
    with database.write() as session:
        for table in ("recording", "call"):
            session.execute(text(f"DELETE FROM {table}"))
    database.close()
    assert "no call needs" in installed("sweep").out
    upload(installed)
    assert installed("sweep").out.startswith("0 files without a call, 0 calls")
    assert path.stat().st_mtime > time.time() - 3600


def test_a_call_whose_recording_is_gone_is_named_and_its_row_stays(installed: Sidetone) -> None:
    upload(installed).unlink()
    age_rows(installed.database)
    ran = installed("sweep", "--delete")
    assert ran.code == 1
    assert "gone: recordings/" in ran.out
    assert ran.out.endswith("0 files without a call, 1 calls without their file; 0 deleted\n")
    assert installed("sweep").code == 1


def test_playable_copies_belong_to_their_call(installed: Sidetone) -> None:
    upload(installed)
    copy = stray(installed, "playable/ab/abcd.webm")
    database = Database(installed.database)
    with database.write() as session:
        about = '{"blob": "playable/ab/abcd.webm", "mime": "audio/webm"}'
        session.execute(text("UPDATE recording SET playable = :about"), {"about": about})
    database.close()
    grow_old(copy)
    assert installed("sweep").out.startswith("0 files without a call")
