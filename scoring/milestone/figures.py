"""Figures that another system handed over: of a declared kind, with source, days and what they rest on."""

from typing import Self

from pydantic import Field, model_validator

from scoring.milestone.exact import Day, Exact
from scoring.milestone.goals import AtLeast0
from scoring.record import Record


class Figures(Record):
    """One imported figure. Which fields it needs depends on the goal's kind."""

    source: str = Field(min_length=1)
    imported: Day
    first: Day
    last: Day
    count: AtLeast0 | None = Field(default=None, description="a complete count")
    numerator: int | None = Field(default=None, ge=0)
    denominator: int | None = Field(default=None, ge=0, le=10**9)
    average: Exact | None = None
    n: int | None = Field(default=None, ge=0, le=10**9)
    spread: AtLeast0 | None = Field(default=None, description="standard deviation, divisor n - 1")
    percentage: Exact | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        if self.first > self.last:
            raise ValueError("the figures end before they begin")
        if self.numerator is not None and self.numerator > (self.denominator or 0):
            raise ValueError("the numerator is larger than the denominator")
        return self


NEEDED = {
    "imported_count": ("count",),
    "imported_rate": ("numerator", "denominator"),
    "imported_average": ("average", "n", "spread"),
    "imported_percentage": ("percentage",),
}
"""The fields that each kind of goal needs."""
