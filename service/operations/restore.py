"""Restoring a backup: unpacked aside, every hash and the audit log checked, and only then put in place."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from pydantic import ValidationError
from sqlalchemy import select

from scoring.errors import BadInput, NotReady
from service.db import audit
from service.db.engine import Database
from service.db.migrate import known_revisions
from service.db.tables import Attachment, Recording
from service.edges.recording_store import RecordingStore
from service.operations.archives import Member, differences, refused, unpack
from service.operations.backup import DATABASE, RECORDINGS, Manifest
from service.operations.snapshots import SQLITE, put_snapshot, refuse_taken

SHOWN = 5
MAY_BE_THERE = ("models",)
"""What a home may hold before a restore: speech models are fetched, and are in no backup."""


@dataclass(frozen=True)
class Place:
    """Where a backup is restored to. Without a folder for recordings they are in a bucket, `store`."""

    home: Path
    database_url: str
    recordings: Path | None
    store: RecordingStore | None = None


@dataclass(frozen=True)
class Restored:
    """What was found in a backup and put in place, and recordings that the database names and that are
    `missing`, or in their bucket and `changed`. `read` is how many were read there.
    """

    manifest: Manifest
    calls: int
    missing: list[str]
    changed: list[str]
    read: int


def restore(archive: Path, place: Place) -> Restored:
    """Puts a backup in place. Where anything is there already, or anything is wrong in it, nothing is done.

    Raises BadInput for a place that is not empty and a backup that is damaged or not for this database;
    NotReady where PostgreSQL's own program is missing or refuses.
    """
    if not archive.is_file():
        raise BadInput(f"{archive} is no file.", "Name the backup.")
    refuse_full(place)
    with _aside(place.home) as folder:
        found, text = unpack(archive, folder, (DATABASE, RECORDINGS))
        manifest = _checked(archive, found, text)
        _refuse_other_kind(archive, manifest, place)
        if manifest.kind == SQLITE:
            _check_sqlite(archive, folder / manifest.database, manifest)
        _put_recordings(folder / RECORDINGS, place)
        try:
            put_snapshot(folder / manifest.database, manifest.kind, place.database_url)
        except BaseException:
            if place.recordings is not None:
                shutil.rmtree(place.recordings, ignore_errors=True)
            raise
    return _looked_through(manifest, place)


def refuse_full(place: Place) -> None:
    """Raises BadInput where a restore would write over something, or beside what is not of it."""
    if place.home.is_dir():
        there = sorted(path.name for path in place.home.iterdir() if path.name not in MAY_BE_THERE)
        if there:
            raise BadInput(
                f"{place.home} is not empty: {', '.join(there[:SHOWN])}.",
                "Restore --into an empty folder, and set SIDETONE_HOME to it.",
            )
    if place.recordings is not None and place.recordings.is_dir() and any(place.recordings.iterdir()):
        raise BadInput(f"{place.recordings} is not empty.", "Restore --into an empty folder.")
    refuse_taken(place.database_url)


@contextmanager
def _aside(home: Path) -> Iterator[Path]:
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=home, prefix=".restoring-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_recordings(unpacked: Path, place: Place) -> None:
    if place.recordings is None or not unpacked.is_dir():
        return
    place.recordings.parent.mkdir(parents=True, exist_ok=True)
    if place.recordings.is_dir():
        place.recordings.rmdir()
    shutil.move(unpacked, place.recordings)


def _checked(archive: Path, found: dict[str, Member], text: str) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise refused(archive, "its manifest can't be read; a later version may have made it") from error
    wrong = differences(found, manifest.members)
    if manifest.database not in found:
        wrong.append("its database is missing")
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise refused(archive, f"{', '.join(wrong[:SHOWN])}{more}")
    if manifest.revision not in known_revisions():
        raise refused(archive, f"a later version of the program made it (revision {manifest.revision})")
    return manifest


def _refuse_other_kind(archive: Path, manifest: Manifest, place: Place) -> None:
    if (manifest.kind == SQLITE) != place.database_url.startswith(SQLITE):
        raise refused(
            archive, f"it holds a {manifest.kind} database, and SIDETONE_DATABASE names another kind"
        )


def _check_sqlite(archive: Path, file: Path, manifest: Manifest) -> None:
    """Everything about a database that can be looked at before it is in its place."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise refused(archive, f"its database is damaged ({error})") from error
    if sound != "ok":
        raise refused(archive, f"its database is damaged ({sound})")
    database = Database(f"sqlite:///{file}")
    try:
        refuse_broken_log(database, manifest)
    finally:
        database.close()


def refuse_broken_log(database: Database, manifest: Manifest) -> None:
    """Raises NotReady where the audit log is not whole, or does not end where the manifest says."""
    with database.read() as session:
        broken, head = audit.verify(session), audit.head(session)
    if broken is not None:
        raise NotReady(f"The audit log in the backup is broken at entry {broken.entry}: {broken.why}.")
    if head != manifest.audit_head:
        raise NotReady("The audit log in the backup does not end where its manifest says.")


def _looked_through(manifest: Manifest, place: Place) -> Restored:
    database = Database(place.database_url)
    try:
        refuse_broken_log(database, manifest)
        with database.read() as session:
            blobs = dict(session.execute(select(Recording.blob, Recording.sha256)).all())
            kept = Attachment.removed_at.is_(None)
            blobs |= dict(session.execute(select(Attachment.blob, Attachment.sha256).where(kept)).all())
            calls = len(set(session.scalars(select(Recording.call_id))))
    finally:
        database.close()
    there = set(manifest.recordings)
    if place.store is None:
        return Restored(manifest, calls, sorted(blobs.keys() - there), [], 0)
    in_bucket = sorted(blobs.keys() & set(place.store.blobs()))
    changed = [blob for blob in in_bucket if sha256_of(place.store, blob) != blobs[blob]]
    return Restored(manifest, calls, sorted(blobs.keys() - set(in_bucket)), changed, len(in_bucket))


def sha256_of(store: RecordingStore, blob: str) -> str:
    """The hash of what is kept under that name, read piece by piece."""
    digest = hashlib.sha256()
    for piece in store.read(blob, 0, store.size(blob)):
        digest.update(piece)
    return digest.hexdigest()
