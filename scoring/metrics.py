"""Imported metrics: figures of a declared kind, and how several of them add up to one.

A complete count is compared directly; a rate comes with numerator and denominator, an average with n and
spread. A bare percentage does not say how many cases it rests on: it is shown, never added or decided.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from scoring.milestone.exact import Day, Exact
from scoring.milestone.figures import Figures
from scoring.milestone.goals import Direction
from scoring.record import Record

Kind = Literal["count", "rate", "average", "percentage"]
FIELDS: dict[Kind, tuple[str, ...]] = {
    "count": ("count",),
    "rate": ("numerator", "denominator"),
    "average": ("average", "n", "spread"),
    "percentage": ("percentage",),
}
"""What a figure of each kind consists of."""
AN: dict[Kind, str] = {
    **{"count": "a count", "rate": "a rate"},
    **{"average": "an average", "percentage": "a percentage"},
}
ONE_DAY = timedelta(days=1)
LONGEST_DAYS = 366


class Declared(Record):
    """What a metric is: its kind does not change once figures of it are here."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    title: str = Field(min_length=1, max_length=100)
    kind: Kind
    unit: str = Field(default="", max_length=20)
    direction: Direction = Direction.HIGHER


COMMON = tuple(
    Declared(key=key, title=title, kind=kind, unit=unit, direction=direction)
    for key, title, kind, unit, direction in (
        ("close_rate", "Close rate", "rate", "%", Direction.HIGHER),
        ("conversion", "Conversion to the next stage", "rate", "%", Direction.HIGHER),
        ("wrap_up_notes", "Complete wrap-up notes", "rate", "%", Direction.HIGHER),
        ("first_call_resolution", "Resolved on the first call", "rate", "%", Direction.HIGHER),
        # Minutes of a day hang together: each day is one observation.
        ("adherence", "Schedule adherence", "average", "%", Direction.HIGHER),
        ("handle_time", "Average handle time", "average", "s", Direction.LOWER),
        ("csat", "Customer satisfaction", "average", "", Direction.HIGHER),
        ("outreach", "Outreach calls a day", "average", "calls a day", Direction.HIGHER),
        ("qualified_leads", "Qualified leads", "count", "", Direction.HIGHER),
        ("quota", "Share of quota", "percentage", "%", Direction.HIGHER),
    )
)
"""Metrics that most teams have; each is declared when the first figure of it comes."""


class Figure(Record):
    """One figure of one rep for a period. Only the fields of its kind are filled."""

    first: Day
    last: Day
    count: Exact | None = Field(default=None, ge=0)
    numerator: int | None = Field(default=None, ge=0, le=10**9)
    denominator: int | None = Field(default=None, ge=1, le=10**9)
    average: Exact | None = None
    n: int | None = Field(default=None, ge=1, le=10**9)
    spread: Exact | None = Field(default=None, ge=0, description="standard deviation; not needed for n = 1")
    percentage: Exact | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.first > self.last:
            raise ValueError("it ends before it begins")
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise ValueError(f"it covers more than {LONGEST_DAYS} days")
        if None not in (self.numerator, self.denominator) and self.numerator > self.denominator:  # type: ignore[operator]
            raise ValueError("the numerator is larger than the denominator")
        return self

    def mistakes(self, kind: Kind) -> list[tuple[str, str]]:
        """What is missing or too much for a figure of that kind: (field, why)."""
        single = kind == "average" and self.n == 1
        needed = tuple(name for name in FIELDS[kind] if not (single and name == "spread"))
        wrong = [(name, f"is empty; {AN[kind]} needs it") for name in needed if getattr(self, name) is None]
        others = [name for names in FIELDS.values() for name in names if name not in FIELDS[kind]]
        return wrong + [
            (name, f"does not belong to {AN[kind]}") for name in others if getattr(self, name) is not None
        ]


class Period(Record):
    """Days that somebody's data cover, both included."""

    first: Day
    last: Day


def add_up(
    kind: Kind,
    figures: Sequence[Figure],
    covered: Iterable[Period],
    window: Period,
    source: str,
    imported: date,
) -> Figures | None:
    """The figures of a window as one, for the days from which data are there without a gap.

    A figure that reaches over an end of the window cannot be cut: its days count as not there. The days of
    the answer say how far it reaches. None where no day of the window is covered.
    """
    inside = [one for one in figures if one.first >= window.first and one.last <= window.last]
    across = [
        one for one in figures if one not in inside and one.first <= window.last and one.last >= window.first
    ]
    run = _run(covered, across, window)
    if run is None:
        return None
    used = [one for one in inside if one.first >= run.first and one.last <= run.last]
    if not used:
        return None
    base = {"source": source, "imported": imported, "first": run.first, "last": run.last}
    if kind == "percentage":
        newest = max(used, key=lambda one: one.last)
        return Figures.model_validate(
            base | {"first": newest.first, "last": newest.last, "percentage": newest.percentage}
        )
    return Figures.model_validate(base | _sum(kind, used))


def _sum(kind: Kind, used: Sequence[Figure]) -> dict[str, Fraction | int | float]:
    if kind == "count":
        return {"count": sum((one.count or Fraction(0) for one in used), Fraction(0))}
    if kind == "rate":
        return {
            "numerator": sum(one.numerator or 0 for one in used),
            "denominator": sum(one.denominator or 0 for one in used),
        }
    return pooled(used)


def pooled(used: Sequence[Figure]) -> dict[str, Fraction | int | float]:
    """Averages as one: n added, the mean weighed by n, the spread from the sums of squares.

    Σ(x - mean)² = Σ (nᵢ - 1)·sᵢ² + Σ nᵢ·mᵢ² - n·mean²
    """
    n = sum(one.n or 0 for one in used)
    total = sum(((one.n or 0) * (one.average or Fraction(0)) for one in used), Fraction(0))
    within = sum(((one.n or 1) - 1) * (one.spread or Fraction(0)) ** 2 for one in used)
    raw = sum(((one.n or 0) * (one.average or Fraction(0)) ** 2 for one in used), Fraction(0))
    squares = within + raw - total * total / n
    return {"average": total / n, "n": n, "spread": math.sqrt(squares / (n - 1)) if n > 1 else 0}


def _run(covered: Iterable[Period], across: Sequence[Figure], window: Period) -> Period | None:
    """The first days of the window that are covered without a gap."""
    days = _days(covered, window)
    for one in across:
        days -= _days([Period(first=one.first, last=one.last)], window)
    if not days:
        return None
    first = last = min(days)
    while last + ONE_DAY in days:
        last += ONE_DAY
    return Period(first=first, last=last)


def _days(periods: Iterable[Period], window: Period) -> set[date]:
    found: set[date] = set()
    for one in periods:
        first, last = max(one.first, window.first), min(one.last, window.last)
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return found
