"""A plan as it goes out: to the rep, to the manager in charge, to HR, each with what is theirs to see."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.milestone.plan_days import Dates
from scoring.plans.fit import Fit
from scoring.plans.sections import PlanContent
from service.web.answers import EXAMPLE_ID

State = Literal["draft", "hr_review", "published", "delivered", "running", "paused", "closed"]
Part = Literal["rep", "manager", "hr"]
LINE: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "rep": "019368b2f1a47d1c9f0e5a2b3c4d5e70",
    "rep_name": "Ana",
    "manager_name": "Sam",
    "state": "running",
    "part": "manager",
    "title": "Performance improvement plan",
    "starts_on": "2026-11-23",
    "deadline": "2027-01-21",
    "outcome": None,
    "waits_for": "The next check-in is on 1 December.",
    "version": 7,
}


class PlanLine(BaseModel):
    """A plan in a list, with what it waits for."""

    model_config = ConfigDict(json_schema_extra={"examples": [LINE]})

    id: str
    rep: str
    rep_name: str
    manager_name: str
    state: State
    part: Part = Field(description="As whom you see it.")
    title: str
    starts_on: date | None
    deadline: date | None
    outcome: str | None
    waits_for: str
    version: int


class PersonShown(BaseModel):
    id: str
    name: str


class ReadCall(BaseModel):
    """A call of a milestone: counted with its score, or left out or waiting with the reason."""

    call: str
    day: date | None
    score: str
    why: str = Field(description="Empty: it counts.")


class DecisionView(BaseModel):
    """A decision that was kept, with the hash of its inputs. `reopened`: why it stands no more."""

    id: str
    day: date
    final: bool
    status: str
    sentence: str
    fingerprint: str
    by: str
    at: datetime
    reopened: str | None


class MilestoneView(BaseModel):
    """Where a milestone stands today, in a sentence that can be read alone at home."""

    key: str
    title: str
    decides: bool
    status: str
    sentence: str
    next_step: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    path_today: float | None
    target: str
    weekly: list[dict[str, Any]]
    dates: Dates | None
    drawn: int
    counted: list[ReadCall]
    left_out: list[ReadCall]
    waiting: list[ReadCall]
    notices: list[str]
    sums: list[str]
    reads_calls: bool = Field(description="False: it rests on figures of another system.")
    figures: str = Field(description="Those figures with their days and source; empty: none yet, or calls.")
    extended: bool
    decisions: list[DecisionView]


class NoteView(BaseModel):
    id: str
    by: str
    at: datetime
    edited_at: datetime | None
    corrects: str | None
    editable: bool
    text: dict[str, Any]


class CheckInView(BaseModel):
    """A meeting. `skipped`: it was called off, or its time passed without a word."""

    id: str
    number: int
    kind: str
    at: datetime
    zone: str
    minutes: int
    state: str
    skipped: bool
    why: str | None
    present: list[str]
    notes: list[NoteView]


class CommitmentView(BaseModel):
    """A promise of either side."""

    id: str
    side: str
    what: str
    due: date
    state: str
    overdue: bool
    support: bool
    note: str | None
    settled_by: str | None


class WordView(BaseModel):
    """What somebody said, and the answer."""

    id: str
    kind: str
    about: str
    by: str
    at: datetime
    text: str
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    written_in: int | None = Field(description="The version in which the plan says it.")


class VersionView(BaseModel):
    number: int
    at: datetime
    by: str
    why: str
    fingerprint: str


class SignatureView(BaseModel):
    what: str
    name: str
    role: str
    at: datetime
    hash: str


class AbsenceView(BaseModel):
    """Days away. `why` is there for HR alone."""

    id: str
    first: date
    last: date
    pause: bool
    why: str | None
    withdrawn: bool


class EventView(BaseModel):
    at: datetime
    by: str
    kind: str
    words: str
    document: dict[str, Any]


class LookView(BaseModel):
    """How it goes 30 or 60 days after the plan was passed."""

    id: str
    due: date
    text: str | None
    by: str | None


class PlanPage(BaseModel):
    """Everything about a plan that whoever asks may see. `may` are the names of what they can do now."""

    model_config = ConfigDict(json_schema_extra={"examples": [LINE]})

    id: str
    part: Part
    state: State
    state_words: str
    version: int = Field(description="What the ETag shows.")
    number: int = Field(description="The newest version of what it says.")
    rep: PersonShown
    manager: PersonShown
    hr: PersonShown | None
    content: PlanContent
    fit: Fit | None
    fit_overruled: str | None
    published_at: datetime | None
    delivered_at: datetime | None
    delivery: dict[str, Any] | None
    say_until: date | None
    say_without: str = Field(description="Holidays that these five working days leave out; empty: none.")
    still_to_say: list[str]
    receipt: Literal["given", "declined", "none"]
    receipt_asked: bool
    starts_on: date | None
    paused_on: date | None
    outcome: str | None
    closing: dict[str, Any] | None
    milestones: list[MilestoneView]
    check_ins: list[CheckInView]
    commitments: list[CommitmentView]
    words: list[WordView]
    versions: list[VersionView]
    signatures: list[SignatureView]
    absences: list[AbsenceView]
    history: list[EventView]
    looks: list[LookView]
    moves: list[str]
    notices: list[str]
    may: list[str]


class FitView(BaseModel):
    """A check, with what it says and, where it was overruled, why."""

    id: str
    rep: str
    state: str
    found: Fit
    overruled: str | None


class ForecastView(BaseModel):
    """What a milestone would do, while it is written."""

    key: str
    title: str
    share: float = Field(description="Of drawn calls, those that count.")
    share_known: bool = Field(description="False: assumed, too few were drawn to know.")
    logged_a_week: float
    drawn_now: int
    a_week: int = Field(description="Calls that have to be drawn a week; fixed at publication.")
    countable: int = Field(description="Calls, or cases of another system, in the deciding window.")
    basis: str = Field(description="The same in a sentence, and from what it is known.")
    chances: list[dict[str, Any]]
    rarely_decides: bool
    meaning: str
    team: str
    refused: list[str]


class AgendaView(BaseModel):
    """What to talk about, filled from the data."""

    check_in: str
    standing: list[str]
    calls: list[dict[str, Any]]
    moves: list[str]
    last_action: str | None
    last_drill: str | None
    last_support: str | None
    due: list[str]
    questions: list[str]
    filled: dict[str, Any]


class StatusView(BaseModel):
    """The week in plain words, as the rep reads it."""

    subject: str
    lines: list[str]
