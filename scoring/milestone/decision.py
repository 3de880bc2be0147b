"""What a decision says, and everything it rests on."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from scoring.milestone.case import Case
from scoring.milestone.counting import Aside
from scoring.milestone.estimate import Estimate
from scoring.milestone.exact import Computed
from scoring.milestone.plan_days import Dates
from scoring.record import Record


class Status(StrEnum):
    """Before the deadline a milestone is on track or at risk; at it met, not met, or neither can be said."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    MET = "met"
    NOT_MET = "not_met"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    WAITING = "waiting"


class Reason(StrEnum):
    """What the status came from: a word for machines."""

    ONLY_SHOWN = "only_shown"
    NOT_STARTED = "not_started"
    TOO_FEW = "too_few"
    NO_BASELINE = "no_baseline"
    PATH = "path"
    FIGURES = "figures"
    EXTENSION_RUNS = "extension_runs"
    UNSETTLED = "unsettled"
    DISPUTE_WINDOW = "dispute_window"
    VERSIONS = "versions"
    HR_REASON = "hr_reason"
    RULE = "rule"


class Finding(Record):
    """A status with the reason for it."""

    status: Status
    reason: Reason


class Decision(Record):
    """The milestone on one day. `case` holds every input: deciding it again gives the same."""

    schema_version: Literal[1] = 1
    status: Status
    reason: Reason
    sentence: str = Field(description="for the rep")
    next_step: str = Field(default="", description="for those who run the plan")
    last_look: bool = Field(
        description="no extension is left: where it is open, people decide on the evidence"
    )
    day: date
    dates: Dates
    looked_at: tuple[date, date] = Field(description="first and last day of the calls looked at")
    estimate: Estimate | None
    path: Computed | None = Field(
        default=None, description="where the plan expects the rep, before the deadline"
    )
    drawn: int
    counted: tuple[str, ...]
    left_out: tuple[Aside, ...]
    unsettled: tuple[Aside, ...]
    incomplete: int = Field(description="drawn calls with an incomplete score, beside n")
    not_scorable: int
    notices: tuple[str, ...] = ()
    sums: tuple[str, ...] = Field(description="the arithmetic in lines, to be redone by hand")
    case: Case
