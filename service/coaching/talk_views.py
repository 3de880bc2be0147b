"""Coaching sessions and earlier records as they come in and go out over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scoring.record import Record
from service.calls.details import Name
from service.web.answers import EXAMPLE_ID

Went = Literal["done", "partly", "not_done"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Ends of lines are none: a browser sends them with a carriage return."""
DAY = r"^\d{4}-\d{2}-\d{2}$"

SESSION: dict[str, Any] = {
    "held_on": "2026-11-20",
    "moments": [{"call": EXAMPLE_ID, "sentence": "S0042"}],
    "action": "On the next three calls: ask what the problem costs before naming a price.",
}


class Moment(Record):
    """A sentence of a call that was played in the session."""

    call: str = Field(max_length=32, pattern="^[0-9a-z]+$")
    sentence: str = Field(pattern=r"^S\d{4,12}$")


class NewSession(BaseModel):
    """A coaching session that took place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [SESSION]})

    held_on: str = Field(pattern=DAY, description="The day, as YYYY-MM-DD.")
    moments: list[Moment] = Field(default=[], max_length=10, description="What was played.")
    action: Line = Field(pattern=NO_CONTROLS, description="The one thing the rep committed to.")
    password: str = Field(
        "", max_length=200, description="To sign at once; whoever signs in elsewhere leaves it away."
    )
    sign: bool = Field(False, description="Whether the coach signs at once.")


class Signing(BaseModel):
    """Showing again that it is you."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"password": "…"}]})

    password: str = Field("", max_length=200)


class HowItWent(BaseModel):
    """How the committed action went."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"went": "partly"}]})

    went: Went


class SessionView(BaseModel):
    """A coaching session; its words are never changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **SESSION,
                    "id": EXAMPLE_ID,
                    "rep": EXAMPLE_ID,
                    "coach": EXAMPLE_ID,
                    "hash": "…",
                    "coach_signed_at": None,
                    "rep_signed_at": None,
                    "went": None,
                    "version": 1,
                }
            ]
        }
    )

    id: str
    rep: str
    coach: str | None
    held_on: date
    moments: list[Moment]
    action: str
    hash: str = Field(description="SHA-256 of the words that are signed.")
    coach_signed_at: datetime | None
    rep_signed_at: datetime | None
    went: Went | None
    version: int


class EarlierLine(BaseModel):
    """A talk or a QA score from before."""

    model_config = ConfigDict(extra="forbid")

    rep: Name = Field(description="The dialler's id or e-mail of the rep.")
    day: date
    kind: Literal["talk", "score"]
    value: float | None = Field(None, ge=0, le=1000, allow_inf_nan=False)
    says: str = Field("", max_length=2000, pattern=NO_CONTROLS)


class NewEarlier(BaseModel):
    """Records from before, with where they are from."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "source": "QA sheet 2025",
                    "records": [
                        {"rep": "ana@northwind.example", "day": "2025-11-03", "kind": "score", "value": 71}
                    ],
                }
            ]
        },
    )

    source: Name
    records: list[EarlierLine] = Field(min_length=1, max_length=5000)


class EarlierTold(BaseModel):
    """What became of records that were sent."""

    kept: int
    unchanged: int = Field(description="Those that were here already.")


class EarlierView(BaseModel):
    """A record from before. It enters no trend."""

    day: date
    kind: Literal["talk", "score"]
    value: float | None
    says: str
    source: str
