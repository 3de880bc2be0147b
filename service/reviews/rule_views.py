"""A rep's own scores beside a review, and the rules of a team. Frozen."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from scoring.record import Record
from scoring.rubric import Level
from service.reviews.views import example
from service.web.answers import EXAMPLE_ID


class SelfScoreView(Record):
    """The rep's own levels; beside those of the review once it is released, the largest differences first."""

    model_config = example(
        {
            "call": EXAMPLE_ID,
            "levels": {"opening": 4, "discovery": 3},
            "remark": None,
            "at": "2026-11-16T18:00:00Z",
            "pairs": [],
            "compared": False,
        }
    )

    call: str
    levels: dict[str, Level | None]
    remark: str | None
    at: datetime
    compared: bool = Field(description="Whether the review is released, so that both stand side by side.")
    pairs: tuple["LevelPairView", ...]


class LevelPairView(Record):
    """A criterion as two people see it."""

    criterion: str
    title: str
    mine: str
    theirs: str
    words: str
    distance: int


class CallToScore(Record):
    """An own call that a rep may score before its review is shown. `asked`: the one they are asked for."""

    call: str
    started_at: datetime
    zone: str
    selection: str = Field(description="Why it is reviewed: `random`, `manager`, `rep` or `complaint`.")
    asked: bool


class RulesView(Record):
    """The rules of a team."""

    model_config = example(
        {
            "team": EXAMPLE_ID,
            "name": "Inside sales",
            "release": "confirmation",
            "blind_first": 4,
            "dispute_days": 10,
            "calls_a_week": 1,
            "scores_count_from": None,
            "version": 0,
        }
    )

    team: str
    name: str
    release: Literal["confirmation", "feedback"]
    blind_first: int
    dispute_days: int
    calls_a_week: int
    scores_count_from: date | None
    version: int


class RulesChange(Record):
    """Which rules become what; what is left away stays."""

    model_config = example({"release": "confirmation", "blind_first": 4})

    release: Literal["confirmation", "feedback"] = "confirmation"
    blind_first: int = Field(
        4, ge=0, le=100, description="One confirmation in so many comes blind-first; 0: none."
    )
    dispute_days: int = Field(10, ge=1, le=90)
    calls_a_week: int = Field(1, ge=0, le=50, description="Calls of a rep and week to confirm for coaching.")
    scores_count_from: date | None = Field(
        None, description="From when calls may count in plans: hr's to set, forward only."
    )
