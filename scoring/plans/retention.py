"""What of a plan is kept and for how long. The rule is the company's; a legal hold stops every deletion.

Recordings go first, then the file, the signed decision last. Deleting a recording leaves the decision that
rested on it: its sentences, sums and signatures stay, and it says that its audio is gone.
"""

from datetime import date, timedelta
from typing import Literal, Self

from pydantic import Field, StrictBool, model_validator

from scoring.formats import day_in_words
from scoring.milestone.exact import Day
from scoring.record import Record

What = Literal["recordings", "working_papers", "file", "decision"]
"""The sound; drafts, agendas and notes of check-ins; the plan with its evidence; the signed decision."""


class RetentionRule(Record):
    """How many days after the close (for recordings: after the close of every plan they count in)."""

    recordings_days: int = Field(default=180, ge=30, le=3650)
    working_papers_days: int = Field(default=365, ge=30, le=3650)
    file_days: int = Field(default=1095, ge=90, le=36_500)
    decision_days: int = Field(default=2190, ge=90, le=36_500)

    @model_validator(mode="after")
    def _evidence_before_decision(self) -> Self:
        lengths = (self.recordings_days, self.working_papers_days, self.file_days, self.decision_days)
        if list(lengths) != sorted(lengths):
            raise ValueError("recordings go first, then working papers, the file, and the decision last")
        return self


class Hold(Record):
    """A legal hold: until it is lifted nothing of the plan is deleted. Why is kept by HR."""

    since: Day
    until: Day | None = Field(default=None, description="the day it was lifted; null: it holds still")

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class FileState(Record):
    """One plan's file: whether it is closed, what is held, and what is gone already."""

    closed: Day | None
    dispute_until: Day | None = Field(default=None, description="a decision may be disputed until then")
    holds: tuple[Hold, ...] = ()
    gone: tuple[What, ...] = ()
    signed: StrictBool = True


class Deletion(Record):
    """Something that is due to be deleted."""

    what: What
    due: Day
    why: str


def due(state: FileState, rule: RetentionRule, today: date) -> tuple[Deletion, ...]:
    """What is to be deleted today, recordings first. Empty while the plan is open, disputed or held."""
    if state.closed is None or any(hold.holds_on(today) for hold in state.holds):
        return ()
    return tuple(
        Deletion(what=what, due=day, why=_why(what, state.closed, day))
        for what, day in days_of(state, rule).items()
        if day <= today and what not in state.gone
    )


def days_of(state: FileState, rule: RetentionRule) -> dict[What, date]:
    """The day each part may go, counted from the close or, where it is later, the last day of disputes."""
    if state.closed is None:
        return {}
    begins = max(state.closed, state.dispute_until or state.closed)
    lengths: dict[What, int] = {
        "recordings": rule.recordings_days,
        "working_papers": rule.working_papers_days,
        "file": rule.file_days,
        "decision": rule.decision_days,
    }
    if not state.signed:
        # A plan that ended without a decision has nothing that outlives its file.
        lengths.pop("decision")
    return {what: begins + timedelta(days=days) for what, days in lengths.items()}


def audio_gone(deleted: date, by: Literal["rule", "request"]) -> str:
    """What stands in a decision instead of the player once its recording is gone."""
    how = "by the rule for keeping recordings" if by == "rule" else "because it was asked for"
    return (
        f"The audio was deleted on {day_in_words(deleted)}, {how}. The sentences, the scores and the "
        "signatures stay as they were."
    )


def may_delete_recording(states: tuple[FileState, ...], rule: RetentionRule, today: date) -> str:
    """Why a recording has to stay, for all plans it counts in; empty: it may go."""
    for state in states:
        if state.closed is None:
            return "It counts in a plan that is still open."
        if any(hold.holds_on(today) for hold in state.holds):
            return "It is under a legal hold."
        if (day := days_of(state, rule)["recordings"]) > today:
            return f"It counts in a plan whose recordings are kept until {day_in_words(day)}."
    return ""


def _why(what: What, closed: date, day: date) -> str:
    names = {
        "recordings": "Recordings",
        "working_papers": "Working papers",
        "file": "Files of plans",
        "decision": "Signed decisions",
    }
    return f"{names[what]} are kept until {day_in_words(day)}; the plan was closed on {day_in_words(closed)}."
