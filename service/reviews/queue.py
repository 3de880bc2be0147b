"""Reviews that wait to be confirmed: every drawn call, one call of a rep and week, newer readings."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from service.calls.queries import read_cursor
from service.db.tables import Call, Person, Review, Revision, Run, Team
from service.frame.selection import RANDOM
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.reviews.confirming import waiting_blind
from service.reviews.owed import Duty, Owed, Place, of_week_among, oldest, owed_calls
from service.reviews.rights import in_charge_of
from service.reviews.standing_out import StandsOut, stands_out, stands_out_now
from service.reviews.views import PersonRef, QueueLine, ReviewQueue

WORDS: dict[Duty, str] = {
    "duty_drawn": "every drawn call is confirmed",
    "duty_week": "the call of its rep and week to confirm",
    "revision": "a newer reading waits in place of what was released",
    "optional": "AI reading, unconfirmed; it may stay so",
}


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
    which, after = _theirs(session, who, team, rep), None if cursor is None else read_cursor(cursor)
    if every:
        found = _every(session, which, after, limit + 1)
    else:
        found = owed_calls(session, who, which, after, limit + 1)
    shown = found[:limit]
    following = f"{shown[-1].started_at.isoformat()}~{shown[-1].call}" if len(found) > limit else None
    return ReviewQueue(items=tuple(lines_to_confirm(session, who, shown)), next=following)


def owed(session: Session, who: Who, most: int, team: str | None, rep: str | None) -> list[Owed]:
    """The oldest calls they owe, without what a line says of each: one more than `most`, where there are."""
    return owed_calls(session, who, _theirs(session, who, team, rep), None, most + 1)


def lines_to_confirm(session: Session, who: Who, found: Sequence[Owed]) -> list[QueueLine]:
    """What lines say of these calls. A run's document is long, so it is read for no others."""
    if not found:
        return []
    rows = session.execute(
        _lines().where(Call.id.in_([one.key for one in found])).order_by(Call.started_at, Call.public_id)
    ).all()
    looks = stands_out(session, [row[5] for row in rows if row[4] is not None])
    looks |= stands_out_now(session, {row[5]: row[1] for row in rows if row[4] is None})
    blind = waiting_blind(session, who, [(row[0], row[1]) for row in rows])
    why = {one.key: one.why for one in found}
    return [_line(row, why[row[0].id], looks[row[5]], blind_first=row[0].id in blind) for row in rows]


def _theirs(session: Session, who: Who, team: str | None, rep: str | None) -> list[ColumnElement[bool]]:
    """Calls they see, of others, in that team and of that rep, which they may confirm if they were drawn."""
    which: list[ColumnElement[bool]] = []
    if not who.installation:
        which += [calls_visible_to(who), or_(Call.rep_id.is_(None), Call.rep_id != who.person)]
    not_theirs = in_charge_of(session, who)
    if not_theirs:
        which.append(or_(Call.selection != RANDOM, Call.rep_id.is_(None), Call.rep_id.not_in(not_theirs)))
    if team is not None:
        which.append(Call.team_id.in_(select(Team.id).where(Team.name == team)))
    if rep is not None:
        which.append(Call.rep_id.in_(select(Person.id).where(Person.public_id == rep)))
    return which


def _every(
    session: Session, which: Sequence[ColumnElement[bool]], after: Place | None, most: int
) -> list[Owed]:
    """The oldest drafts, and reviews with a newer reading, in the order of an index."""
    asked = (
        select(Call.started_at, Call.public_id, Call, Revision.id)
        .join(Review, Review.call_id == Call.id)
        .outerjoin(Revision, and_(Revision.review_id == Review.id, Revision.state == "open"))
        .where(or_(Review.state == "draft", Revision.id.is_not(None)), *which)
    )
    rows = session.execute(oldest(asked, after, most)).all()
    of_week = of_week_among(session, [call for _, _, call, _ in rows])
    return [
        Owed(started_at, public_id, call.id, _why(call, revised is not None, call.id in of_week))
        for started_at, public_id, call, revised in rows
    ]


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Call, Review, Team, Person, Revision.created_at, Run.public_id)
        .join(Review, Review.call_id == Call.id)
        .join(Team, Team.id == Call.team_id)
        .outerjoin(Person, Person.id == Call.rep_id)
        .outerjoin(Revision, and_(Revision.review_id == Review.id, Revision.state == "open"))
        .join(Run, Run.id == func.coalesce(Revision.run_id, Review.run_id))
    )


def _line(row: Row[*tuple[Any, ...]], why: Duty, look: StandsOut, *, blind_first: bool) -> QueueLine:
    call, review, team, rep, revised, _ = row
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
