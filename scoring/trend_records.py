"""What a trend is made of: weekly sums in, series of points out. Values in percent, weeks by their Monday."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from scoring.milestone.exact import Computed
from scoring.record import Record

QA = "qa"
"""The key under which the QA score stands beside the criteria."""

Selection = Literal["random", "manager", "rep", "complaint"]
Changed = tuple[Literal["rubric", "judge"], ...]


def week_number(monday: date) -> int:
    """16 November 2026 → 20261116."""
    return monday.year * 10000 + monday.month * 100 + monday.day


def week_day(number: int) -> date:
    """20261116 → 16 November 2026. Raises ValueError for a number that is no day."""
    return date(number // 10000, number // 100 % 100, number % 100)


def _from_number(value: Any) -> Any:
    return week_day(value) if isinstance(value, int) and not isinstance(value, bool) else value


Week = Annotated[
    date,
    BeforeValidator(_from_number),
    PlainSerializer(week_number, return_type=int),
    WithJsonSchema({"type": "integer", "examples": [20261116]}),
]
"""The Monday of a week in the calls' own time zone; written as the number YYYYMMDD."""


class Version(Record):
    """What made the scores. Two of them are never averaged together."""

    rubric: str = Field(description="slug@version, such as b2b-discovery@1")
    judge: str
    model: str | None = Field(description="the judge's language model; null for a judge without one")


class WeekSum(NamedTuple):
    """n, Σx and Σx² of the complete scores of one week and version."""

    week: date
    version: Version
    n: int
    total: Fraction
    squares: Fraction


class WeekCount(NamedTuple):
    """The scorecards of one week and version; `incomplete`: those without a settled score in this series."""

    week: date
    version: Version
    scorecards: int
    confirmed: int
    incomplete: int


class Likely(Record):
    """An average in percent, unrounded, with its likely range, cut at 0 and 100, and all that it rests on."""

    mean: Computed
    low: float = Field(description="lower end of the likely range: 8 times in 10 the true average lies in it")
    high: float = Field(description="upper end of the likely range")
    n: int = Field(description="calls in the average")
    incomplete: int = Field(description="calls of these weeks that could not enter it")
    weeks: int = Field(description="1: the week alone; else the last so many weeks, this one included")
    first_week: Week
    sd: float = Field(description="of these n scores, from call to call; divisor n - 1")
    team_sd: float | None = Field(description="the same in the team, borrowed; null: nothing to borrow")
    team_weight: int = Field(description="calls that the team's spread is worth in the range")


class Point(Record):
    """One week as one version scored it. scorecards = n + incomplete + not_applicable."""

    week: Week
    scored_by: Version
    changed: Changed = Field(description="a break: what is new since the last week before that had calls")
    scorecards: int = Field(description="this week's scored calls")
    confirmed: int = Field(description="of the scorecards, those a person confirmed or released")
    n: int = Field(description="of the scorecards, those with a complete score here: they enter averages")
    incomplete: int = Field(description="of the scorecards, those whose score here is open: they enter none")
    not_applicable: int = Field(description="of the scorecards, those without an occasion for the criterion")
    average: Likely | None = Field(description="null: too early to say")
    words: str = Field(description="the average as a sentence for people, rounded")


class Series(Record):
    """The weeks of one criterion, oldest first. A week without a scored call has no point."""

    criterion: str = Field(description="the criterion's key, or qa")
    title: str
    points: tuple[Point, ...]
