"""What is done with a coaching note: asked for, edited, released, answered. Each is in the audit log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.gates import check_note
from scoring.coaching.note import Note as NoteDocument
from service.coaching.queries import calls_to_look_at, reviewed, rubric_of
from service.coaching.views import NoteAnswer, NoteChange
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Note, Person, RubricVersion
from service.engine import JobEngine, Queue
from service.errors import Conflict, Unprocessable
from service.frame.weeks import written
from service.notices.telling import tell
from service.reviews.from_notes import question_from_note

WRITE = "write_week_note"
"""The workflow's name; it is asked for by name because the process that asks does not run it."""
SOON = 5
"""Somebody waits for the note: before calls that nobody looks at."""


def ask_for_note(session: Session, engine: JobEngine, rep: Person, week: int, actor: str) -> Note:
    """Queues the writing of the rep's note for the week; a draft that is there is written anew.

    Raises Conflict where the rep has read it already, or has no reviewed call in that week.
    """
    row = session.scalars(select(Note).where(Note.rep_id == rep.id, Note.week == week)).one_or_none()
    if row is not None and row.state != "draft":
        raise Conflict(
            f"The note of that week is {row.state}: the rep has read it.", "The next one is next week's."
        )
    if not calls_to_look_at(session, rep, week, None):
        raise Conflict(
            f"{rep.name} has no reviewed call in the week of {written(week)}.",
            "Upload calls of that week and wait for their reviews.",
            code="no_calls",
        )
    if row is None:
        row = Note(rep_id=rep.id, week=week, calls=[], warnings=[], tries=0)
        session.add(row)
    row.tries += 1
    row.document = row.written = None
    session.flush()
    engine.enqueue(
        session,
        WRITE,
        row.public_id,
        row.tries,
        queue=Queue.JUDGING,
        priority=SOON,
        workflow_id=f"{row.public_id}:{row.tries}",
    )
    audit.record(session, actor, "note.asked", row.public_id, rep=rep.public_id)
    return row


def edit(session: Session, row: Note, change: NoteChange, actor: str) -> None:
    """Puts other words into a draft. What the gates say to them is a warning: a person decides."""
    note = _ready(row)
    if row.state != "draft":
        raise Conflict(f"The note is {row.state} and is not changed any more.")
    worded = note.model_copy(update=change.model_dump(exclude_none=True))
    rubric = rubric_of(session.get_one(RubricVersion, row.rubric_id))
    calls = session.scalars(select(Call).where(Call.public_id.in_(row.calls)).order_by(Call.started_at))
    week = [reviewed(session, call) for call in calls]
    row.document = worded.model_dump(mode="json")
    row.warnings = [refusal.line for refusal in check_note(worded, rubric, week)]
    audit.record(session, actor, "note.edited", row.public_id)


def release(session: Session, row: Note, actor: str) -> None:
    """Shows the note to the rep. Raises Conflict where it is written still, or released already."""
    _ready(row)
    if row.state != "draft":
        raise Conflict(f"The note is {row.state} already.")
    row.state, row.released_at = "released", now()
    audit.record(session, actor, "note.released", row.public_id)
    tell(session, row.rep_id, "note_released", row.public_id)


def answer(session: Session, row: Note, said: NoteAnswer, actor: str) -> None:
    """Keeps what the rep says to it; "I did say it" opens a question about the note's focus on that call.

    Raises Conflict for a draft and for a second answer.
    """
    if row.state != "released":
        state = "not released yet" if row.state == "draft" else "answered already"
        raise Conflict(f"The note is {state}.")
    if said.call is not None and said.call not in row.calls:
        raise Unprocessable("That call is none of those the note was made from.", "Name one of its calls.")
    row.state, row.answered_at = "answered", now()
    row.answer, row.answer_text = said.answer, said.text.strip() or None
    row.answer_call, row.answer_sentence = said.call, said.sentence
    audit.record(session, actor, "note.answered", row.public_id, answer=said.answer)
    focus = _ready(row).focus
    if said.answer == "did_say_it" and focus is not None and said.call is not None:
        where, words = said.sentence or "", said.text.strip()
        question_from_note(session, said.call, row.rep_id, focus.item, where, words, actor)


def _ready(row: Note) -> NoteDocument:
    if row.document is None:
        raise Conflict("The note is being written.", "Look again in a moment.", code="not_ready")
    return NoteDocument.model_validate(row.document)
