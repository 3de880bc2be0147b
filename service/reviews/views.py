"""A review as people look at it: the sheet beside a call, its corrections, disputes and history. Frozen.

Pages and the API show the same records; nothing in them is worked out by a template.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from scoring.corrections.attention import Why
from scoring.judgement import Answer, Span
from scoring.record import Record
from scoring.review import Feedback, Flag, ShownEvidence, ShownScore
from scoring.rubric import Kind, Level
from service.web.answers import EXAMPLE_ID

State = Literal["draft", "confirmed", "released"]
ConfirmedAs = Literal["confirmed", "seen", "scored"]
Verb = Literal[
    "override", "confirm", "release", "score", "comment", "confirm_revision",
    "unconfirm", "unrelease", "dispute", "acknowledge", "self_score", "settle",
]  # fmt: skip
EXAMPLE_SCORE: dict[str, Any] = {"state": "complete", "value": 72.5, "low": 72.5, "high": 72.5}


def example(value: dict[str, Any]) -> ConfigDict:
    """A frozen record with an example for the OpenAPI document."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [value]})


class PersonRef(Record):
    """Somebody by name. No id: the installation's token, which is nobody."""

    id: str | None
    name: str


class CorrectionView(Record):
    """A changed answer: old and new, by whom, why. `origin`: person, carried over, or a dispute's outcome."""

    item: str
    before: Answer | None
    answer: Answer | None = Field(description="None: the correction was taken back.")
    reason: str
    by: PersonRef
    at: datetime
    origin: Literal["person", "carried", "dispute"]


class ItemSheet(Record):
    """An item: what was read, what stands now, what shows it, and why it needs a look (nothing: folded)."""

    id: str
    criterion: str
    kind: Kind
    asks: str
    must_have: bool
    reading: Answer | None = Field(description="What the judge answered; None: it was not read.")
    answer: Answer | None = Field(description="What stands now, with corrections.")
    evidence: tuple[ShownEvidence, ...] = ()
    searched: Span | None = None
    why: str = ""
    votes: dict[Answer, int] = Field(default={})
    look: tuple[Why, ...] = ()
    look_words: tuple[str, ...] = ()
    costs_points: bool = False
    correction: CorrectionView | None = None
    dispute: str | None = Field(None, description="The id of the open dispute about it.")


class CriterionSheet(Record):
    """A criterion with its level as it stands, the anchor for it, and its items."""

    key: str
    title: str
    state: Literal["scored", "range", "cannot_assess", "not_applicable", "failed"]
    level: Level | None
    low: Level | None
    high: Level | None
    weight: int
    worth: int | None
    anchor: str | None
    anchors: dict[Level, str]
    why: str
    items: tuple[ItemSheet, ...]


class ConfirmationView(Record):
    """Who stands for it, as what, after how many seconds, and which items' evidence they played."""

    state: ConfirmedAs
    by: PersonRef
    at: datetime
    seconds: float
    blind: bool
    played: tuple[str, ...]
    not_played: tuple[str, ...]


class LostCorrection(Record):
    """A correction of an earlier reading that did not move along, for somebody to look at."""

    item: str
    answer: Answer | None
    reason: str
    by: PersonRef


class RevisionView(Record):
    """A newer reading that waits to be confirmed in place of what was released."""

    run: str
    judge: str
    score: ShownScore
    kept: tuple[str, ...]
    lost: tuple[tuple[str, str], ...] = Field(description="Items whose correction does not hold, and why.")
    blocked: bool = Field(description="A dispute is open: it is settled first.")


class CommentView(Record):
    """What somebody wrote at a sentence. `for_rep`: the rep reads it once the review is released."""

    id: str
    sentence: str
    says: str
    by: PersonRef
    at: datetime
    for_rep: bool


DisputeState = Literal["open", "accepted", "partly", "rejected", "withdrawn"]
DisputeKind = Literal["item", "not_me", "swapped"]
DisputeReason = Literal[
    "ai_reading_wrong", "rater_error", "transcript_error", "wrong_speaker", "rubric_unclear"
]
REASON_WORDS: dict[str, str] = {
    "ai_reading_wrong": "the AI reading was wrong",
    "rater_error": "the person who confirmed it made a mistake",
    "transcript_error": "the transcript has it wrong",
    "wrong_speaker": "somebody else said it",
    "rubric_unclear": "the form is unclear",
}


class DisputeView(Record):
    """A rep's question about a review, and its answer."""

    model_config = example(
        {
            "id": EXAMPLE_ID,
            "call": EXAMPLE_ID,
            "kind": "item",
            "item": "asks_impact",
            "asks": "Does the rep ask what the problem costs the customer?",
            "proposed": "yes",
            "stands": "no",
            "sentence": "S0042",
            "says": "I asked it right after they named the price.",
            "state": "open",
            "opened_at": "2026-11-17T09:00:00Z",
            "due": "2026-11-24",
            "overdue": False,
            "decider": None,
            "reason": None,
            "answer": None,
            "settled_by": None,
            "settled_at": None,
            "may": ["settle"],
            "version": 1,
        }
    )

    id: str
    call: str
    kind: DisputeKind
    item: str | None
    asks: str
    proposed: Answer | None
    stands: Answer | None = Field(description="The answer as it stands in the review today.")
    sentence: str | None
    says: str
    state: DisputeState
    opened_at: datetime
    due: date
    overdue: bool
    decider: PersonRef | None
    reason: DisputeReason | None
    answer: str | None
    settled_by: PersonRef | None
    settled_at: datetime | None
    may: tuple[Literal["settle", "withdraw", "name_decider"], ...] = ()
    version: int


class ReviewSheet(Record):
    """What stands beside a call for whoever confirms it. While it is to be scored blind first, no answers.

    `must_play`: the items that cost points and whose evidence somebody has to play for *confirmed*.
    """

    model_config = example(
        {
            "id": EXAMPLE_ID,
            "call": EXAMPLE_ID,
            "state": "draft",
            "version": 3,
            "may": ["override", "confirm"],
            "blind_first": False,
            "rubric": "b2b-discovery@1",
            "judge": "llm",
            "notice": "AI reading",
            "score": EXAMPLE_SCORE,
            "reading_score": EXAMPLE_SCORE,
            "criteria": [],
            "flags": [],
            "feedback": [],
            "must_play": ["asks_impact"],
            "to_look_at": 4,
            "folded": 28,
            "confirmation": None,
            "revision": None,
            "lost": [],
            "disputes": [],
            "comments": [],
            "dispute_until": None,
        }
    )

    id: str
    call: str
    state: State
    version: int
    may: tuple[Verb, ...]
    blind_first: bool
    rubric: str
    judge: str
    model: str | None = None
    notice: str
    score: ShownScore | None
    reading_score: ShownScore | None = Field(description="The score without any correction.")
    criteria: tuple[CriterionSheet, ...]
    flags: tuple[Flag, ...]
    feedback: tuple[Feedback, ...]
    must_play: tuple[str, ...]
    to_look_at: int
    folded: int
    confirmation: ConfirmationView | None
    revision: RevisionView | None
    lost: tuple[LostCorrection, ...]
    disputes: tuple[DisputeView, ...]
    comments: tuple[CommentView, ...]
    released_at: datetime | None = None
    acknowledged_at: datetime | None = None
    dispute_until: date | None = Field(None, description="The last day on which its rep may question it.")


class QueueLine(Record):
    """A review that waits for somebody, and why it is in the queue."""

    call: str
    review: str
    rep: PersonRef | None
    team: str
    started_at: datetime
    zone: str
    selection: str = Field(description="Why it is reviewed: `random`, `manager`, `rep` or `complaint`.")
    why: Literal["duty_drawn", "duty_week", "revision", "optional"]
    words: str
    items: int = Field(description="Items to look at, as the reading left them.")
    must_have_fail: bool
    incomplete: bool
    blind_first: bool
    since: datetime


class ReviewQueue(Record):
    """Reviews to confirm, oldest call first. `next` is the cursor of the next page, null on the last."""

    model_config = example({"items": [], "next": None})

    items: tuple[QueueLine, ...]
    next: str | None


class ReleasedReview(Record):
    """A review as its rep reads it: released, or feedback without scores by the team's rule."""

    model_config = example(
        {
            "call": EXAMPLE_ID,
            "started_at": "2026-11-16T09:30:00Z",
            "zone": "Europe/Berlin",
            "selection": "random",
            "with_scores": True,
            "released_at": "2026-11-17T09:00:00Z",
            "acknowledged_at": None,
            "read": False,
            "score": EXAMPLE_SCORE,
            "confirmed_as": "confirmed",
            "feedback": [],
            "open_disputes": 0,
            "dispute_until": "2026-11-27",
        }
    )

    call: str
    started_at: datetime
    zone: str
    selection: str = Field(description="Why it is reviewed: `random`, `manager`, `rep` or `complaint`.")
    with_scores: bool
    released_at: datetime | None
    acknowledged_at: datetime | None
    read: bool
    score: ShownScore | None
    confirmed_as: ConfirmedAs | None
    feedback: tuple[Feedback, ...]
    open_disputes: int
    dispute_until: date | None


class Happening(Record):
    """Something that was done with a review, from the audit log."""

    at: datetime
    by: PersonRef
    action: str
    words: str
