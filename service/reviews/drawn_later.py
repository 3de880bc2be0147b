"""Calls that were drawn after they had been read: read again, as often as a drawn call is to be read."""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, func, select

from service.calls.queueing import ask_for_review, find_call
from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Call, Reading, Review, Run
from service.engine import JobEngine
from service.frame.selection import RANDOM
from service.judges import ServedJudge

AT_ONCE = 50
"""Calls of one look; the others come with the next."""
BACK = timedelta(days=90)
"""A log is brought in for so many days back."""
PRIORITY = 50
"""After every call that a person waits for: there is a reading already."""


def ask_for_drawn(database: Database, engine: JobEngine, served: ServedJudge, readings: int) -> list[str]:
    """Asks for another reading of drawn calls that the model read less often than that; their ids.

    The readings there are kept in mind, so that only the missing ones are paid for. Once for each call, and
    only while its review is a draft: what a person has confirmed stays as it is.
    """
    with database.read() as session:
        found = session.scalars(
            select(Call.public_id)
            .join(Review, Review.call_id == Call.id)
            .join(Run, Run.id == Review.run_id)
            .where(*_drawn_and_waiting(), *_read_less(served, readings))
            .order_by(Call.started_at)
            .limit(AT_ONCE)
        ).all()
    return [call for call in found if _asked(database, engine, call)]


def _drawn_and_waiting() -> tuple[ColumnElement[bool], ...]:
    return (
        Call.selection == RANDOM,
        Call.started_at > now() - BACK,
        Call.state == "scored",
        Call.reason.is_(None),  # else another reading came to nothing: a person asks for the next
        Review.state == "draft",
    )


def _read_less(served: ServedJudge, readings: int) -> tuple[ColumnElement[bool], ...]:
    """By this judge, once, and not so often."""
    runs = select(func.count(Run.id)).where(Run.call_id == Call.id).correlate(Call).scalar_subquery()
    fewer = Reading.parameters["readings"].as_integer() < readings
    return (
        Run.judge == served.judge.name,
        Run.model == served.judge.model,
        exists().where(Reading.run == Run.public_id, fewer),
        runs == 1,
    )


def _asked(database: Database, engine: JobEngine, call_id: str) -> bool:
    with database.write() as session:
        call = find_call(session, call_id)
        review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
        if call.state != "scored" or review.state != "draft":
            return False
        call.priority = max(call.priority, PRIORITY)
        ask_for_review(session, engine, call)
        audit.record(session, "system", "call.read_again", call_id, why="drawn")
        return True
