"""What does not fit together: recordings no row names, rows whose recording is gone, uploads that broke off.

A recording is stored before its row is written, so for a moment it has none; what is younger than a day is
left alone. A row without its recording is a loss, and is never made to fit by deleting the row.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scoring.errors import BadRecording
from service.calls.playback import copies
from service.db.engine import Database
from service.db.tables import Attachment, Call, Plan, Recording
from service.edges.recording_store import RecordingStore

GRACE = timedelta(days=1)


@dataclass(frozen=True)
class Lost:
    """A file that a row names and that is not there. Of a playable copy, the recording itself may be.

    `call`: whose recording it is, or the plan that it was attached to.
    """

    call: str
    blob: str


@dataclass(frozen=True)
class Strays:
    """What was found: blobs without a row, rows without a blob, folders of uploads that broke off."""

    orphans: list[str]
    lost: list[Lost]
    leftovers: list[Path]


def find_strays(database: Database, store: RecordingStore, incoming: Path, now: datetime) -> Strays:
    """Compares the rows with what is kept. The store is listed first: a row is written after its blob."""
    kept = set(store.blobs())
    with database.read() as session:
        named = _named(session)
    before = now - GRACE
    orphans = sorted(blob for blob in kept - named.keys() if _is_old(store, blob, before))
    lost = [
        Lost(call, blob)
        for blob, (call, since) in sorted(named.items())
        if blob not in kept and since < before
    ]
    leftovers = [path for path in sorted(incoming.glob("*")) if path.stat().st_mtime < before.timestamp()]
    return Strays(orphans, lost, leftovers)


def delete_strays(database: Database, store: RecordingStore, strays: Strays, now: datetime) -> int:
    """Deletes orphans and leftovers; how many. What a row names by now, or was put again, stays."""
    deleted = 0
    for blob in strays.orphans:
        with database.write() as session:  # nobody writes a row meanwhile, on SQLite
            if not _is_named(session, blob) and _is_old(store, blob, now - GRACE):
                store.delete(blob)
                deleted += 1
    for folder in strays.leftovers:
        shutil.rmtree(folder, ignore_errors=True)
    return deleted + len(strays.leftovers)


def _named(session: Session) -> dict[str, tuple[str, datetime]]:
    """Every blob a row names, with its call or plan and since when."""
    rows = session.execute(
        select(Recording.blob, Recording.playable, Recording.created_at, Call.public_id).join(
            Call, Call.id == Recording.call_id
        )
    )
    named = {}
    for blob, playable, created_at, call in rows:
        for name in (blob, *copies(playable).values()):
            named[name] = (call, created_at)
    attached = session.execute(
        select(Attachment.blob, Attachment.added_at, Plan.public_id)
        .join(Plan, Plan.id == Attachment.plan_id)
        .where(Attachment.removed_at.is_(None))
    )
    return named | {blob: (plan, added_at) for blob, added_at, plan in attached}


def _is_named(session: Session, blob: str) -> bool:
    """Whether a row names it. Blobs are called by the content of the recording or the attached file."""
    attached = exists().where(Attachment.blob == blob, Attachment.removed_at.is_(None))
    if session.scalar(select(attached)):
        return True
    rows = session.execute(
        select(Recording.blob, Recording.playable).where(Recording.sha256 == PurePosixPath(blob).stem)
    )
    return any(blob in (name, *copies(playable).values()) for name, playable in rows)


def _is_old(store: RecordingStore, blob: str, before: datetime) -> bool:
    try:
        return store.stored_at(blob) < before
    except BadRecording:
        return False
