"""Reading what notes are made from, and notes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Focus
from scoring.coaching.note import Note as NoteDocument
from scoring.coaching.records import ReviewedCall
from scoring.rubric import Rubric
from service.calls.details import monday
from service.calls.redactions import redacted
from service.coaching.views import NoteView, note_view
from service.db.tables import Call, Note, Person, Review, RubricVersion, Run, TranscriptVersion
from service.errors import NotFound
from service.reviews.queries import review_document

MOST = 100
"""Notes a list has at most, and calls a note is made from."""


def rep_row(session: Session, rep: str) -> Person:
    """The person with that public id. Raises NotFound."""
    found = session.scalars(select(Person).where(Person.public_id == rep)).one_or_none()
    if found is None:
        raise NotFound(f"There is no person {rep}.")
    return found


def note_row(session: Session, note: str) -> tuple[Note, Person]:
    """The note with that public id, and whose it is. Raises NotFound."""
    asked = select(Note, Person).join(Person, Person.id == Note.rep_id).where(Note.public_id == note)
    found = session.execute(asked).one_or_none()
    if found is None:
        raise NotFound(f"There is no coaching note {note}.")
    return found[0], found[1]


def notes_of(session: Session, rep: Person) -> list[NoteView]:
    """The rep's notes, the newest week first."""
    rows = session.scalars(select(Note).where(Note.rep_id == rep.id).order_by(Note.week.desc()).limit(MOST))
    return [note_view(row, rep) for row in rows]


def focus_before(session: Session, rep: Person, week: int) -> Focus | None:
    """The focus of the note of the last week that has one."""
    rows = session.scalars(
        select(Note).where(Note.rep_id == rep.id, Note.week < week).order_by(Note.week.desc()).limit(8)
    )
    documents = (NoteDocument.model_validate(row.document) for row in rows if row.document)
    return next((document.focus for document in documents), None)


def calls_to_look_at(session: Session, rep: Person, week: int, since: date | None) -> list[Call]:
    """The rep's reviewed calls of the week, oldest first; with `since`, those since that day's week too."""
    first = week if since is None else min(week, monday(since))
    newest_first = (
        select(Call)
        .join(Review, Review.call_id == Call.id)
        .where(Call.rep_id == rep.id, Call.week >= first, Call.week <= week)
        .order_by(Call.started_at.desc(), Call.id.desc())
        .limit(MOST)
    )
    return list(reversed(session.scalars(newest_first).all()))


def common_rubric(
    session: Session, calls: Sequence[Call], week: int
) -> tuple[RubricVersion, list[Call]] | None:
    """The rubric that most calls of the week were scored on, the newest of equals, and all calls on it."""
    asked = select(Review.call_id, Run.rubric_id).join(Run, Run.id == Review.run_id)
    rows = session.execute(asked.where(Review.call_id.in_([call.id for call in calls])))
    pinned = {row.call_id: row.rubric_id for row in rows}
    counts = Counter(pinned[call.id] for call in calls if call.week == week and call.id in pinned)
    if not counts:
        return None
    chosen = max(counts, key=lambda rubric: (counts[rubric], rubric))
    return session.get_one(RubricVersion, chosen), [c for c in calls if pinned.get(c.id) == chosen]


def reviewed(session: Session, call: Call) -> ReviewedCall:
    """The call as a note looks at it: its review, and the masked transcript its run judged."""
    document, _ = review_document(session, call)
    run = session.scalars(
        select(Run).join(Review, Review.run_id == Run.id).where(Review.call_id == call.id)
    ).one()
    row = session.get_one(TranscriptVersion, run.transcript_id)
    return ReviewedCall(
        id=call.public_id,
        day=call.started_at.astimezone(ZoneInfo(call.zone)).date(),
        review=document,
        transcript=redacted(session, call, row).transcript,
    )


def rubric_of(row: RubricVersion) -> Rubric:
    return Rubric.from_document(row.document)
