"""The trend of a rep, or of several at once, put together from what the database adds up."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from scoring.trend import ENOUGH, MOST_WEEKS
from service.db.base import now
from service.db.tables import Person
from service.trends.forms import rubric_keys
from service.trends.gathered import Gathered, gather
from service.trends.left_out import left_out
from service.trends.sums import Asked
from service.trends.views import TrendQuery, TrendView

LATEST = date(2099, 12, 28)
"""Up to where is asked when nobody said: in a zone that is ahead, the next week may have begun."""


def trend_of(session: Session, person: Person, query: TrendQuery) -> TrendView:
    """The trend. Raises Unprocessable for a day, a rubric or a criterion that is not known."""
    return trends_of(session, [person], query)[person.id]


def trends_of(session: Session, people: Sequence[Person], query: TrendQuery) -> dict[int, TrendView]:
    """Each one's own trend, by their keys. So many queries, however many people."""
    first, asked = asked_for(session, query)
    reps = [one.id for one in people]
    gathered, out = gather(session, reps, asked), left_out(session, reps, asked._replace(first=first))
    return {one.id: _view(one, query, first, gathered[one.id], out.get(one.id, 0)) for one in people}


def asked_for(session: Session, query: TrendQuery) -> tuple[date, Asked]:
    """The Monday of the first week that is shown, and what is read: averages reach back over weeks that are
    not shown themselves.
    """
    first, last = span(query)
    reach = first - timedelta(weeks=MOST_WEEKS - 1)
    return first, Asked(query.selection, reach, last, query.criterion, rubric_keys(session, query.rubric))


def _view(person: Person, query: TrendQuery, first: date, gathered: Gathered, out: int) -> TrendView:
    return TrendView(
        rep=person.public_id,
        selection=query.selection,
        first_week=first,
        weeks=query.weeks,
        enough=ENOUGH,
        left_out=out,
        series=[gathered.series(key, title, first) for key, title in gathered.titles().items()],
    )


def span(query: TrendQuery) -> tuple[date, date]:
    """The Mondays of the first week and of the last one that may have calls."""
    until = query.last_day()
    day = until or now().date()
    this = day - timedelta(days=day.weekday())
    return this - timedelta(weeks=query.weeks - 1), this if until else LATEST
