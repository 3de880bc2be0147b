"""Deleting a call with everything that hangs on it, or only its sound. Neither leaves a hash behind."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, Literal

from sqlalchemy import Table, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from scoring.coaching.note import Note as NoteDocument
from service.calibration.deleting import forget_call as forget_in_calibration
from service.calls.playback import copies
from service.db import audit
from service.db.base import Row, now
from service.db.engine import Database
from service.db.tables import (
    Attachment,
    BlobToDelete,
    Call,
    HeldRow,
    IdempotentAnswer,
    LoggedCall,
    Note,
    Notice,
    RawReply,
    Reading,
    Recording,
    Remembered,
    Run,
    Score,
    TranscriptVersion,
)
from service.db.upsert import insert_once
from service.edges.recording_store import RecordingStore
from service.privacy.sound_gone import DELETED, ERASED
from service.reviews.roll_ups import take_from_roll_ups

Why = Literal["rule", "request"]
STAYS = {("logged_call", "call_id")}
"""References that are emptied instead: the log says that a call took place, and draws were made from it."""
WORDS_GONE = "A call this note was made from was deleted; what was said in it was taken out."
BROKE_OFF = timedelta(days=1)
"""Readings without a run are of one that broke off, after so long."""
ANSWERED_WITHIN = timedelta(hours=1)
"""An answer with an Idempotency-Key that names the call was given when the call came in."""


def forget_sound(session: Session, call: Call, actor: str, why: Why) -> None:
    """The recording, its copies and the outline of its loudness. The review stays and says so."""
    _forget_sound(session, call)
    audit.record(session, actor, DELETED, call.public_id, why=why)


def forget_call(session: Session, call: Call, actor: str, why: Why) -> None:
    """The call and everything of it, in the caller's transaction.

    Its scores leave the weekly sums, its words leave notes. Signed decisions of plans keep their sums and
    sentences, which hold none of its words. On request its line in the call log loses the reference too.
    """
    _forget_sound(session, call)
    _take_scores(session, call)
    forget_in_calibration(session, call.id, actor)
    _forget_readings(session, call)
    _take_words_out_of_notes(session, call, actor)
    _forget_where_it_came_in(session, call, why)
    public_id, key = call.public_id, call.id
    forget_notices(session, public_id)
    session.flush()
    session.expunge(call)
    delete_with_what_hangs_on_it(session, Call.__table__, [key])  # type: ignore[arg-type]
    audit.record(session, actor, "call.deleted", public_id, why=why)


def delete_with_what_hangs_on_it(session: Session, table: Table, keys: Iterable[int]) -> None:
    """Deletes rows and, along every foreign key, the rows that refer to them."""
    gone: dict[Table, list[int]] = {table: list(keys)}
    doomed: list[tuple[Table, Any]] = []
    for child in Row.metadata.sorted_tables:  # what is referred to comes first
        clauses = [
            key.parent.in_(gone[key.column.table])
            for key in child.foreign_keys
            if gone.get(key.column.table) and key.column.table is not child
            if (child.name, key.parent.name) not in STAYS
        ]
        if not clauses:
            continue
        where = or_(*clauses)
        if "id" in child.c:
            gone[child] = list(session.execute(select(child.c.id).where(where)).scalars())
        doomed.append((child, where))
    for name, column in STAYS:
        child = Row.metadata.tables[name]
        (key,) = child.c[column].foreign_keys
        if gone.get(key.column.table):
            emptied = update(child).where(child.c[column].in_(gone[key.column.table]))
            session.execute(emptied.values({column: None}))
    for child, where in reversed(doomed):
        session.execute(delete(child).where(where))
    session.execute(delete(table).where(table.c.id.in_(gone[table])))
    session.expire_all()


def forget_notices(session: Session, subject: str) -> None:
    """What people were told of a thing that is gone: it leads nowhere any more."""
    session.execute(delete(Notice).where(Notice.subject == subject))


def note_blobs(session: Session, blobs: Iterable[str]) -> None:
    """Files whose rows go in this transaction; they are deleted once it stands."""
    for blob in filter(None, set(blobs)):
        insert_once(session, BlobToDelete, {"blob": blob}, {})


def delete_blobs(database: Database, store: RecordingStore) -> int:
    """Deletes the files whose rows are gone; how many. What was put again meanwhile stays."""
    with database.read() as session:
        waiting = session.scalars(select(BlobToDelete.blob).order_by(BlobToDelete.blob)).all()
    for blob in waiting:
        with database.write() as session:
            recorded = exists().where(Recording.sha256 == PurePosixPath(blob).stem)
            attached = exists().where(Attachment.blob == blob, Attachment.removed_at.is_(None))
            if not session.scalar(select(or_(recorded, attached))):
                store.delete(blob)
            session.execute(delete(BlobToDelete).where(BlobToDelete.blob == blob))
    return len(waiting)


def _forget_sound(session: Session, call: Call) -> None:
    for recording in session.scalars(select(Recording).where(Recording.call_id == call.id)).all():
        named = (recording.blob, recording.peaks, *copies(recording.playable).values())
        note_blobs(session, [blob for blob in named if blob is not None])
        session.delete(recording)
    session.flush()


def _take_scores(session: Session, call: Call) -> None:
    for run in session.scalars(select(Run).where(Run.call_id == call.id)).all():
        take_from_roll_ups(session, run, session.scalars(select(Score).where(Score.run_id == run.id)).all())


def _forget_readings(session: Session, call: Call) -> None:
    """Readings and replies go by the run they were made for, also where the run never came about.

    Remembered judgements are found by their question alone, so all since the call was heard are forgotten:
    they only spare asking twice.
    """
    heard = session.scalar(
        select(TranscriptVersion.created_at)
        .where(TranscriptVersion.call_id == call.id)
        .order_by("created_at")
    )
    runs = session.scalars(select(Run.public_id).where(Run.call_id == call.id)).all()
    for table in (Reading, RawReply):  # what a model said of the roles is kept under the call itself
        session.execute(delete(table).where(table.run.in_([*runs, call.public_id])))
    if heard is None:
        return
    session.execute(delete(Remembered).where(Remembered.created_at >= heard))
    for table in (Reading, RawReply):
        # What broke off has no run that says whose it is; one that is still being read is younger.
        broke_off = and_(table.created_at >= heard, table.created_at < now() - BROKE_OFF)
        of_none = table.run.not_in(select(Run.public_id)) & table.run.not_in(select(Call.public_id))
        session.execute(delete(table).where(broke_off, of_none))


def _take_words_out_of_notes(session: Session, call: Call, actor: str) -> None:
    if call.rep_id is None:
        return
    for note in session.scalars(select(Note).where(Note.rep_id == call.rep_id, Note.week >= call.week)):
        if call.public_id not in note.calls and note.answer_call != call.public_id:
            continue
        note.calls = [one for one in note.calls if one != call.public_id]
        note.document = without_words(note.document, call.public_id)
        note.written = without_words(note.written, call.public_id)
        if note.answer_call == call.public_id:
            note.answer_call = note.answer_sentence = None
        note.corrected = WORDS_GONE
        audit.record(session, actor, "note.words_taken_out", note.public_id, call=call.public_id)


def without_words(document: dict[str, Any] | None, call: str) -> dict[str, Any] | None:
    """The note without the parts that tell of this call. What to practise stays."""
    if document is None:
        return None
    note = NoteDocument.model_validate(document)
    gone: dict[str, Any] = {}
    for text, quote in (("strength", note.strength_quote), ("happened", note.happened_quote)):
        if quote is not None and quote.call == call:
            gone |= {text: "", f"{text}_quote": None}
    return note.model_copy(update=gone).model_dump(mode="json")


def _forget_where_it_came_in(session: Session, call: Call, why: Why) -> None:
    """The answer its upload was given and, on request, the reference in log lines and rows held."""
    answers = select(IdempotentAnswer).where(
        IdempotentAnswer.created_at >= call.created_at - ANSWERED_WITHIN,
        IdempotentAnswer.created_at <= call.created_at + ANSWERED_WITHIN,
    )
    for answer in session.scalars(answers):
        if call.public_id.encode() in answer.body:
            session.delete(answer)
    if why == "rule" or call.external_id is None:
        return
    for line in session.scalars(select(LoggedCall).where(LoggedCall.call_id == call.id)):
        line.external_id = f"{ERASED}{line.public_id}"
    held = HeldRow.document["external_id"].as_string() == call.external_id
    session.execute(delete(HeldRow).where(held))
