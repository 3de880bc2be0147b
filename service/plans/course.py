"""Meetings, promises, words and looks as they are shown."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import CheckInNote, Person, Plan
from service.people.who import Who
from service.plans.check_ins import EDITABLE
from service.plans.closing import is_skipped, looks_of
from service.plans.commitments import has_lapsed, is_overdue
from service.plans.reading import Reading
from service.plans.rights import people
from service.plans.saying import words_for
from service.plans.views import CheckInView, CommitmentView, LookView, NoteView, WordView

People = Mapping[int, Person]
LAPSED = "The plan ended before."
"""What is said of a promise whose day had not come when the plan ended."""


def check_ins_shown(session: Session, reading: Reading, at: datetime, known: People) -> list[CheckInView]:
    """All meetings with their notes."""
    notes = reading.notes
    names = {**known, **people(session, [one.by_id for one in notes])}
    public = {one.id: one.public_id for one in notes}
    return [
        CheckInView(
            id=row.public_id,
            number=row.number,
            kind=row.kind,
            at=row.at,
            zone=row.zone,
            minutes=row.minutes,
            state=row.state,
            skipped=is_skipped(row, at),
            why=row.why,
            present=list((row.agenda or {}).get("present", [])),
            notes=[note_shown(one, names, public) for one in notes if one.check_in_id == row.id],
        )
        for row in reading.check_ins
    ]


def note_shown(row: CheckInNote, names: People, public: Mapping[int, str]) -> NoteView:
    return NoteView(
        id=row.public_id,
        by=names[row.by_id].name,
        at=row.created_at,
        edited_at=row.edited_at,
        corrects=public.get(row.corrects_id) if row.corrects_id is not None else None,
        editable=now() - row.created_at <= EDITABLE,
        text=row.document,
    )


def commitments_shown(
    session: Session, plan: Plan, today: date, known: People, reading: Reading
) -> list[CommitmentView]:
    """Promises of both sides, the earliest due first."""
    rows = reading.promises
    names = {**known, **people(session, [one.by_id for one in rows])}
    return [
        CommitmentView(
            id=row.public_id,
            side=row.side,
            what=row.what,
            due=row.due,
            state="dropped" if (lapsed := has_lapsed(row, plan, today)) else row.state,
            overdue=is_overdue(row, today),
            support=row.support,
            note=row.note or (LAPSED if lapsed else None),
            settled_by=_name(names, row.by_id),
        )
        for row in rows
    ]


def words_shown(session: Session, who: Who, plan: Plan, known: People) -> list[WordView]:
    """What was said, as far as they may read it."""
    rows = words_for(session, who, plan)
    names = {**known, **people(session, [key for one in rows for key in (one.by_id, one.answered_by)])}
    return [
        WordView(
            id=row.public_id,
            kind=row.kind,
            about=row.about,
            by=_name(names, row.by_id) or "",
            at=row.created_at,
            text=row.text,
            answer=row.answer,
            answered_by=_name(names, row.answered_by),
            answered_at=row.answered_at,
            written_in=row.written_in,
        )
        for row in rows
    ]


def looks_shown(session: Session, plan: Plan, known: People) -> list[LookView]:
    rows = looks_of(session, plan)
    names = {**known, **people(session, [one.by_id for one in rows])}
    return [
        LookView(id=row.public_id, due=row.due, text=row.text, by=_name(names, row.by_id)) for row in rows
    ]


def _name(names: People, key: int | None) -> str | None:
    return names[key].name if key is not None and key in names else None
