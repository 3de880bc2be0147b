"""Everything a decision rests on, in one versioned document: `docs/milestone.schema.json`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from scoring.milestone.calls import ScoredCall, Selection
from scoring.milestone.course import Course
from scoring.milestone.exact import DayOrInstant
from scoring.milestone.figures import NEEDED, Figures
from scoring.milestone.goals import MeanGoal
from scoring.milestone.rule import Milestone
from scoring.record import Record

SCHEMA_VERSION = 1
MOST_CALLS = 50_000
"""More than one rep can have in the window of a plan."""


class Case(Record):
    """One milestone with all that is known about it on one day."""

    schema_version: Literal[1] = 1
    milestone: Milestone
    course: Course = Course()
    calls: tuple[ScoredCall, ...] = Field(
        default=(), description="every call of the rep since the plan began"
    )
    figures: Figures | None = Field(default=None, description="for imported goals, instead of calls")
    today: DayOrInstant = Field(description="a day in the milestone's zone, or an instant")

    @property
    def day(self) -> date:
        """The day the decision is asked for, where the milestone is."""
        if isinstance(self.today, datetime):
            return self.today.astimezone(ZoneInfo(self.milestone.zone)).date()
        return self.today

    @model_validator(mode="after")
    def _calls_fit(self) -> Self:
        if len(self.calls) > MOST_CALLS:
            raise ValueError(f"calls: {len(self.calls)} of them, and one rep's plan has at most {MOST_CALLS}")
        if self.milestone.reads_calls:
            mistakes = mistakes_in_calls(self.milestone, self.calls)
        else:
            mistakes = ["calls: a goal on imported figures takes none"] if self.calls else []
        if mistakes:
            raise ValueError("\n".join(mistakes))
        return self

    @model_validator(mode="after")
    def _figures_fit(self) -> Self:
        needed = NEEDED.get(self.milestone.goal.kind)
        if needed is None and self.figures is not None:
            raise ValueError("figures: a goal decided on calls takes none")
        if needed is not None:
            absent = [field for field in needed if getattr(self.figures, field, None) is None]
            if absent:
                raise ValueError(f"figures: {self.milestone.goal.kind} needs {', '.join(absent)}")
        if self.course.extended and self.milestone.extension is None:
            raise ValueError("course.extended: no extension was agreed when the milestone was fixed")
        return self


def mistakes_in_calls(milestone: Milestone, calls: Sequence[ScoredCall]) -> list[str]:
    """What is wrong with the calls as a list, each with its place."""
    times = Counter(call.id for call in calls)
    drawn = {call.id for call in calls if call.selection is Selection.RANDOM}
    stand_ins = Counter(call.replaced_by for call in calls if call.replaced_by is not None)
    mistakes = [f'calls: "{name}" is there {count} times' for name, count in times.items() if count > 1]
    for place, call in enumerate(calls):
        if call.replaced_by is not None and call.replaced_by not in drawn:
            mistakes.append(f'calls[{place}].replaced_by: there is no drawn call "{call.replaced_by}"')
        elif call.replaced_by is not None and stand_ins[call.replaced_by] > 1:
            mistakes.append(f'calls[{place}].replaced_by: "{call.replaced_by}" replaces another call too')
        if wrong := _wrong_score(milestone, call):
            mistakes.append(f"calls[{place}].score: {wrong}")
    return mistakes


def _wrong_score(milestone: Milestone, call: ScoredCall) -> str:
    if call.score is None:
        return ""
    goal = milestone.goal
    fitting = ("complete", "incomplete") if isinstance(goal, MeanGoal) else ("pass", "fail", "cannot_tell")
    if call.score.state not in (*fitting, "no_occasion"):
        return f'"{call.score.state}" does not answer a goal of kind {goal.kind}'
    if isinstance(goal, MeanGoal) and call.score.value is not None:
        lowest, highest = goal.scale.ends
        if not lowest <= call.score.value <= highest:
            return f"{float(call.score.value):g} lies outside {lowest} to {highest}"
    return ""
