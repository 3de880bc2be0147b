"""What a milestone can ask for. Each kind has its own rule; all of it is fixed when the plan starts."""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scoring.milestone.exact import Exact
from scoring.record import Record

FEWEST_CALLS = 8
PRIOR_WEIGHT = 10


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"

    @property
    def sign(self) -> int:
        """+1 where more is better, -1 where less is."""
        return 1 if self is Direction.HIGHER else -1


class Scale(StrEnum):
    """What a score is counted in."""

    PERCENT = "percent"
    LEVEL = "level"

    @property
    def ends(self) -> tuple[int, int]:
        return (0, 100) if self is Scale.PERCENT else (1, 5)


TOLERANCE = {Scale.PERCENT: Fraction(3), Scale.LEVEL: Fraction(1, 4)}
"""About the smallest difference that a team's own raters agree on."""

AtLeast0 = Annotated[Exact, Field(ge=0)]
Positive = Annotated[Exact, Field(gt=0)]
Percent = Annotated[Exact, Field(ge=0, le=100)]


class MeanGoal(Record):
    """The average QA score, or the average level of one criterion, over the drawn calls of the window."""

    kind: Literal["mean"]
    of: str = Field(min_length=1, description="`qa_score`, or the key of a criterion")
    scale: Scale
    target: Exact
    tolerance: AtLeast0 | None = Field(default=None, description="default 3 of 100, or .25 of a level")
    n_min: int = Field(default=FEWEST_CALLS, ge=FEWEST_CALLS, description="fewer calls decide nothing")
    team_sd: Positive = Field(description="the team's call-to-call standard deviation within a rep, s0")
    prior_weight: int = Field(default=PRIOR_WEIGHT, ge=0, le=1000, description="calls the team's sd is worth")
    se_bias: AtLeast0 = Field(default=Fraction(0), description="sd(judge - person) / sqrt(calibration calls)")

    @property
    def direction(self) -> Direction:
        return Direction.HIGHER

    @property
    def slack(self) -> Fraction:
        """The tolerance in force."""
        return TOLERANCE[self.scale] if self.tolerance is None else self.tolerance

    @model_validator(mode="after")
    def _target_on_scale(self) -> Self:
        lowest, highest = self.scale.ends
        if not lowest < self.target <= highest:
            raise ValueError(f"target has to lie above {lowest} and not above {highest}")
        if self.slack * 4 > highest - lowest:
            raise ValueError("tolerance may not be more than a quarter of the scale")
        return self


class RateGoal(Record):
    """How often an item was passed where there was an occasion, with exact bounds. Percent."""

    kind: Literal["rate"]
    of: str = Field(min_length=1, description="the id of the item")
    target: Annotated[Exact, Field(gt=0, lt=100)]
    n_min: int = Field(default=FEWEST_CALLS, ge=FEWEST_CALLS)

    @property
    def direction(self) -> Direction:
        return Direction.HIGHER

    @property
    def slack(self) -> Fraction:
        return Fraction(0)


class CountGoal(Record):
    """A count rule: "at least 9 of the last 12 occasions", "at most 1 miss in the last 20". No inference."""

    kind: Literal["count"]
    of: str = Field(min_length=1, description="the id of the item")
    at_least: int | None = Field(default=None, ge=1, description="passes among the last occasions")
    at_most_misses: int | None = Field(default=None, ge=0)
    of_last: int = Field(ge=FEWEST_CALLS, le=1000, description="how many occasions, the newest")

    @property
    def direction(self) -> Direction:
        return Direction.HIGHER

    @property
    def n_min(self) -> int:
        return self.of_last

    @property
    def passes_needed(self) -> int:
        return self.at_least if self.at_least is not None else self.of_last - (self.at_most_misses or 0)

    @property
    def target(self) -> Fraction:
        """The share the rule asks for, in percent: what the path before the deadline climbs to."""
        return Fraction(100 * self.passes_needed, self.of_last)

    @model_validator(mode="after")
    def _one_wording(self) -> Self:
        if (self.at_least is None) == (self.at_most_misses is None):
            raise ValueError("give either at_least or at_most_misses")
        if not 1 <= self.passes_needed <= self.of_last:
            raise ValueError(f"asks for {self.passes_needed} of {self.of_last} occasions")
        return self


class ImportedCount(Record):
    """A complete count from another system, compared directly: nothing of it was sampled."""

    kind: Literal["imported_count"]
    of: str = Field(min_length=1)
    target: AtLeast0
    direction: Direction

    @property
    def slack(self) -> Fraction:
        return Fraction(0)

    @property
    def n_min(self) -> int:
        return 0


class ImportedRate(Record):
    """A rate from another system that comes with its numerator and denominator. Percent."""

    kind: Literal["imported_rate"]
    of: str = Field(min_length=1)
    target: Annotated[Exact, Field(gt=0, lt=100)]
    direction: Direction
    n_min: int = Field(default=FEWEST_CALLS, ge=FEWEST_CALLS)

    @property
    def slack(self) -> Fraction:
        return Fraction(0)


class ImportedAverage(Record):
    """An average from another system that comes with its n and spread."""

    kind: Literal["imported_average"]
    of: str = Field(min_length=1)
    unit: str = ""
    target: Exact
    direction: Direction
    tolerance: AtLeast0 = Fraction(0)
    n_min: int = Field(default=FEWEST_CALLS, ge=FEWEST_CALLS)
    team_sd: Positive | None = Field(default=None, description="null: only the rep's own spread is used")

    @property
    def slack(self) -> Fraction:
        return self.tolerance


class ImportedPercentage(Record):
    """A bare percentage: of how many is not known, so it is shown and never decided."""

    kind: Literal["imported_percentage"]
    of: str = Field(min_length=1)
    target: Percent
    direction: Direction

    @property
    def n_min(self) -> int:
        return 0


ReadGoal = MeanGoal | RateGoal | CountGoal
"""Goals decided on calls."""
ImportedGoal = ImportedCount | ImportedRate | ImportedAverage | ImportedPercentage
"""Goals decided on another system's figures."""
Goal = Annotated[ReadGoal | ImportedGoal, Field(discriminator="kind")]
