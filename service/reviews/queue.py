"""Reviews that wait to be confirmed: every drawn call, one call of a rep and week, newer readings."""

from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from service.calls.queries import read_cursor
from service.db.base import Moment, now
from service.db.tables import Call, Person, Review, Revision, Run, Team, TeamRules
from service.frame.selection import RANDOM
from service.people.rights import calls_visible_to, ways_to_calls
from service.people.who import Who
from service.reviews.confirming import waiting_blind
from service.reviews.rights import in_charge_of
from service.reviews.standing_out import StandsOut, stands_out, stands_out_now
from service.reviews.team_rules import USUAL_CALLS_A_WEEK
from service.reviews.views import PersonRef, QueueLine, ReviewQueue

Duty = Literal["duty_drawn", "duty_week", "revision", "optional"]
WORDS: dict[Duty, str] = {
    "duty_drawn": "every drawn call is confirmed",
    "duty_week": "the call of its rep and week to confirm",
    "revision": "a newer reading waits in place of what was released",
    "optional": "AI reading, unconfirmed; it may stay so",
}
OWED_FOR = timedelta(weeks=4)
"""How long the call of a week stays owed; after that it is an unconfirmed reading like any other."""
DRAWN_FOR = timedelta(weeks=26)
"""How long a drawn call stays owed: longer than any plan, with its pauses and its extension."""
AROUND = timedelta(days=8)
"""Calls of one week lie no further apart, in whatever zone."""
BEHIND_THE_TIME = 13
"""Where in a public id its random part begins: it says which of a week's calls is the one to confirm."""


def to_confirm(
    session: Session,
    who: Who,
    cursor: str | None = None,
    limit: int = 50,
    team: str | None = None,
    rep: str | None = None,
    every: bool = False,
) -> ReviewQueue:
    """What waits for them, oldest call first: what they owe, with `every` also what may stay unconfirmed.

    Their own calls are not in it, nor drawn calls of a rep whose open plan they are in charge of.
    """
    asked = _waiting(who)
    if not every:
        asked = asked.where(Call.id.in_(_owed(who)))
    not_theirs = in_charge_of(session, who)
    if not_theirs:
        asked = asked.where(
            or_(Call.selection != RANDOM, Call.rep_id.is_(None), Call.rep_id.not_in(not_theirs))
        )
    if team is not None:
        asked = asked.where(Team.name == team)
    if rep is not None:
        asked = asked.where(Person.public_id == rep)
    if cursor is not None:
        moment, public_id = read_cursor(cursor)
        after = tuple_(literal(moment, Moment), literal(public_id))
        asked = asked.where(tuple_(Call.started_at, Call.public_id) > after)
    oldest = _oldest(asked) if every else _oldest_owed(asked)
    found = session.scalars(oldest.limit(limit + 1)).all()
    # What a line shows is read for the lines alone: a run's document is long, and hundreds may wait.
    rows = session.execute(_lines().where(Call.id.in_(found)).order_by(Call.started_at, Call.public_id)).all()
    shown = rows[:limit]
    looks = stands_out(session, [row[5] for row in shown if row[4] is not None])
    looks |= stands_out_now(session, {row[5]: row[1] for row in shown if row[4] is None})
    blind = waiting_blind(session, who, [(row[0], row[1]) for row in shown])
    lines = [_line(row, looks[row[5]], blind_first=row[0].id in blind) for row in shown]
    last = shown[-1][0] if len(rows) > limit else None
    following = None if last is None else f"{last.started_at.isoformat()}~{last.public_id}"
    return ReviewQueue(items=tuple(lines), next=following)


def _oldest(asked: Select[int]) -> Select[int]:
    return asked.order_by(Call.started_at, Call.public_id)


def _oldest_owed(asked: Select[int]) -> Select[int]:
    """The same where few are owed. In the order of an index PostgreSQL would hold each of everybody's calls
    against all that is owed, for minutes; so these are found first."""
    owed = asked.add_columns(Call.started_at, Call.public_id).cte("owed")
    owed = owed.prefix_with("MATERIALIZED", dialect="postgresql")
    return select(owed.c.id).order_by(owed.c.started_at, owed.c.public_id)


def _waiting(who: Who) -> Select[int]:
    """The keys of calls whose reviews are drafts, or have a newer reading, and are theirs to see."""
    asked = (
        select(Call.id)
        .join(Review, Review.call_id == Call.id)
        .join(Team, Team.id == Call.team_id)
        .outerjoin(Person, Person.id == Call.rep_id)
        .where(or_(Review.state == "draft", _revised().exists()))
    )
    if who.installation:
        return asked
    not_own = or_(Call.rep_id.is_(None), Call.rep_id != who.person)
    return asked.where(calls_visible_to(who), not_own)


def _revised() -> Select[int]:
    return select(Revision.id).where(Revision.review_id == Review.id, Revision.state == "open")


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Call, Review, Team, Person, Revision.created_at, Run.public_id, _is_of_week())
        .join(Review, Review.call_id == Call.id)
        .join(Team, Team.id == Call.team_id)
        .outerjoin(Person, Person.id == Call.rep_id)
        .outerjoin(Revision, and_(Revision.review_id == Review.id, Revision.state == "open"))
        .join(Run, Run.id == func.coalesce(Revision.run_id, Review.run_id))
        .outerjoin(TeamRules, TeamRules.team_id == Call.team_id)
    )


def _owed(who: Who) -> Select[int]:
    """The keys of calls that anybody owes: newer readings, drawn ones, those of a week.

    Each kind is found by an index. Asked by OR, databases look through everybody's calls by date.
    """
    drawn = select(Call.id).where(Call.selection == RANDOM, Call.started_at > now() - DRAWN_FOR, _draft())
    ways = ways_to_calls(who)
    each = [one for way in ((true(),) if ways is None else ways) for one in (drawn.where(way), _weekly(way))]
    revised = select(Review.call_id.label("id")).join(Revision, Revision.review_id == Review.id)
    return select(union_all(revised.where(Revision.state == "open"), *each).subquery().c.id)


def _weekly(way: ColumnElement[bool]) -> Select[int]:
    """Those of a week. Most weeks have theirs confirmed: of these no call is looked at."""
    other, its = aliased(Call), aliased(Review)
    there = (
        # The week first: for the rep first SQLite goes through all calls in the order of an index of reps.
        select(Call.week, Call.rep_id, Call.team_id)
        .where(Call.started_at > now() - OWED_FOR, way)
        .distinct()
        .subquery()
    )
    confirmed = exists().where(
        other.rep_id == there.c.rep_id,
        other.week == there.c.week,
        other.started_at > now() - OWED_FOR - AROUND,
        its.call_id == other.id,
        its.state.in_(("confirmed", "released")),
    )
    more = exists().where(TeamRules.team_id == there.c.team_id, TeamRules.calls_a_week > 1)
    weeks = select(there.c.rep_id, there.c.week).where(or_(~confirmed, more)).distinct().subquery()
    return (
        select(Call.id)
        .join(weeks, and_(weeks.c.rep_id == Call.rep_id, weeks.c.week == Call.week))
        .outerjoin(TeamRules, TeamRules.team_id == Call.team_id)
        .where(way, _draft(), _has_room())
    )


def _draft() -> ColumnElement[bool]:
    """That nobody confirmed the call's review.

    Said by exists: joined, SQLite begins with everybody's drafts and not with these calls.
    """
    its = aliased(Review)
    return exists().where(its.call_id == Call.id, its.state == "draft")


def _is_of_week() -> ColumnElement[bool]:
    """Whether the call is among those of its rep and week that are owed."""
    return and_(Review.state == "draft", _has_room())


def _has_room() -> ColumnElement[bool]:
    """Whether a draft is among those of its rep and week that are owed: as many as the team's rule says.

    A call that was confirmed fills a place. Among the others the random part of their ids decides, so that
    nobody chooses, and whoever looks again sees the same one.
    """
    other, its = aliased(Call), aliased(Review)
    before = func.substr(other.public_id, BEHIND_THE_TIME) < func.substr(Call.public_id, BEHIND_THE_TIME)
    filled = (
        select(func.count())
        .select_from(other)
        .join(its, its.call_id == other.id)
        .where(
            other.rep_id == Call.rep_id,
            other.week == Call.week,
            other.id != Call.id,
            other.started_at > now() - OWED_FOR - AROUND,
            or_(its.state != "draft", before),
        )
        .scalar_subquery()
    )
    wanted = func.coalesce(TeamRules.calls_a_week, USUAL_CALLS_A_WEEK)
    recent = Call.started_at > now() - OWED_FOR
    return and_(Call.rep_id.is_not(None), recent, filled < wanted)


def _line(row: Row[*tuple[Any, ...]], look: StandsOut, *, blind_first: bool) -> QueueLine:
    call, review, team, rep, revised, _, owed = row
    why = _why(call, revised is not None, bool(owed))
    return QueueLine(
        call=call.public_id,
        review=review.public_id,
        rep=None if rep is None else PersonRef(id=rep.public_id, name=rep.name),
        team=team.name,
        started_at=call.started_at,
        zone=call.zone,
        selection=call.selection,
        why=why,
        words=WORDS[why],
        items=0 if blind_first else look.items,
        must_have_fail=not blind_first and look.fails_a_must,
        incomplete=not blind_first and not look.complete,
        blind_first=blind_first,
        since=revised or review.updated_at,
    )


def _why(call: Call, revised: bool, owed: bool) -> Duty:
    if revised:
        return "revision"
    if call.selection == RANDOM:
        return "duty_drawn"
    return "duty_week" if owed else "optional"
