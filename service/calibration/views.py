"""Rounds, sheets and settlements as they come in and as they are shown."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.calibration.sheet import LevelGiven, Sheet
from scoring.judgement import Answer
from scoring.record import Record
from scoring.transcript import Speaker
from service.web.answers import EXAMPLE_ID

MOST_CALLS, MOST_RATERS = 500, 50
ROUND: dict[str, Any] = {
    "title": "November, discovery calls",
    "raters": [EXAMPLE_ID],
    "deadline": "2026-12-04",
    "drawn": 12,
    "enriched": 4,
}
Id = str


class NewRound(BaseModel):
    """A round: which calls, scored by whom, until when. Calls are drawn, enriched or chosen, or all three."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [ROUND]})

    title: str = Field(min_length=1, max_length=200)
    rubric: str | None = Field(
        None, max_length=120, description="slug@version; else the newest of the first slug."
    )
    raters: tuple[Id, ...] = Field(min_length=1, max_length=MOST_RATERS, description="Public ids of people.")
    deadline: date = Field(description="The last day; the round opens at its end, or when all are in.")
    zone: str = Field("UTC", max_length=64, description="The time zone in which that day ends.")
    drawn: int = Field(0, ge=0, le=MOST_CALLS, description="Calls drawn at random from the scored ones.")
    enriched: int = Field(0, ge=0, le=MOST_CALLS, description="Calls drawn from those with rare failures.")
    chosen: tuple[Id, ...] = Field((), max_length=MOST_CALLS, description="Public ids of calls.")
    kind: str | None = Field(None, max_length=100, description="Draw from calls of this kind only.")
    days: int = Field(90, ge=1, le=730, description="Draw from calls of so many days back.")
    weekly: int = Field(0, ge=0, le=50, description="So many drawn calls again every week; 0: only once.")


class RoundView(BaseModel):
    """A round in a list. `waiting` names how many sheets are missing, and is null for who rates in it."""

    id: str
    title: str
    rubric: str
    state: Literal["rating", "open", "settled"]
    deadline: datetime
    opened: datetime | None = Field(None, description="When it opened; null while it is blind.")
    zone: str
    calls: int
    removed: int = Field(description="Calls that left the round, deleted on request or taken out.")
    raters: int
    mine: int | None = Field(
        description="Sheets that are still to be handed in by you; null: you do not rate."
    )
    waiting: int | None
    series: str
    weekly: int
    version: int


class ShownSentence(Record):
    id: str
    speaker: Speaker
    start: float
    end: float
    text: str


class SheetView(BaseModel):
    """A call of a round as a rater sees it: no rep, no judge, no other rater, no id but its number."""

    round: str
    title: str
    number: int
    numbers: tuple[int, ...] = Field(description="The calls of the round.")
    done: tuple[int, ...] = Field(description="Those whose sheet you handed in.")
    kind: str | None
    deadline: datetime
    rubric: dict[str, Any] = Field(description="The whole form: criteria, anchors, items.")
    sentences: tuple[ShownSentence, ...]
    draft: dict[str, Any] | None
    handed_in: bool


class NewSheet(Sheet):
    """A sheet that is handed in. It cannot be changed afterwards."""


class NewDraft(BaseModel):
    """What is filled in so far, as the page keeps it; nothing of it is checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: dict[str, Any]


class NewSettlement(BaseModel):
    """What the meeting settled about one criterion of a call."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    criterion: str = Field(max_length=40)
    level: LevelGiven
    answers: dict[str, Answer] = Field(default={}, max_length=20)
    why: str = Field("", max_length=500)


class NewDeadline(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    deadline: date


class Cell(Record):
    """What one rater gave: a level, a word for none, or nothing. `sentences` show it."""

    level: int | None = None
    state: str = "missing"
    answers: dict[str, Answer] = Field(default={})
    sentences: dict[str, tuple[str, ...]] = Field(default={}, description="item → sentences")


class OpenCriterion(Record):
    """A criterion of a call with what everybody gave, in the order of `OpenRound.raters`."""

    key: str
    title: str
    gap: int = Field(description="in levels, between the two farthest apart")
    cells: tuple[Cell, ...]
    split: tuple[str, ...] = Field(description="items on which yes stands against no")
    settled: LevelGiven | None


class OpenCall(Record):
    """A call of an opened round, its criteria with the largest difference first."""

    number: int
    call: str | None = Field(description="The public id; null where the reader may not see the call.")
    why: str
    gap: int
    criteria: tuple[OpenCriterion, ...]


class OpenRaterView(Record):
    name: str
    kind: Literal["person", "judge"]
    left: bool = False


class OpenRound(BaseModel):
    """A round that is open: every call side by side, differences first."""

    round: RoundView
    raters: tuple[OpenRaterView, ...]
    calls: tuple[OpenCall, ...]
    notes: tuple[str, ...]
