"""Which calls somebody owes a confirmation: newer readings, drawn ones, those of a rep and week.

Each kind is asked by itself and begins with the few rows it is about. Asked together, databases look through
everybody's calls by date, and on PostgreSQL for seconds.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, tuple_, union
from sqlalchemy.orm import Session

from service.calls.details import monday
from service.db.base import Moment, now
from service.db.tables import Call, Review, Revision, TeamRules
from service.frame.selection import RANDOM
from service.frame.weeks import first_day
from service.people.rights import ways_to_calls
from service.people.who import Who
from service.reviews.team_rules import USUAL_CALLS_A_WEEK

Duty = Literal["duty_drawn", "duty_week", "revision", "optional"]
OWED_FOR = timedelta(weeks=4)
"""How long the call of a week stays owed; after that it is an unconfirmed reading like any other."""
DRAWN_FOR = timedelta(weeks=26)
"""How long a drawn call stays owed: longer than any plan, with its pauses and its extension."""
STOOD_FOR = ("confirmed", "released")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BEHIND_THE_TIME = 13
"""Where in a public id its random part begins: it says which of a week's calls is the one to confirm."""


Calls = Select[*tuple[Any, ...]]
"""The moment, public id and key of calls."""
Place = tuple[datetime, str]
"""Where a list goes on: the moment and the public id of the last call that was shown."""


class Owed(NamedTuple):
    """A call to confirm, and why. They sort oldest first."""

    started_at: datetime
    call: str
    key: int
    why: Duty


def owed_calls(
    session: Session, who: Who, which: Sequence[ColumnElement[bool]], after: Place | None, most: int
) -> list[Owed]:
    """The oldest calls that anybody owes and `which` lets through, behind that place of the list."""
    kinds: dict[Duty, Calls] = {
        "revision": _revised(),
        "duty_drawn": _drawn(),
        "duty_week": _of_weeks(_weeks_left(who)),
    }
    found: dict[int, Owed] = {}
    for why, asked in kinds.items():
        for started_at, public_id, key in session.execute(oldest(asked.where(*which), after, most)):
            found.setdefault(key, Owed(started_at, public_id, key, why))
    return sorted(found.values())[:most]


def oldest(asked: Calls, after: Place | None, most: int) -> Calls:
    """The oldest of the calls by the first two columns: a moment and a public id."""
    place = tuple(asked.exported_columns)[:2]
    if after is not None:
        # Compared as a pair: with an OR of the two, neither database begins at that place.
        asked = asked.where(tuple_(*place) > tuple_(literal(after[0], Moment), literal(after[1])))
    return asked.order_by(*place).limit(most)


def of_week_among(session: Session, calls: Collection[Call]) -> set[int]:
    """The keys of those calls that are owed as the ones of their rep and week."""
    keys = {call.id for call in calls if call.rep_id is not None}
    if not keys:
        return set()
    weeks = select(Call.week, Call.rep_id).where(Call.id.in_(keys), _recent()).distinct()
    found = _of_weeks(weeks).where(Call.id.in_(keys))
    return {key for _, _, key in session.execute(found)}


def _calls() -> Calls:
    return select(Call.started_at, Call.public_id, Call.id)


def _revised() -> Calls:
    """Found by their keys: joined, SQLite begins with all calls of a team."""
    calls = select(Review.call_id).join(Revision, Revision.review_id == Review.id)
    return _calls().where(Call.id.in_(calls.where(Revision.state == "open")))


def _drawn() -> Calls:
    """In the order of an index, with which looking stops: so the moment is that of the review."""
    return (
        select(Review.drawn_started_at, Call.public_id, Call.id)
        .join(Call, Call.id == Review.call_id)
        .where(Review.state == "draft", Review.drawn_started_at > now() - DRAWN_FOR, Call.selection == RANDOM)
    )


def _recent() -> ColumnElement[bool]:
    return Call.started_at > now() - OWED_FOR


def _weeks_left(who: Who) -> Select[*tuple[Any, ...]]:
    """Reps and weeks of whose calls they see any, but for those that have theirs: most have."""
    ways = ways_to_calls(who)
    # The week first: for the rep first SQLite goes through all calls in the order of an index of reps.
    of_whom = select(Call.week, Call.rep_id, Call.team_id).where(_recent())
    if ways is None:
        there = of_whom.distinct().subquery()
    else:
        there = union(*(of_whom.where(way) for way in ways)).subquery()
    more = exists().where(TeamRules.team_id == there.c.team_id, TeamRules.calls_a_week > USUAL_CALLS_A_WEEK)
    stood_for = exists().where(*_in_week(there.c), Review.call_id == Call.id, Review.state.in_(STOOD_FOR))
    return select(there.c.rep_id, there.c.week).where(or_(~stood_for, more)).distinct()


def _of_weeks(weeks: Select[*tuple[Any, ...]]) -> Calls:
    """Drafts among the calls to confirm of these reps and weeks: as many as the team's rule says.

    Calls that somebody stands for come first. Among the others the random part of their ids decides, so that
    nobody chooses, and whoever looks again sees the same one.
    """
    of = weeks.subquery()
    order = (Review.state == "draft", func.substr(Call.public_id, BEHIND_THE_TIME), Call.public_id)
    place = func.row_number().over(partition_by=(Call.rep_id, Call.week), order_by=order)
    lined_up = (
        select(Call.id, Review.state, place.label("place"))
        .select_from(of)
        .join(Call, and_(*_in_week(of.c)))
        .join(Review, Review.call_id == Call.id)
        .subquery()
    )
    wanted = func.coalesce(TeamRules.calls_a_week, USUAL_CALLS_A_WEEK)
    return (
        _calls()
        .join(lined_up, lined_up.c.id == Call.id)
        .outerjoin(TeamRules, TeamRules.team_id == Call.team_id)
        .where(lined_up.c.state == "draft", lined_up.c.place <= wanted, _recent())
    )


def _in_week(of: Any) -> tuple[ColumnElement[bool], ...]:
    """Calls of that rep and week. Moments are said as well: an index knows them, and none knows weeks."""
    at = now()
    days = ((at - OWED_FOR - DAY).date() + n * DAY for n in range(0, (OWED_FOR + 2 * DAY).days + 7, 7))
    begins = {monday(day): datetime.combine(first_day(monday(day)), time(), UTC) for day in days}
    first = case({week: literal(moment - DAY, Moment) for week, moment in begins.items()}, value=of.week)
    last = case(
        {week: literal(moment + WEEK + DAY, Moment) for week, moment in begins.items()}, value=of.week
    )
    return (
        Call.rep_id == of.rep_id,
        Call.week == of.week,
        Call.started_at.between(first, last),
    )
