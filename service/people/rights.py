"""Who may see which people and calls: clauses for queries, and single rows that are there or are not.

What is not visible is not there: NotFound. What is visible and not allowed is for the actions to refuse.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from service.calibration.blindness import not_blind_for
from service.db.base import now
from service.db.tables import Call, Draw, LoggedCall, Membership, Person, Review, SamplingRule, Team
from service.errors import NotAllowed, NotFound
from service.people.who import Managed, Role, Who
from service.plans.rights import calls_opened_by_plans

MOST = 500
"""People whose clauses are kept: a page asks ten times for the same, and building one takes a millisecond."""

# Names of their own, so that a query with the same tables in it does not take them for its own.
_review, _line, _stay = aliased(Review), aliased(LoggedCall), aliased(Membership)


@lru_cache(MOST)
def calls_visible_to(who: Who) -> ColumnElement[bool]:
    """The calls whose reviews they may see. Nobody sees a review of their own call before its release.

    rep: own, released. manager: those of their teams, at the time of the call. qa: all. Whoever runs an open
    plan: its counted calls. Nobody meets a call that they are about to score blind in a calibration round.
    """
    if who.installation:
        return true()
    others = or_(and_(or_(false(), *_others_calls(who)), _not_own(who)), calls_opened_by_plans(who))
    return or_(_released_of(who), and_(others, not_blind_for(who.person)))


@lru_cache(MOST)
def ways_to_calls(who: Who) -> tuple[ColumnElement[bool], ...] | None:
    """Clauses that hold every call they see, each with an index to its newest calls; None: they see all.

    For a list beside `calls_visible_to`, which asks by OR: databases then look through everybody's calls by
    date until they have found enough, and for who sees few that is all of them. A clause here may let through
    more than they see, never less.
    """
    if who.installation or who.has("qa"):
        return None
    own = (_released_of(who),) if who.has("rep") else ()
    opened = (calls_opened_by_plans(who),) if who.has("manager", "hr") else ()
    return (*own, *_others_calls(who), *opened)


def calls_heard_by(who: Who) -> ColumnElement[bool]:
    """The calls whose recording and unmasked transcript are open to them: what they see, and their own."""
    if who.installation:
        return true()
    others = or_(false(), *_others_calls(who), calls_opened_by_plans(who))
    return or_(_own(who), and_(others, not_blind_for(who.person)))


def visible_call(session: Session, who: Who, public_id: str) -> Call:
    """The call, where they may see its review. Raises NotFound."""
    return _call(session, public_id, calls_visible_to(who))


def heard_call(session: Session, who: Who, public_id: str) -> Call:
    """The call, where they may listen to it. Raises NotFound."""
    return _call(session, public_id, calls_heard_by(who))


def may_listen(session: Session, who: Who, call: Call) -> bool:
    """Whether they may hear the recording, and with it read what was said without masks."""
    return session.scalar(select(exists().where(Call.id == call.id, calls_heard_by(who)))) or False


def lines_visible_to(who: Who, line: type[LoggedCall] = LoggedCall) -> ColumnElement[bool]:
    """The lines of the call log they may see: a manager those of their teams, qa and auditor all."""
    if who.has("qa", "auditor"):
        return true()
    return or_(false(), *_managed_calls(who.managed, line)) if who.has("manager") else false()


def draws_visible_to(who: Who) -> ColumnElement[bool]:
    """The draws they may see: those from lines they may see."""
    if who.has("qa", "auditor"):
        return true()
    # By rep and week, for which there is an index.
    same = (_line.rep_id == Draw.rep_id, _line.week == Draw.week, _line.draw_id == Draw.id)
    return exists().where(*same, lines_visible_to(who, _line))


def rules_looked_after_by(who: Who) -> ColumnElement[bool]:
    """Sampling rules for everybody, and for the teams and reps they look after today."""
    if who.has("qa", "auditor"):
        return true()
    return or_(
        and_(SamplingRule.rep_id.is_(None), SamplingRule.team_id.is_(None)),
        SamplingRule.team_id.in_(_teams_at(who.managed, now())),
        SamplingRule.rep_id.in_(select(Person.id).where(_in_teams(who))),
    )


def teams_visible_to(who: Who) -> ColumnElement[bool]:
    """The teams whose calls, log and samples they look after today."""
    if who.has("qa", "admin", "auditor"):
        return true()
    return Team.id.in_(_teams_at(who.managed, now()))


def teams_managed_by(session: Session, who: Who, at: datetime | None = None) -> set[int]:
    """The keys of the teams whose manager they are, or stand in for, at that moment; else today."""
    if who.installation:
        return set(session.scalars(select(Team.id)))
    return _teams_at(who.managed, at or now()) if who.has("manager") else set()


def manages_rep_now(session: Session, who: Who, rep_id: int) -> bool:
    """Whether the rep is in a team they manage, or stand in for, today. Nobody manages themselves."""
    if who.person == rep_id:
        return False
    return session.scalar(select(exists().where(Person.id == rep_id, _in_teams(who)))) or False


def reps_visible_to(who: Who, *, to: tuple[Role, ...] = ("qa",)) -> ColumnElement[bool]:
    """Themselves, as a rep; the reps of the teams they manage today; everybody, with one of the roles `to`.

    Only roles that may see what is asked for belong into `to`: an admin who manages a team sees the trends of
    that team, not of everybody.
    """
    if who.has(*to):
        return true()
    themselves = Person.id == who.person if who.has("rep") else false()
    return or_(themselves, _in_teams(who))


def visible_rep(session: Session, who: Who, public_id: str, *, to: tuple[Role, ...] = ("qa",)) -> Person:
    """The person, where they may see them. Raises NotFound."""
    asked = select(Person).where(Person.public_id == public_id, reps_visible_to(who, to=to))
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(f"There is no person {public_id}.")
    return found


def refuse_about_oneself(who: Who, rep_id: int | None, what: str) -> None:
    """Raises NotAllowed where it is about themselves. `what`: "Your own review", say."""
    if who.person is not None and who.person == rep_id:
        raise NotAllowed(f"{what} is for somebody else to decide.", "Ask another manager, or qa.")


def _released_of(who: Who) -> ColumnElement[bool]:
    released = exists().where(_review.call_id == Call.id, _review.state == "released")
    return and_(_own(who), released)


def _own(who: Who) -> ColumnElement[bool]:
    return Call.rep_id == who.person if who.has("rep") else false()


def _not_own(who: Who) -> ColumnElement[bool]:
    return or_(Call.rep_id.is_(None), Call.rep_id != who.person)


def _others_calls(who: Who) -> tuple[ColumnElement[bool], ...]:
    """Calls that are visible by role, whoever took them: all, or those of each team."""
    if who.has("qa"):
        return (true(),)
    return tuple(_managed_calls(who.managed, Call)) if who.has("manager") else ()


def _managed_calls(
    managed: tuple[Managed, ...], table: type[Call | LoggedCall]
) -> Iterator[ColumnElement[bool]]:
    always = sorted({one.team for one in managed if one.since is None and one.until is None})
    yield from (table.team_id == team for team in always)
    for one in managed:
        if one.team in always:
            continue
        clauses = [table.team_id == one.team]
        if one.since is not None:
            clauses.append(table.started_at >= one.since)
        if one.until is not None:
            clauses.append(table.started_at < one.until)
        yield and_(*clauses)


def _teams_at(managed: tuple[Managed, ...], at: datetime) -> set[int]:
    return {
        one.team
        for one in managed
        if (one.since is None or one.since <= at) and (one.until is None or one.until > at)
    }


def _in_teams(who: Who) -> ColumnElement[bool]:
    """Persons who are reps today in a team they manage today."""
    if who.installation:
        return true()
    at = now()
    return exists().where(
        _stay.person_id == Person.id,
        _stay.role == "rep",
        _stay.team_id.in_(_teams_at(who.managed, at) if who.has("manager") else ()),
        _stay.since <= at,
        or_(_stay.until.is_(None), _stay.until > at),
    )


def _call(session: Session, public_id: str, visible: ColumnElement[bool]) -> Call:
    call = session.scalars(select(Call).where(Call.public_id == public_id, visible)).one_or_none()
    if call is None:
        raise NotFound(f"There is no call {public_id}.", "Look for it in the list of calls.")
    return call
