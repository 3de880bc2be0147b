"""What may be asked of a trend, and a trend as it goes out."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scoring.trend_records import Selection, Series, Week
from service.calls.details import plausible
from service.errors import Unprocessable

MOST = 104
"""Weeks of a series at most: two years."""

Criterion = Annotated[str, StringConstraints(max_length=40, pattern="^[a-z0-9_]+$")]
RubricName = Annotated[str, StringConstraints(max_length=110, pattern="^[a-z0-9][a-z0-9-]*(@[0-9]{1,9})?$")]

LIKELY: dict[str, Any] = {
    "mean": 81.25,
    "low": 77.02,
    "high": 85.48,
    "n": 9,
    "incomplete": 1,
    "weeks": 3,
    "first_week": 20261102,
    "sd": 9.6,
    "team_sd": 11.0,
    "team_weight": 10,
}
EXAMPLE: dict[str, Any] = {
    "rep": "019368b2f1a47d1c9f0e5a2b3c4d5e70",
    "selection": "random",
    "first_week": 20260525,
    "weeks": 26,
    "enough": 8,
    "likely": "8 times in 10 the true average lies in here",
    "left_out": 0,
    "series": [
        {
            "criterion": "qa",
            "title": "QA score",
            "points": [
                {
                    "week": 20261116,
                    "scored_by": {"rubric": "b2b-discovery@1", "judge": "llm", "model": "a-model"},
                    "changed": [],
                    "scorecards": 4,
                    "confirmed": 4,
                    "n": 3,
                    "incomplete": 1,
                    "not_applicable": 0,
                    "average": LIKELY,
                    "words": "81, likely 77–85, 9 random calls of the last 3 weeks (1 more is incomplete)",
                }
            ],
        }
    ],
}


class TrendQuery(BaseModel):
    """Which calls, which weeks, which series."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    selection: Selection = Field(
        "random", description="How the calls were chosen. Only `random` ones stand for all calls of the rep."
    )
    weeks: int = Field(26, ge=1, le=MOST, description="How many weeks, the last one included.")
    until: str | None = Field(
        None,
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="Any day of the last week, as YYYY-MM-DD; else this week.",
        examples=["2026-11-16"],
    )
    criterion: Criterion | None = Field(
        None, description="Only this criterion, by its key, or `qa`.", examples=["discovery"]
    )
    rubric: RubricName | None = Field(
        None,
        description="Only scores by this rubric, or by one version of it.",
        examples=["b2b-discovery", "b2b-discovery@1"],
    )

    def last_day(self) -> date | None:
        """The day in `until`. Raises Unprocessable for one that is not in the calendar."""
        if self.until is None:
            return None
        try:
            return plausible(date.fromisoformat(self.until))
        except ValueError as error:
            raise Unprocessable(
                f"until: {self.until} is no day of a call.",
                "Send a day of the last week, such as 2026-11-16.",
            ) from error


class TrendView(BaseModel):
    """The weekly series of a rep, the QA score first, and what they were asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    rep: str
    selection: Selection
    first_week: Week = Field(description="The Monday of the first week that was asked for, as YYYYMMDD.")
    weeks: int
    enough: int = Field(description="Calls an average needs; with fewer it is too early to say.")
    likely: str = Field(
        "8 times in 10 the true average lies in here", description="What `low` and `high` mean."
    )
    left_out: int = Field(
        0,
        description="Calls of these weeks that no average has in it yet: somebody speaks to whoever "
        "evaluates them, and nobody has confirmed what the judge read.",
    )
    series: list[Series]
