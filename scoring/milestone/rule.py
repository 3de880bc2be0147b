"""The milestone: a goal, its days, and how sure one has to be. Locked when the plan starts to run."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from scoring.milestone.exact import Day, Exact, Zone
from scoring.milestone.goals import Goal, ImportedCount, ImportedPercentage, MeanGoal
from scoring.record import Record

SHORTEST_WINDOW = 14
ERROR = Fraction(1, 10)
ERROR_WHERE_SEVERE = Fraction(1, 20)


class Window(Record):
    """The days whose calls decide, both included."""

    first: Day
    last: Day

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


class Baseline(Record):
    """Where the rep stood when the plan was written, in the unit of the goal, and on how many calls."""

    value: Exact
    n: int = Field(ge=0)
    day: Day


class PathPoint(Record):
    """Where the plan expects the rep at the end of a day, in the unit of the goal. It decides nothing."""

    day: Day
    value: Exact


class AgreedExtension(Record):
    """The one extension agreed beforehand: so many more random calls in so many more days."""

    calls: int = Field(default=12, ge=1, le=100)
    days: int = Field(ge=7, le=120)


class Milestone(Record):
    """All that is fixed when the plan starts."""

    title: str = Field(min_length=1)
    goal: Goal
    starts: Day = Field(description="the day the plan begins to run; the path starts here")
    window: Window
    deadline: Day = Field(description="lasts until midnight in `zone`")
    zone: Zone
    dispute_days: int = Field(ge=0, le=60, description="days after the deadline in which a rep may dispute")
    baseline: Baseline | None = None
    path: tuple[PathPoint, ...] = Field(
        default=(),
        max_length=53,
        description="weekly targets between baseline and target, oldest first; none: a straight line",
    )
    severe: StrictBool = Field(default=False, description="termination is possible: not met needs 95 %")
    sharing_error: Annotated[int, Field(ge=1, le=20)] = Field(
        default=1, description="milestones among which the error is split"
    )
    signpost: StrictBool = Field(default=False, description="shown, and does not decide the plan")
    judge: str | None = Field(default=None, description="the judge's version; null: people score every call")
    rubric: str | None = Field(default=None, description="the rubric's version")
    extension: AgreedExtension | None = None

    @property
    def not_met_confidence(self) -> Fraction:
        """How sure *not met* has to be, one-sided: .90, .95 where it is severe, the error split if agreed."""
        return 1 - (ERROR_WHERE_SEVERE if self.severe else ERROR) / self.sharing_error

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if not self.starts <= self.window.first <= self.window.last:
            raise ValueError("the window has to begin on or after `starts` and end after it begins")
        if self.window.last > self.deadline:
            raise ValueError(f"the window ends on {self.window.last}, after the deadline {self.deadline}")
        if self.window.days < SHORTEST_WINDOW:
            raise ValueError(f"the window has {self.window.days} days and needs at least {SHORTEST_WINDOW}")
        if self.window.first < (half := _second_half(self.starts, self.deadline)):
            raise ValueError(
                f"the window begins on {self.window.first}, in the half in which the rep still learns: "
                f"it may begin on {half} at the earliest"
            )
        if self.baseline and self.baseline.day > self.starts:
            raise ValueError("the baseline was taken after the plan had started")
        return self

    @model_validator(mode="after")
    def _path_in_order(self) -> Self:
        days = [one.day for one in self.path]
        if days != sorted(set(days)):
            raise ValueError("the weekly targets have to follow one another, one a day at most")
        if days and (self.baseline is None or not self.starts < days[0] <= days[-1] < self.deadline):
            raise ValueError("weekly targets lie between `starts` and the deadline, and need a baseline")
        return self

    @model_validator(mode="after")
    def _baseline_on_scale(self) -> Self:
        if (
            self.baseline is None
            or isinstance(self.goal, ImportedCount)
            or self.goal.kind == "imported_average"
        ):
            return self
        lowest, highest = self.goal.scale.ends if isinstance(self.goal, MeanGoal) else (0, 100)
        if not lowest <= self.baseline.value <= highest:
            raise ValueError(f"the baseline has to lie between {lowest} and {highest}")
        return self

    @model_validator(mode="after")
    def _rubric_fixed(self) -> Self:
        if self.reads_calls and self.rubric is None:
            raise ValueError("a milestone on calls fixes its rubric version")
        return self

    @property
    def reads_calls(self) -> bool:
        """Decided on calls, and not on another system's figures."""
        return not self.goal.kind.startswith("imported")

    @property
    def only_shown(self) -> bool:
        """A bare percentage."""
        return isinstance(self.goal, ImportedPercentage)


def _second_half(starts: date, deadline: date) -> date:
    """The first day after half of the plan's days."""
    days = (deadline - starts).days + 1
    return starts + timedelta(days=days // 2)
