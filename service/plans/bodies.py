"""What is sent to the API about plans."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring.milestone.exact import Day, Zone
from scoring.plans.fit import Answers
from scoring.plans.sections import PlanContent
from service.plans.check_ins import Held, NoteText
from service.plans.closing import Closing
from service.plans.moments import Moment
from service.plans.publishing import Delivery
from service.plans.saying import Kind
from service.web.answers import EXAMPLE_ID

Id = Field(max_length=32, pattern="^[0-9a-z]+$", examples=[EXAMPLE_ID])
ANSWERS: dict[str, Any] = {
    "cause": "skill",
    "can_fix": "yes",
    "expectations": "yes",
    "tools": "yes",
    "said_before": "yes",
    "gap_since": "2026-08-17",
    "outside": "no",
    "role_fits": "yes",
    "want_to_keep": "yes",
    "notes": "Talked about in three one-on-ones.",
}


class Body(BaseModel):
    """What is common: nothing that was not asked for, and no NUL, which PostgreSQL cannot keep in a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_nul(cls, given: Any) -> Any:
        if _has_nul(given):
            raise ValueError("a text has a NUL character in it")
        return given


def _has_nul(given: Any) -> bool:
    if isinstance(given, str):
        return "\x00" in given
    if isinstance(given, dict):
        return any(_has_nul(one) for pair in given.items() for one in pair)
    return isinstance(given, list) and any(_has_nul(one) for one in given)


class Signed(Body):
    """A signature is a re-authenticated click."""

    password: str = Field(
        default="", max_length=500, description="Your password again; empty where you use single sign-on."
    )


class NewFitCheck(Body):
    """The answers to the questions before a plan."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"rep": EXAMPLE_ID, "answers": ANSWERS}]}
    )

    rep: str = Id
    answers: Answers


class Why(Body):
    """A reason, in a sentence or two."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"why": "The target is higher than that of the rest of the team."}]},
    )

    why: str = Field(min_length=1, max_length=4000)


class NewPlan(Body):
    """A draft on the ground of a check, from a template or written from the first word.

    `content` without a template: the whole plan.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"fit_check": EXAMPLE_ID, "template": "low_qa_score", "days": 60, "starts": "2026-12-01"}
            ]
        },
    )

    fit_check: str = Id
    manager: str | None = Field(default=None, max_length=32, pattern="^[0-9a-z]+$")
    template: Literal["low_close_rate", "low_qa_score", "adherence"] | None = None
    days: Literal[30, 60, 90] = 60
    short_reason: str = Field(default="", max_length=2000)
    starts: Day | None = None
    zone: Zone = "UTC"
    rep_said: str = Field(default="", max_length=4000, description="What the rep said in earlier talks.")
    content: PlanContent | None = None


class PlanChange(Body):
    """What the plan says from now on, whole, and why."""

    content: PlanContent
    why: str = Field(default="", max_length=4000)


class SignedDelivery(Signed):
    """The delivery, signed by who gave the talk."""

    talk: Delivery


class Receipt(Signed):
    """That the rep has the plan; it is no agreement. `number`: the version they looked at."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"what": "given", "number": 3}]}
    )

    what: Literal["given", "declined"]
    number: int = Field(ge=1, le=100_000)


class NewWord(Body):
    """Something somebody says to a plan; `about`: which part."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"kind": "support", "text": "Half an hour with Rui each week."}]},
    )

    kind: Kind
    text: str = Field(min_length=1, max_length=4000)
    about: str = Field(default="", max_length=60)


class NewAnswer(Body):
    """The answer to it; `written_in`: the plan says it from now on."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"text": "Yes: every Thursday at two.", "written_in": True}]},
    )

    text: str = Field(min_length=1, max_length=4000)
    written_in: bool = False


class Start(Body):
    """The first day of the plan; null: today."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"day": "2026-12-01"}]}
    )

    day: Day | None = None


class NewAbsence(Body):
    """Days away, both included. Why is read by HR alone."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"first": "2026-12-21", "last": "2027-01-01", "why": "Leave."}]},
    )

    first: Day
    last: Day
    why: str = Field(default="", max_length=2000)


class NewManager(Body):
    """Who is in charge from now on."""

    manager: str = Id
    why: str = Field(min_length=1, max_length=2000)


class NewCheckIn(Body):
    """One more meeting, or another time for one."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"at": "2026-12-03T10:00:00+01:00"}]}
    )

    at: Moment
    minutes: int = Field(default=30, ge=10, le=180)


class SignedHeld(Signed):
    held: Held


class SignedNote(Signed):
    text: NoteText


class SettledPromise(Body):
    """Whether it was done."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"state": "done", "note": "On Tuesday."}]},
    )

    state: Literal["done", "not_done", "dropped"]
    note: str = Field(default="", max_length=2000)


class SignedClosing(Signed):
    closing: Closing


class LookText(Body):
    """How it goes now."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"text": "Still at 86, 9 calls."}]}
    )

    text: str = Field(min_length=1, max_length=4000)
