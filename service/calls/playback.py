"""The step that makes a recording playable: a copy browsers know, and the outline of its loudness."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from scoring.errors import BadRecording
from service.db.engine import Database
from service.db.patience import patiently
from service.db.tables import Call, Recording
from service.edges.playable import playable_copy
from service.parts import Parts


def make_playable(parts: Parts, call_id: str) -> None:
    """Stores the playable copy of the call's recording, once. A recording that can't be decoded has none."""
    with parts.database.read() as session:
        recording = session.scalars(
            select(Recording).join(Call, Call.id == Recording.call_id).where(Call.public_id == call_id)
        ).one()
    if recording.playable is not None:
        return
    try:
        with parts.recordings.open_recording(recording.blob) as path:
            copy = playable_copy(path)
    except BadRecording:
        return
    blob = f"playable/{recording.sha256[:2]}/{recording.sha256}.webm"
    with TemporaryDirectory(prefix="sidetone-") as folder:
        made = Path(folder) / "copy"
        made.write_bytes(copy.data)
        parts.recordings.put(made, blob)
    about = {"blob": blob, "mime": copy.mime, "duration": copy.duration, "peaks": copy.peaks}
    patiently(lambda: _note(parts.database, recording.id, about))


def _note(database: Database, recording: int, about: dict[str, object]) -> None:
    with database.write() as session:
        row = session.get_one(Recording, recording)
        row.playable = about
        row.details = {"duration": about["duration"]}
