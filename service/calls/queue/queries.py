"""Reading what waits. Every pile is bounded: of a queue of thousands, the oldest are read."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, load_only

from service.calls.queries import first_of_calls, sees_none
from service.calls.queue.estimates import InWork
from service.calls.states import came_to_nothing
from service.db.base import now
from service.db.tables import (
    Call,
    Membership,
    Person,
    Recording,
    Review,
    Run,
    Team,
    TranscriptVersion,
)
from service.people.rights import calls_visible_to, reps_visible_to, teams_visible_to, ways_to_calls
from service.people.who import Who
from service.reviews.standing_out import StandsOut, stands_out_now

MOST = 100
"""Lines a pile shows at most."""
LATELY = timedelta(weeks=4)
"""How far back drafts that need a look are looked for; older ones nobody is waiting for."""
RECENT_HEARINGS = 20
IN_WORK = ("hearing", "received", "judging", "waiting_for_judge")
STUCK = ("needs_roles", "failed", "set_aside")
OLDEST_FIRST = (Call.started_at, Call.public_id)


class Filter(NamedTuple):
    """Public id of a rep, name of a team; empty leaves it open."""

    team: str = ""
    rep: str = ""


class Waiting(NamedTuple):
    """A call in a pile, with what its line says."""

    call: Call
    team: str
    rep: str
    file: str
    seconds: float | None


class Draft(NamedTuple):
    """A review nobody confirmed yet, with what speaks for a look. Of both rows no more than that is read."""

    call: Call
    review: Review
    look: StandsOut


class Key(NamedTuple):
    """A call, by its key and its public id."""

    id: int
    public_id: str


def in_work(session: Session, who: Who, wanted: Filter) -> list[Waiting]:
    """Calls that are being heard or judged, or wait for it: those in work, then in the order of the line."""
    order = (Call.state != "hearing", Call.priority, Call.id)
    return _calls(session, who, wanted, Call.state.in_(IN_WORK), order)


def ended_among(session: Session, who: Who, wanted: Filter, public_ids: Collection[str]) -> list[Waiting]:
    """Those of the calls on which nobody works any more."""
    ended = and_(Call.public_id.in_(public_ids), Call.state.not_in(IN_WORK))
    return _calls(session, who, wanted, ended, (Call.id,)) if public_ids else []


def stuck(session: Session, who: Who, wanted: Filter) -> list[Key]:
    """Calls that go on only when somebody says something, or tries again; oldest first."""
    # One state after the other: each has an index to its oldest, and together they would all be sorted.
    each = [
        first_of_calls(who, None, (which, *narrowed(wanted)), OLDEST_FIRST, MOST)
        for which in (*(Call.state == state for state in STUCK), came_to_nothing())
    ]
    among = Call.id.in_(union_all(*(select(one.subquery().c.id) for one in each)))
    asked = select(Call.id, Call.public_id).where(among).order_by(*OLDEST_FIRST).limit(MOST)
    return [Key(*row) for row in session.execute(asked)]


def drafts(session: Session, who: Who, wanted: Filter) -> list[Draft]:
    """Reviews of other people's calls that nobody confirmed, oldest call first."""
    is_draft = exists().where(Review.call_id == Call.id, Review.state == "draft")
    which = (Call.started_at >= now() - LATELY, is_draft, _not_own(who), *narrowed(wanted))
    oldest = first_of_calls(who, ways_to_calls(who), which, OLDEST_FIRST, MOST)
    of_call = load_only(Call.public_id, Call.team_id)
    of_review = load_only(Review.state, Review.effective)
    rows = session.execute(
        select(Call, Review, Run.public_id)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(Call.id.in_(session.scalars(oldest).all()))
        .order_by(*OLDEST_FIRST)
        .options(of_call, of_review)
    ).all()
    looks = stands_out_now(session, {run: review for _, review, run in rows})
    return [Draft(call, review, looks[run]) for call, review, run in rows]


def waiting(session: Session, calls: Collection[int]) -> list[Waiting]:
    """What the lines of these calls say, oldest first."""
    asked = _with_lines(Call.id.in_(calls)).order_by(*OLDEST_FIRST)
    return [_waiting(row) for row in session.execute(asked)] if calls else []


def visible_among(session: Session, who: Who, public_ids: Collection[str]) -> set[str]:
    """Those of the calls that they may see."""
    return set(
        session.scalars(select(Call.public_id).where(Call.public_id.in_(public_ids), calls_visible_to(who)))
    )


def calls_among(session: Session, wanted: Filter, public_ids: Collection[str]) -> set[str]:
    """Those of the calls that the filter lets through."""
    asked = select(Call.public_id).where(Call.public_id.in_(public_ids), *narrowed(wanted))
    return set(session.scalars(asked)) if public_ids else set()


def pace(session: Session) -> list[tuple[float, float]]:
    """The latest hearings: seconds each took, and seconds of sound."""
    rows = session.execute(
        select(
            TranscriptVersion.heard["hearing"]["hearing_seconds"].as_float(),
            TranscriptVersion.heard["call"]["duration"].as_float(),
        )
        .order_by(TranscriptVersion.id.desc())
        .limit(RECENT_HEARINGS)
    )
    return [(took, sound) for took, sound in rows if took and sound]


def as_work(found: Sequence[Waiting]) -> list[InWork]:
    """The calls that still have to be heard, as the estimate wants them."""
    return [
        InWork(
            id=one.call.public_id,
            seconds=one.seconds,
            progress=one.call.progress if one.call.state == "hearing" else None,
        )
        for one in found
        if one.call.state in ("hearing", "received")
    ]


def choices(session: Session, who: Who) -> tuple[list[str], list[tuple[str, str]]]:
    """Teams, and reps as (public id, name), that the queue can be narrowed to."""
    teams = list(session.scalars(select(Team.name).where(teams_visible_to(who)).order_by(Team.name)))
    reps = session.execute(
        select(Person.public_id, Person.name)
        .where(
            Person.id.in_(select(Person.id).where(reps_visible_to(who))),
            Person.id.in_(select(Membership.person_id).where(Membership.role == "rep")),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return teams, [(public_id, name) for public_id, name in reps]


def names_by_id(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """Names of people, by their public ids."""
    if not public_ids:
        return {}
    rows = session.execute(select(Person.public_id, Person.name).where(Person.public_id.in_(public_ids)))
    return {row.public_id: row.name for row in rows}


def nothing_yet(session: Session, who: Who) -> bool:
    """Whether no call of theirs was ever uploaded."""
    return sees_none(who, session)


def _calls(
    session: Session, who: Who, wanted: Filter, which: ColumnElement[bool], order: tuple[Any, ...]
) -> list[Waiting]:
    visible = _with_lines(calls_visible_to(who), *narrowed(wanted), which)
    return [_waiting(row) for row in session.execute(visible.order_by(*order).limit(MOST))]


def _with_lines(*which: ColumnElement[bool]) -> Select[Any]:
    """Calls with what their lines say."""
    return (
        select(Call, Team.name, Person.name, Recording.name, Recording.details)
        .join(Team, Team.id == Call.team_id)
        .outerjoin(Person, Person.id == Call.rep_id)
        .outerjoin(Recording, Recording.call_id == Call.id)
        .where(*which)
    )


def _waiting(row: Any) -> Waiting:
    call, team, rep, file, details = row[:5]
    return Waiting(call, team, rep or "", file or "recording", (details or {}).get("duration"))


def narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    """Clauses over calls that the filter lets through."""
    clauses: list[ColumnElement[bool]] = []
    if wanted.team:
        clauses.append(Call.team_id.in_(select(Team.id).where(Team.name == wanted.team)))
    if wanted.rep:
        clauses.append(Call.rep_id.in_(select(Person.id).where(Person.public_id == wanted.rep)))
    return clauses


def _not_own(who: Who) -> ColumnElement[bool]:
    return or_(Call.rep_id.is_(None), Call.rep_id != (who.person or -1))
