"""Did what is coached in a plan appear on calls? Before its start and since, on random calls, with n."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Note as NoteDocument
from scoring.milestone.goals import CountGoal, RateGoal
from scoring.milestone.rule import Milestone
from scoring.plans.status import Move, move_in_words
from service.calls.details import monday
from service.db.tables import Note, Plan
from service.plans.occasions import Coached, moves_since
from service.plans.reading import Reading

BEFORE = timedelta(weeks=13)
MOST = 5


def focus_items(session: Session, plan: Plan, reading: Reading | None = None) -> list[str]:
    """The items that the plan's milestones are about, then those of the notes since it began."""
    items = [
        rule.goal.of
        for row in (reading or Reading(session, plan)).milestones
        if isinstance((rule := Milestone.model_validate(row.rule)).goal, RateGoal | CountGoal)
    ]
    if plan.starts_on is not None:
        notes = session.scalars(
            select(Note.document)
            .where(Note.rep_id == plan.rep_id, Note.week >= monday(plan.starts_on), Note.state != "draft")
            .order_by(Note.week.desc())
        )
        focused = (NoteDocument.model_validate(one).focus for one in notes if one)
        items += [one.item for one in focused if one is not None]
    return list(dict.fromkeys(items))[:MOST]


def moves_with_n(session: Session, plan: Plan, today: date, reading: Reading | None = None) -> list[Move]:
    """Each focus before the plan began and since. `reading`: what was read of the plan already."""
    since = plan.starts_on
    if since is None:
        return []
    reading = reading or Reading(session, plan)
    coached = [Coached(item, since, since - BEFORE) for item in focus_items(session, plan, reading)]
    moves = moves_since(session, plan.rep_id, coached, today, reading.facts)
    return [one for one in moves if one is not None]


def moves_of(session: Session, plan: Plan, today: date, reading: Reading | None = None) -> list[str]:
    """The same in words."""
    return [move_in_words(one) for one in moves_with_n(session, plan, today, reading)]
