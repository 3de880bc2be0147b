"""What happened to a milestone after it was fixed: absences, the extension, a reason written by HR."""

from typing import Self

from pydantic import Field, StrictBool, model_validator

from scoring.milestone.exact import Day
from scoring.record import Record


class Absence(Record):
    """Days away, both included. Why is kept by HR and not here."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("the absence ends before it begins")
        return self


class Course(Record):
    """Events, each signed elsewhere."""

    absences: tuple[Absence, ...] = Field(default=(), max_length=366)
    extended: StrictBool = Field(default=False, description="the agreed extension has been given")
    hr_reason: str = Field(default="", description="why *not met* may stand although many calls had no score")
