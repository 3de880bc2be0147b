"""Reading calls. Every function says in its name what it gives; none of them writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol, get_args

from fastapi import Query
from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    and_,
    false,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from service.calls.views import CallPage, CallState, CallView, call_view
from service.db.base import Moment
from service.db.tables import Call, Person, Recording, Review, Revision, Run, Team, TranscriptVersion
from service.errors import NotFound, Unprocessable
from service.people.rights import calls_visible_to, visible_call, ways_to_calls
from service.people.who import Who

MOST = 100
FEW = frozenset(get_args(CallState)) - {"scored", "not_scored"}
"""States in which few calls are: all but those in which most end."""
NEWEST_FIRST = (Call.started_at.desc(), Call.public_id.desc())

Cursor = Annotated[
    str | None,
    Query(max_length=100, pattern="^[ -~]*$", description="`next` of the page before; left away: the first."),
]


@dataclass(frozen=True)
class CallFilter:
    """Which calls a list shows; None leaves a field open."""

    state: str | None = None
    team: str | None = None
    rep: str | None = None
    week: int | None = None
    selection: str | None = None


def page_of_calls_visible_to(
    who: Who, session: Session, wanted: CallFilter, cursor: str | None, limit: int
) -> CallPage:
    """A page of the calls they may see, newest first. A cursor stays valid while calls come and go."""
    which = (*_wanted(wanted), *_after(cursor))
    # Of what is in few states there is so little that the index of states is the shorter way for everybody.
    ways = None if wanted.state in FEW else ways_to_calls(who)
    first = first_of_calls(who, ways, which, NEWEST_FIRST, limit + 1)
    asked = _calls().where(Call.id.in_(session.scalars(first).all())).order_by(*NEWEST_FIRST)
    rows = session.execute(asked).all()
    views = [call_view(*row) for row in rows[:limit]]
    return CallPage(items=views, next=write_cursor(views[-1]) if len(rows) > limit else None)


def first_of_calls(
    who: Who,
    ways: Sequence[ColumnElement[bool]] | None,
    which: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnExpressionArgument[Any]],
    most: int,
) -> Select[int]:
    """The keys of the first of those calls that they see, in the order of an index, where looking stops.

    `ways`: those of `ways_to_calls`, each with an index of its own; None: one index leads to them all.
    """
    visible = select(Call.id).where(calls_visible_to(who), *which).order_by(*order).limit(most)
    if ways is None:
        return visible
    # Each in a bracket of its own, since each has a limit.
    each = [select(visible.where(way).subquery().c.id) for way in ways]
    found = select(union_all(*each).subquery().c.id) if each else select(Call.id).where(false())
    return select(Call.id).where(Call.id.in_(found)).order_by(*order).limit(most)


def sees_none(who: Who, session: Session) -> bool:
    """Whether there is no call at all that they may see."""
    asked = select(Call.id).where(calls_visible_to(who)).limit(1)
    ways = ways_to_calls(who)
    if ways is None:
        return session.scalar(asked) is None
    return all(session.scalar(asked.where(way)) is None for way in ways)


def call_shown(session: Session, public_id: str) -> CallView:
    """One call as it is shown. Raises NotFound."""
    row = session.execute(_calls().where(Call.public_id == public_id)).first()
    if row is None:
        raise not_found(public_id)
    return call_view(*row)


def call_shown_to(who: Who, session: Session, public_id: str) -> CallView:
    """One call as it is shown, where they may see it. Raises NotFound."""
    return call_shown(session, visible_call(session, who, public_id).public_id)


def call_row(session: Session, public_id: str) -> Call:
    """The row of a call. Raises NotFound."""
    call = session.scalars(select(Call).where(Call.public_id == public_id)).one_or_none()
    if call is None:
        raise not_found(public_id)
    return call


def recording_of(session: Session, call: Call) -> Recording:
    """The call's recording. Raises NotFound where it has none."""
    recording = session.scalars(
        select(Recording).where(Recording.call_id == call.id).order_by(Recording.id).limit(1)
    ).one_or_none()
    if recording is None:
        raise NotFound(f"The call {call.public_id} has no recording.")
    return recording


def transcript_of(session: Session, call: Call, number: int | None = None) -> TranscriptVersion:
    """The newest transcript of the call, or that version of it. Raises NotFound where there is none yet."""
    asked = select(TranscriptVersion).where(TranscriptVersion.call_id == call.id)
    if number is not None:
        asked = asked.where(TranscriptVersion.number == number)
    row = session.scalars(asked.order_by(TranscriptVersion.number.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound(f"The call {call.public_id} has no such transcript: it is {call.state}.")
    return row


def runs_of(session: Session, call: Call) -> Sequence[Run]:
    """The runs over the call, newest first."""
    return session.scalars(select(Run).where(Run.call_id == call.id).order_by(Run.id.desc())).all()


def pinned_run(session: Session, call: Call) -> Run:
    """The run the call's review shows. Raises NotFound where it was not scored yet."""
    run = session.scalars(
        select(Run).join(Review, Review.run_id == Run.id).where(Review.call_id == call.id)
    ).one_or_none()
    if run is None:
        raise NotFound(f"The call {call.public_id} has no scorecard: it is {call.state}.")
    return run


def visible_run(session: Session, who: Who, public_id: str) -> tuple[Run, Call]:
    """A run and its call, where they may see that. Raises NotFound."""
    row = session.execute(
        select(Run, Call)
        .join(Call, Call.id == Run.call_id)
        .where(Run.public_id == public_id, calls_visible_to(who))
    ).first()
    if row is None:
        raise NotFound(f"There is no run {public_id}.")
    return row[0], row[1]


def not_found(public_id: str) -> NotFound:
    return NotFound(f"There is no call {public_id}.", "Look for it in the list of calls.")


class Dated(Protocol):
    """What lists are in the order of: a moment, and a public id where two are of the same."""

    started_at: datetime
    id: str


def write_cursor(last: Dated) -> str:
    """The cursor of the page that begins after that entry."""
    return f"{last.started_at.isoformat()}~{last.id}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """Raises Unprocessable for a cursor that was not given out."""
    moment, separator, public_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        at = None
    if not separator or at is None or at.utcoffset() != timedelta(0):
        raise Unprocessable("That is no cursor.", "Use `next` of the page before, unchanged.")
    return at, public_id


def _calls() -> Select[Call, Team, Person, Recording, str, str]:
    waiting = aliased(Run)
    return (
        select(Call, Team, Person, Recording, Review.state, waiting.public_id)
        .join(Team, Team.id == Call.team_id)
        .outerjoin(Person, Person.id == Call.rep_id)
        .outerjoin(Recording, Recording.call_id == Call.id)
        .outerjoin(Review, Review.call_id == Call.id)
        .outerjoin(Revision, and_(Revision.review_id == Review.id, Revision.state == "open"))
        .outerjoin(waiting, waiting.id == Revision.run_id)
    )


def _wanted(wanted: CallFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.state is not None:
        yield Call.state == wanted.state
    if wanted.team is not None:
        yield Call.team_id == select(Team.id).where(Team.name == wanted.team).scalar_subquery()
    if wanted.rep is not None:
        yield Call.rep_id == select(Person.id).where(Person.public_id == wanted.rep).scalar_subquery()
    if wanted.week is not None:
        yield Call.week == wanted.week
    if wanted.selection is not None:
        yield Call.selection == wanted.selection


def _after(cursor: str | None) -> Iterator[ColumnElement[bool]]:
    if cursor is not None:
        moment, public_id = read_cursor(cursor)
        # Compared as a pair: with an OR of the two, neither database begins at the cursor's place.
        last = tuple_(literal(moment, Moment), literal(public_id))
        yield tuple_(Call.started_at, Call.public_id) < last
