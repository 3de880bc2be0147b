"""What follows when a review that counts is changed: its week's note is marked, and plans look again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Note as NoteDocument
from scoring.corrections.answering import speaks_against
from scoring.corrections.effective import answers
from scoring.corrections.overriding import known_items
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Note
from service.notices.telling import tell
from service.plans.reopening import call_changed
from service.reviews.desk import Desk

NOT_MISSED = "A call this note was made from was corrected: there, its focus was not missed."
NOT_THEIRS = "A call this note was made from was somebody else's."


def tell_of_change(session: Session, desk: Desk, why: str, actor: str) -> None:
    """Tells everything that rests on the review, in the same transaction."""
    mark_notes(session, desk, actor)
    call_changed(session, desk.call.id, why, actor)
    if desk.review.state == "released" and why != "dispute":
        # Who corrects often corrects several answers: once a day.
        tell(session, desk.call.rep_id, "review_changed", desk.call.public_id, now().date().isoformat())


def mark_notes(session: Session, desk: Desk, actor: str) -> None:
    """Marks the rep's notes that chose their focus from this call, where it shows that miss no more."""
    if desk.call.rep_id is None:
        return
    stands = answers(desk.corrected().values())
    items = known_items(desk.rubric)
    for row in notes_from(session, desk.call, desk.call.rep_id):
        focus = NoteDocument.model_validate(row.document).focus
        if focus is None or desk.call.public_id not in focus.calls or focus.item not in items:
            continue
        verdict = stands.get(focus.item)
        if verdict is None or not speaks_against(items[focus.item], verdict.answer):
            mark(session, row, desk.call, NOT_MISSED, actor)


def mark_all_notes(session: Session, call: Call, rep_id: int, actor: str) -> None:
    """Marks every note of somebody that was made from a call which was never theirs."""
    for row in notes_from(session, call, rep_id):
        mark(session, row, call, NOT_THEIRS, actor)


def notes_from(session: Session, call: Call, rep_id: int) -> list[Note]:
    """The rep's notes that were made from the call; notes are of the call's week or of later ones."""
    asked = select(Note).where(Note.rep_id == rep_id, Note.week >= call.week, Note.document.is_not(None))
    return [row for row in session.scalars(asked.order_by(Note.id)) if call.public_id in row.calls]


def mark(session: Session, row: Note, call: Call, words: str, actor: str) -> None:
    row.corrected = words
    audit.record(session, actor, "note.corrected", row.public_id, call=call.public_id)
