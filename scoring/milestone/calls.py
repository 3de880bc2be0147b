"""A scored call as the export carries it: what was drawn, who confirmed it, what came out."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StrictBool, model_validator

from scoring.milestone.exact import Exact, Instant, Zone
from scoring.record import Record


class Selection(StrEnum):
    """How the call came in. Only a draw from the closed call log is `random`."""

    RANDOM = "random"
    MANAGER = "manager"
    REP = "rep"
    COMPLAINT = "complaint"


class CallState(StrEnum):
    """How far a person has got with the call."""

    CONFIRMED = "confirmed"
    """Somebody saw the judge's verdicts, played the evidence that costs points, and agreed or overrode."""
    SCORED_BY_PERSON = "scored_by_person"
    """Somebody answered every item on an empty sheet before any reading was shown."""
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    EXCLUDED = "excluded"
    NOT_SCORABLE = "not_scorable"


class Score(Record):
    """What came out: an average's part, an item's answer, or the word for why there is neither."""

    state: Literal["complete", "incomplete", "pass", "fail", "no_occasion", "cannot_tell"]
    value: Exact | None = Field(default=None, description="complete: percent, or a level")
    low: Exact | None = Field(default=None, description="incomplete: the lower bound")
    high: Exact | None = Field(default=None, description="incomplete: the upper bound")

    @model_validator(mode="after")
    def _value_where_complete(self) -> Self:
        if (self.value is not None) != (self.state == "complete"):
            raise ValueError("a complete score has a value, and no other has one")
        return self


class ScoredCall(Record):
    """One call of the rep."""

    id: str = Field(min_length=1, max_length=200)
    at: Instant = Field(description="when it began")
    zone: Zone = Field(description="the zone of the call: its day is taken there")
    selection: Selection
    state: CallState
    score: Score | None = Field(default=None, description="of the milestone's criterion or item")
    dispute: Literal["none", "open", "settled"] = "none"
    confirmer: Literal["calibrated", "not_calibrated", "manager_in_charge", "the_rep"] | None = None
    judge: str | None = None
    rubric: str | None = None
    cleared: StrictBool = Field(default=False, description="the judge is cleared for plans on this criterion")
    coaching_only: StrictBool = Field(
        default=False, description="scores of its team did not enter plans on that day"
    )
    reason: str = Field(default="", description="why it was excluded or could not be scored")
    replaced_by: str | None = Field(default=None, description="the id of the next call of the draw")
    none_left: StrictBool = Field(default=False, description="the draw had no further call to replace it")

    @property
    def day(self) -> date:
        """The day it began, where it was made."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def read_by_people(self) -> bool:
        return self.state in (CallState.CONFIRMED, CallState.SCORED_BY_PERSON)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.read_by_people and (self.score is None or self.confirmer is None or self.rubric is None):
            raise ValueError(f"a call that is {self.state.value} needs score, confirmer and rubric")
        if self.state is CallState.CONFIRMED and self.judge is None:
            raise ValueError("a confirmed call names the judge whose reading was confirmed")
        if self.state in (CallState.EXCLUDED, CallState.NOT_SCORABLE) and not self.reason.strip():
            raise ValueError(f"a call that is {self.state.value} needs a reason")
        if self.replaced_by == self.id:
            raise ValueError("a call cannot replace itself")
        return self
