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
from service.reviews.confirming import waits_blind
from service.reviews.rights import in_charge_of
from service.reviews.team_rules import USUAL_CALLS_A_WEEK
from service.reviews.views import PersonRef, QueueLine, ReviewQueue

Duty = Literal["duty_drawn", "duty_week", "revision", "optional"]
WORDS: dict[Duty, str] = {
    "duty_drawn": "drawn at random: every such call is confirmed",
    "duty_week": "the call of its rep and week to confirm",
    "revision": "a newer reading waits in place of what was released",
    "optional": "AI reading, unconfirmed; it may stay so",
}
OWED_FOR = timedelta(weeks=4)
"""How long the call of a week stays owed; after that it is an unconfirmed reading like any other."""
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
    owed = _is_of_week()
    asked = _waiting(who, owed)
    if not every:
        asked = asked.where(
            or_(Revision.id.is_not(None), Call.selection == RANDOM, owed), Call.id.in_(_may_be_owed(who))
        )
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
    rows = session.execute(asked.order_by(Call.started_at, Call.public_id).limit(limit + 1)).all()
    shown = rows[:limit]
    lines = [_line(session, who, row) for row in shown]
    last = shown[-1][0] if len(rows) > limit else None
    following = None if last is None else f"{last.started_at.isoformat()}~{last.public_id}"
    return ReviewQueue(items=tuple(lines), next=following)


def _waiting(who: Who, owed: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    asked = (
        select(Call, Review, Team, Person, Revision.created_at, Run.document["scorecard"], owed)
        .join(Review, Review.call_id == Call.id)
        .join(Team, Team.id == Call.team_id)
        .outerjoin(Person, Person.id == Call.rep_id)
        .outerjoin(Revision, and_(Revision.review_id == Review.id, Revision.state == "open"))
        .join(Run, Run.id == func.coalesce(Revision.run_id, Review.run_id))
        .outerjoin(TeamRules, TeamRules.team_id == Call.team_id)
        .where(or_(Review.state == "draft", Revision.id.is_not(None)))
    )
    if who.installation:
        return asked
    not_own = or_(Call.rep_id.is_(None), Call.rep_id != who.person)
    return asked.where(calls_visible_to(who), not_own)


def _may_be_owed(who: Who) -> Select[int]:
    """The keys of calls among which all are that anybody owes: newer readings, drawn ones, the latest.

    Each is found by an index. Asked by OR, databases look through everybody's calls by date.
    """
    # Said by exists: joined, SQLite begins with everybody's drafts and not with the calls of a way.
    draft = select(Call.id).where(exists().where(Review.call_id == Call.id, Review.state == "draft"))
    kinds = (draft.where(Call.selection == RANDOM), draft.where(Call.started_at > now() - OWED_FOR))
    ways = ways_to_calls(who)
    revised = select(Review.call_id.label("id")).join(Revision, Revision.review_id == Review.id)
    each = [kind.where(way) for kind in kinds for way in ((true(),) if ways is None else ways)]
    return select(union_all(revised.where(Revision.state == "open"), *each).subquery().c.id)


def _is_of_week() -> ColumnElement[bool]:
    """Whether the call is among those of its rep and week that are owed: as many as the team's rule says.

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
    return and_(Review.state == "draft", Call.rep_id.is_not(None), recent, filled < wanted)


def _line(session: Session, who: Who, row: Row[*tuple[Any, ...]]) -> QueueLine:
    call, review, team, rep, revised, scorecard, owed = row
    why = _why(call, revised is not None, bool(owed))
    blind = waits_blind(session, who, call, review)
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
        items=0 if blind else _to_look_at(scorecard),
        must_have_fail=not blind and any(one["result"] == "fail" for one in scorecard["must_haves"]),
        incomplete=not blind and scorecard["qa_score"]["state"] != "complete",
        blind_first=blind,
        since=revised or review.updated_at,
    )


def _why(call: Call, revised: bool, owed: bool) -> Duty:
    if revised:
        return "revision"
    if call.selection == RANDOM:
        return "duty_drawn"
    return "duty_week" if owed else "optional"


def _to_look_at(scorecard: dict[str, Any]) -> int:
    """About how many items need a look: misses, and what nobody could say."""
    return sum(
        item["verdict"] in ("cannot_assess", "yes" if item["kind"] == "must_not" else "no")
        for criterion in scorecard["criteria"]
        for item in criterion["items"]
    )
