"""Shared examples as they come in and go out, and what their pages show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.states import Look, State
from service.calls.details import Name
from service.web.answers import EXAMPLE_ID

ASKED: dict[str, Any] = {
    "criterion": "discovery",
    "title": "Asks what it costs, and waits",
    "first": "S0041",
    "last": "S0043",
}
STATES = {
    "asked": State("asked", "", "Its rep has not answered yet; nobody else sees it.", Look.SHORT),
    "shared": State("shared", "✔", "Everybody who takes, coaches or checks calls can hear it.", Look.GOOD),
    "declined": State("declined", "", "Its rep said no; nobody else sees it."),
    "withdrawn": State("taken back", "", "Nobody else sees it any more."),
}
"""Where an example stands."""


class NewExample(BaseModel):
    """A part of a call that is worth hearing, from the first sentence to the last: 24 seconds at most."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ASKED]})

    criterion: str = Field(max_length=40, pattern="^[a-z0-9_]+$", description="What it is an example of.")
    title: Name = Field(description="What is to be heard in it.")
    first: str = Field(pattern=r"^S\d{4,12}$")
    last: str = Field(pattern=r"^S\d{4,12}$")


class ExampleAnswer(BaseModel):
    """Whether its rep agrees."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"agree": True}]})

    agree: bool


class ExampleView(BaseModel):
    """An example. Whose call it is stays unsaid; `text` has masks where customers' details were."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **ASKED,
                    "id": EXAMPLE_ID,
                    "state": "shared",
                    "text": ["Rep: And what does that cost you in a month?"],
                    "asked_at": "2026-11-16T10:00:00Z",
                    "views": 3,
                    "version": 2,
                }
            ]
        }
    )

    id: str
    criterion: str
    title: str
    first: str
    last: str
    state: Literal["asked", "shared", "declined", "withdrawn"]
    text: list[str]
    asked_at: datetime
    views: int | None = Field(description="How often others looked; for its rep, else null.")
    version: int


@dataclass(frozen=True)
class ExampleLine:
    """An example on the page. `clip` plays it with masked words silent."""

    id: str
    version: int
    title: str
    text: tuple[tuple[str, str], ...]
    clip: str
    length: str
    state: State
    views: str
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True)
class ExampleGroup:
    """The examples of a criterion."""

    key: str
    title: str
    lines: tuple[ExampleLine, ...]


@dataclass(frozen=True)
class ExamplesPage:
    """Examples by criterion; first what waits for the answer of whoever looks, and what is theirs.

    `wrong`: why what was just chosen was not kept.
    """

    mine: tuple[ExampleLine, ...]
    groups: tuple[ExampleGroup, ...]
    wrong: str = ""
