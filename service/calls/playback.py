"""The step that makes a recording playable: copies that browsers know, with the outline of its loudness."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from scoring.errors import BadRecording
from service.calls.waiting import opened_patiently, put_patiently
from service.db.engine import Database
from service.db.patience import patiently
from service.db.tables import Call, Recording
from service.edges.clips import Ranges, cut
from service.edges.muting import muted_clip
from service.edges.playable import FORMATS, OPUS, Copies, Format, playable_copies
from service.edges.recording_store import RecordingStore
from service.parts import Parts


def make_playable(parts: Parts, call_id: str) -> None:
    """Stores the playable copies of the call's recording, once. One that can't be decoded has none."""
    with parts.database.read() as session:
        recording = session.scalars(
            select(Recording).join(Call, Call.id == Recording.call_id).where(Call.public_id == call_id)
        ).one_or_none()
    if recording is None:  # deleted meanwhile
        return
    if set(FORMATS) <= set((recording.playable or {}).get("copies", ())):
        return
    with TemporaryDirectory(prefix="sidetone-") as folder:
        try:
            with opened_patiently(parts.recordings, recording.blob) as path:
                made = playable_copies(path, Path(folder))
        except BadRecording:
            return
        about = {
            "copies": _stored(parts, made, recording.sha256),
            "duration": made.duration,
            "peaks": made.peaks,
        }
    patiently(lambda: _note(parts.database, recording.id, about))


def copies(playable: Mapping[str, Any] | None) -> dict[str, str]:
    """The blob of each copy by its format. Before there were two formats, a row named one of Opus."""
    about = playable or {}
    return dict(about.get("copies") or ({OPUS.name: about["blob"]} if "blob" in about else {}))


def clip_of(store: RecordingStore, blob: str, form: Format, start: float, end: float) -> bytes:
    """The sound from `start` to `end` (seconds) of a copy; empty where there is none, or the copy is gone."""
    try:
        size = store.size(blob)
        return cut(Ranges(size, lambda first, last: store.read(blob, first, last)), form, start, end)
    except BadRecording:
        return b""


def muted_of(
    store: RecordingStore, blob: str, start: float, end: float, silent: Sequence[tuple[float, float]]
) -> bytes:
    """The sound from `start` to `end` of the Opus copy, silent in these spans; empty as `clip_of` is."""
    try:
        size = store.size(blob)
        source = Ranges(size, lambda first, last: store.read(blob, first, last))
        return muted_clip(source, start, end, silent)
    except BadRecording:
        return b""


def _stored(parts: Parts, made: Copies, sha256: str) -> dict[str, str]:
    blobs = {name: f"playable/{sha256[:2]}/{sha256}{FORMATS[name].suffix}" for name in made.files}
    for name, file in made.files.items():
        put_patiently(parts.recordings, file, blobs[name])
    return blobs


def _note(database: Database, recording: int, about: dict[str, object]) -> None:
    with database.write() as session:
        row = session.get_one(Recording, recording)
        # Since it was heard the outline is there already, unless an earlier version heard it.
        row.playable = about | {"peaks": (row.playable or {}).get("peaks") or about["peaks"]}
