"""The weekly targets of a milestone: what people wrote for the end of a week, and the line between."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from scoring.milestone.rule import Milestone, PathPoint
from scoring.plans.sections import WeeklyTarget

ONE_WEEK = timedelta(weeks=1)
_NUMBER = re.compile(r"(-?\d{1,12}(?:[.,]\d{1,6})?)\s*%?")


def week_ends(first: date, last: date) -> Iterator[date]:
    """The last day of each week from `first` on, and `last`."""
    day = first + ONE_WEEK - timedelta(days=1)
    while day < last:
        yield day
        day += ONE_WEEK
    yield last


def target_in(text: str) -> Fraction | None:
    """ "74", "74.5 %": the number. None for other words, which stay words."""
    found = _NUMBER.fullmatch(text.strip())
    return Fraction(Decimal(found[1].replace(",", "."))) if found else None


def with_weekly(rule: Milestone, weekly: Iterable[WeeklyTarget]) -> Milestone:
    """The rule with its path through the targets that are numbers; the last one is the target itself."""
    points = {one.last_day: target_in(one.target) for one in weekly}
    path = tuple(
        PathPoint(day=day, value=value)
        for day, value in sorted(points.items())
        if value is not None and rule.starts < day < rule.deadline
    )
    return rule.model_copy(update={"path": path if rule.baseline is not None else ()})
