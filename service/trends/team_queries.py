"""What the page of a team reads beside the trends: its reps, how much of their calls was drawn and reviewed,
and what waits."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from service.calls.details import monday
from service.db.base import now
from service.db.tables import Call, Dispute, Draw, DrawnCall, LoggedCall, Membership, Person, Review, Team
from service.people.rights import calls_visible_to, draws_visible_to, teams_visible_to
from service.people.who import Who

LATELY = timedelta(weeks=4)
LATE = timedelta(days=7)
"""A drawn call that was scored and waits longer to be confirmed is overdue."""
MOST = 200
"""Reps on a page."""


class Drawn(NamedTuple):
    """Of the calls in the log: how many were drawn, and how many of those reviewed by a person."""

    logged: int = 0
    drawn: int = 0
    reviewed: int = 0


class Overdue(NamedTuple):
    """Drawn calls whose reading nobody confirmed in time, and how long the oldest waits."""

    calls: int
    days: int


def teams_of(session: Session, who: Who) -> Sequence[Team]:
    """The teams they look after today, by name."""
    return session.scalars(select(Team).where(teams_visible_to(who)).order_by(func.lower(Team.name))).all()


def reps_of(session: Session, team: Team, who: Who) -> Sequence[Person]:
    """The reps of the team today, by name, without whoever looks."""
    at = now()
    asked = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.team_id == team.id,
            Membership.role == "rep",
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
            Person.id != (who.person or -1),
        )
        .order_by(func.lower(Person.name), Person.id)
        .limit(MOST)
    )
    return session.scalars(asked).all()


def drawn_lately(session: Session, who: Who, reps: Collection[int]) -> dict[int, Drawn]:
    """Of each rep, over the draws of the last four weeks."""
    since = monday((now() - LATELY).date())
    mine = (Draw.rep_id.in_(reps), Draw.week >= since, draws_visible_to(who))
    logged = session.execute(
        select(Draw.rep_id, func.sum(Draw.frame_size)).where(*mine).group_by(Draw.rep_id)
    ).all()
    settled = func.sum(case((Review.state != "draft", 1), else_=0))
    places = session.execute(
        select(Draw.rep_id, func.count(DrawnCall.id), settled)
        .join(DrawnCall, DrawnCall.draw_id == Draw.id)
        .join(LoggedCall, LoggedCall.id == DrawnCall.logged_call_id)
        .outerjoin(Call, Call.id == LoggedCall.call_id)
        .outerjoin(Review, Review.call_id == Call.id)
        .where(*mine, DrawnCall.replaced_for.is_(None))
        .group_by(Draw.rep_id)
    ).all()
    found: dict[int, Drawn] = defaultdict(Drawn)
    for rep, calls in logged:
        found[rep] = Drawn(logged=int(calls or 0))
    for rep, drawn, reviewed in places:
        found[rep] = found[rep]._replace(drawn=drawn, reviewed=int(reviewed or 0))
    return found


def overdue(session: Session, who: Who, reps: Collection[int], at: datetime) -> dict[int, Overdue]:
    """Drawn calls of each rep that wait to be confirmed for more than a week."""
    rows = session.execute(
        select(Call.rep_id, func.count(), func.min(Review.created_at))
        .join(Review, Review.call_id == Call.id)
        .where(
            Call.rep_id.in_(reps),
            # The moment is in an index with the rep, the week is not: without it all their calls are read.
            Call.started_at >= at - 3 * LATELY - timedelta(days=9),
            Call.week >= monday((at - 3 * LATELY).date()),
            Call.selection == "random",
            # Said by what it is not: asked for drafts, SQLite begins with everybody's.
            Review.state.not_in(("confirmed", "released")),
            Review.created_at < at - LATE,
            calls_visible_to(who),
        )
        .group_by(Call.rep_id)
    )
    return {rep: Overdue(calls, (at - oldest).days) for rep, calls, oldest in rows if rep is not None}


def asked_by(session: Session, who: Who, reps: Collection[int]) -> set[int]:
    """The reps with a question that waits for an answer: whether, and never how many."""
    rows = session.scalars(
        select(Call.rep_id)
        .join(Dispute, Dispute.call_id == Call.id)
        .where(Dispute.state == "open", Call.rep_id.in_(reps), calls_visible_to(who))
        .distinct()
    )
    return {rep for rep in rows if rep is not None}
