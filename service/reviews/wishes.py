"""What people send: corrections, confirmations, disputes and their settlement, own sheets, comments."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from scoring.corrections.answering import MOST_SENTENCES, Said, Searched, SentenceId
from scoring.judgement import Answer
from scoring.record import Record
from scoring.roles import Channel
from scoring.rubric import Level
from service.reviews.views import DisputeKind, DisputeReason, example

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500, pattern=r"^[^\x00]*$")
]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000, pattern=r"^[^\x00]*$")
]
ItemId = Annotated[str, StringConstraints(max_length=80, pattern=r"^[a-z][a-z0-9_]*$")]
CriterionKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]+$")]
Seconds = Annotated[float, Field(ge=0, le=86_400)]


class NewOverride(Record):
    """Another answer to an item, and why. What costs points needs a sentence, or the part searched."""

    model_config = example(
        {
            "item": "asks_impact",
            "answer": "no",
            "searched": {"first": "S0001", "last": "S0120"},
            "reason": "The cited question is about the price, not about what the problem costs.",
        }
    )

    item: ItemId
    answer: Answer
    sentences: tuple[SentenceId, ...] = Field(default=(), max_length=MOST_SENTENCES)
    searched: Searched | None = None
    reason: Line

    def said(self) -> Said:
        return Said(
            item=self.item,
            answer=self.answer,
            sentences=self.sentences,
            searched=self.searched,
            why=self.reason,
        )


class TakenBack(Record):
    """The item of a correction that is taken back, and why."""

    model_config = example({"item": "asks_impact", "reason": "I looked at the wrong sentence."})

    item: ItemId
    reason: Line


class Confirming(Record):
    """How long it took, and the items whose evidence was played."""

    model_config = example({"seconds": 96.5, "played": ["asks_impact", "sums_up"]})

    seconds: Seconds = 0
    played: tuple[ItemId, ...] = Field(default=(), max_length=200)


class Because(Record):
    """Why, in a line."""

    model_config = example({"reason": "It was read on the transcript before the correction."})

    reason: Line


class NewDispute(Record):
    """What the rep questions: an item with the answer they propose, or who speaks on the call."""

    model_config = example(
        {
            "kind": "item",
            "item": "asks_impact",
            "proposed": "yes",
            "sentence": "S0042",
            "says": "I asked it right after they named the price.",
        }
    )

    kind: DisputeKind
    item: ItemId | None = None
    proposed: Answer | None = None
    sentence: SentenceId | None = None
    says: Text

    @model_validator(mode="after")
    def _names_what_it_is_about(self) -> "NewDispute":
        if self.kind == "item" and (self.item is None or self.proposed is None):
            raise ValueError("a dispute about an item names it and the answer it should have")
        if self.kind != "item" and (self.item is not None or self.proposed is not None):
            raise ValueError("a dispute about who speaks names no item")
        return self


class Settlement(Record):
    """The outcome of a dispute, its reason from the list, and a sentence to the rep.

    *partly* names the answer that stands instead. An answer that costs points needs its evidence. `rep`: for
    "this wasn't me", whose call it is, if that is known. `channel`: for swapped speakers, the channel or
    voice the rep is; with two of them it is the other one.
    """

    model_config = example(
        {"outcome": "accepted", "reason": "ai_reading_wrong", "says": "You are right: you ask it at 4:12."}
    )

    outcome: Literal["accepted", "partly", "rejected"]
    reason: DisputeReason
    says: Text
    answer: Answer | None = None
    sentences: tuple[SentenceId, ...] = Field(default=(), max_length=MOST_SENTENCES)
    searched: Searched | None = None
    rep: Annotated[str, StringConstraints(max_length=32, pattern="^[0-9a-z]+$")] | None = None
    channel: Channel | None = None

    @model_validator(mode="after")
    def _partly_says_what(self) -> "Settlement":
        if (self.outcome == "partly") is not (self.answer is not None):
            raise ValueError("`answer` is for an outcome of *partly*: the answer that stands instead")
        return self


class Decider(Record):
    """Who decides, by public id."""

    model_config = example({"person": "019368b2f1a47d1c9f0e5a2b3c4d5e70"})

    person: Annotated[str, StringConstraints(max_length=32, pattern="^[0-9a-z]+$")]


class SheetAnswers(Record):
    """An own sheet as far as it is filled in: it takes the place of what was there."""

    model_config = example(
        {
            "answers": [{"item": "asks_impact", "answer": "yes", "sentences": ["S0042"], "why": ""}],
            "seconds": 310,
        }
    )

    answers: tuple[Said, ...] = Field(max_length=200)
    seconds: Seconds = 0


class NewSelfScore(Record):
    """The rep's own levels, by criterion; null: the call gave no occasion."""

    model_config = example({"levels": {"opening": 4, "discovery": 3}, "remark": "I rushed the end."})

    levels: dict[CriterionKey, Level | None] = Field(min_length=1, max_length=10)
    remark: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")
    ] = ""


class NewComment(Record):
    """Something to say at a sentence."""

    model_config = example({"sentence": "S0042", "says": "Nice: you let them finish.", "for_rep": True})

    sentence: SentenceId
    says: Text
    for_rep: bool = True
