"""Backups: one file with a snapshot of the database, the recordings, and a manifest with the hash of each."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import BaseModel, ConfigDict

from scoring.errors import BadRecording
from service.db.base import now
from service.db.engine import Database
from service.edges.recording_store import RecordingStore
from service.operations.archives import ArchiveWriter, Member, write_archive
from service.operations.snapshots import Snapshot, take_snapshot
from service.version import program_version

DATABASE, RECORDINGS = "database", "recordings"


class Manifest(BaseModel):
    """What a backup holds. `bucket` lists the blobs of recordings that stayed in their bucket."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    program: str
    made_at: datetime
    kind: Literal["sqlite", "postgresql"]
    database: str
    revision: str
    audit_head: str
    audit_entries: int
    members: list[Member]
    bucket: list[str] | None = None

    @property
    def recordings(self) -> list[str]:
        """The blobs that are in the backup itself."""
        start = f"{RECORDINGS}/"
        return [member.name.removeprefix(start) for member in self.members if member.name.startswith(start)]


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made. `fingerprint` is of its manifest: noted elsewhere, it proves the file."""

    manifest: Manifest
    size: int
    fingerprint: str


def back_up(database: Database, store: RecordingStore, target: Path, *, in_bucket: bool) -> BackedUp:
    """Writes a backup to a file that is not there yet, while the service goes on.

    The database comes first: whatever it names was stored before it was named. Of a bucket only the names of
    its blobs are kept; it has backups of its own.
    """
    with (
        write_archive(target) as archive,
        TemporaryDirectory(dir=target.parent, prefix=".sidetone-backup-") as folder,
    ):
        snapshot = take_snapshot(database, Path(folder))
        archive.add_file(f"{DATABASE}/{snapshot.file.name}", snapshot.file)
        bucket = sorted(store.blobs()) if in_bucket else None
        if bucket is None:
            _add_recordings(archive, store)
        manifest = _manifest(snapshot, archive.members, bucket)
        text = manifest.model_dump_json(indent=1)
        archive.add_manifest(text)
    return BackedUp(manifest, target.stat().st_size, hashlib.sha256(text.encode()).hexdigest())


def _add_recordings(archive: ArchiveWriter, store: RecordingStore) -> None:
    for blob in sorted(store.blobs()):
        try:
            size = store.size(blob)
        except BadRecording:  # swept away since it was listed, so nothing in the snapshot names it
            continue
        archive.add(f"{RECORDINGS}/{blob}", size, store.read(blob, 0, size))


def _manifest(snapshot: Snapshot, members: list[Member], bucket: list[str] | None) -> Manifest:
    return Manifest.model_validate(
        {
            "program": program_version(),
            "made_at": now(),
            "kind": snapshot.kind,
            "database": f"{DATABASE}/{snapshot.file.name}",
            "revision": snapshot.revision,
            "audit_head": snapshot.head,
            "audit_entries": snapshot.entries,
            "members": members,
            "bucket": bucket,
        }
    )
