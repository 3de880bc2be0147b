"""When a round is blind, and for whom: one place that every query asks.

A round opens when everybody who is still in it has handed in every sheet, or when its deadline has passed.
Until then nobody sees a sheet but their own, nor what the judge made of the calls.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, not_, select, true
from sqlalchemy.orm import Session

from service.db.base import this_moment
from service.db.tables import Call, Person, RatedSheet, Round, RoundCall, RoundRater


def is_open(row: Round, at: datetime) -> bool:
    """Whether raters may see each other's sheets and the judge's."""
    return row.state != "rating" or at >= row.deadline


def all_in(session: Session, row: Round) -> bool:
    """Whether nobody is waited for: who has left, the round or the company, is not."""
    return not waited_for(session, row)


def waited_for(session: Session, row: Round) -> dict[int, int]:
    """Person → how many of their sheets are missing; nobody who has handed in all or has left."""
    calls = select(RoundCall.id).where(RoundCall.round_id == row.id, RoundCall.removed_at.is_(None))
    wanted = len(session.scalars(calls).all())
    staying = session.scalars(
        select(RoundRater.person_id)
        .join(Person, Person.id == RoundRater.person_id)
        .where(RoundRater.round_id == row.id, RoundRater.left_at.is_(None), Person.left_at.is_(None))
        .order_by(RoundRater.id)
    ).all()
    sheets = session.scalars(select(RatedSheet.person_id).where(RatedSheet.round_call_id.in_(calls))).all()
    missing = {person: wanted - sheets.count(person) for person in staying}
    return {person: count for person, count in missing.items() if count > 0}


def not_blind_for(person_id: int | None, at: datetime | None = None) -> ColumnElement[bool]:
    """A clause over `Call`: calls that the person is not about to score blind in a round.

    What a rater could read elsewhere about such a call (its rep, its AI reading) would not be their own.
    """
    blind = exists().where(
        RoundCall.call_id == Call.id,
        RoundCall.removed_at.is_(None),
        Round.id == RoundCall.round_id,
        Round.state == "rating",
        Round.deadline > (this_moment() if at is None else at),
        RoundRater.round_id == Round.id,
        RoundRater.person_id == person_id,
        RoundRater.left_at.is_(None),
    )
    return true() if person_id is None else not_(blind)
