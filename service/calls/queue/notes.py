"""Reps who are due for a note: with reviewed calls of last week or this one, and no released note."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from service.calls.details import monday
from service.calls.queue.queries import MOST, Filter, narrowed
from service.db.base import now
from service.db.tables import Call, Note, Person, Review
from service.people.rights import calls_visible_to, reps_visible_to
from service.people.who import Who

AROUND = timedelta(days=16)
"""Calls of last week and this one lie no further back, in whatever zone."""


class Due(NamedTuple):
    """A rep with so many reviewed calls; `note` is the draft, where one was written."""

    rep: str
    name: str
    calls: int
    note: str | None
    week: int


def due_for_note(session: Session, who: Who, wanted: Filter) -> list[int]:
    """The keys of those reps, by name: one more than a pile shows, where there are more."""
    released = exists().where(Note.rep_id == Person.id, Note.week >= _weeks(now())[0], Note.state != "draft")
    reviewed = exists().where(Call.rep_id == Person.id, *_reviewed(who, wanted))
    asked = select(Person.id).where(
        reps_visible_to(who), Person.id != (who.person or -1), ~released, reviewed
    )
    return list(session.scalars(asked.order_by(func.lower(Person.name), Person.id).limit(MOST + 1)))


def notes_due(session: Session, who: Who, wanted: Filter, reps: Collection[int]) -> list[Due]:
    """What is due for each of these reps, by name."""
    if not reps:
        return []
    draft = (
        select(Note.public_id)
        .where(Note.rep_id == Person.id, Note.week >= _weeks(now())[0], Note.state == "draft")
        .order_by(Note.week.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = (
        select(Person.public_id, Person.name, func.count(Call.id), draft, func.max(Call.week))
        .join(Call, Call.rep_id == Person.id)
        .where(Person.id.in_(reps), *_reviewed(who, wanted))
        .group_by(Person.id, Person.public_id, Person.name)
        .order_by(func.lower(Person.name), Person.id)
    )
    return [Due(*row) for row in session.execute(asked)]


def _reviewed(who: Who, wanted: Filter) -> tuple[ColumnElement[bool], ...]:
    """Calls of last week and this one that they see and that have a review."""
    return (
        Call.week.in_(_weeks(now())),
        Call.started_at >= now() - AROUND,
        calls_visible_to(who),
        exists().where(Review.call_id == Call.id),
        *narrowed(wanted),
    )


def _weeks(at: datetime) -> tuple[int, int]:
    """Last week and this one."""
    return monday((at - timedelta(days=7)).date()), monday(at.date())
