"""What a coaching note is made from, and what it is."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from scoring.record import Record
from scoring.review import Feedback, Review, ShownCriterion, ShownItem
from scoring.transcript import Transcript

LONGEST = 120
"""Words a note has at most."""

Text = Annotated[str, Field(max_length=600)]


class ReviewedCall(Record):
    """A call of the rep that was reviewed: its public id, the day in its own zone, its review.

    `transcript` is the masked one, that the judge saw: names and numbers of customers stay out of notes.
    """

    id: str
    day: date
    review: Review
    transcript: Transcript

    @property
    def criteria(self) -> tuple[ShownCriterion, ...]:
        return self.review.scorecard.criteria if self.review.scorecard else ()

    def item(self, item_id: str) -> ShownItem | None:
        """The item as it was answered on this call, None where it was not."""
        return next((item for c in self.criteria for item in c.items if item.id == item_id), None)

    def missed_at(self, item_id: str) -> Feedback | None:
        """The sentence at which the item was missed, where one gave the occasion."""
        lines = (line for line in self.review.feedback if line.item == item_id and line.kind == "missed")
        return next(lines, None)


class Quote(Record):
    """Words of one sentence of one call, as they stand in its transcript; `start` in seconds."""

    call: str
    sentence: str
    words: str = Field(min_length=1, max_length=400)
    start: float = Field(ge=0)


class Focus(Record):
    """The one item a rep works on, since when, and the calls it was chosen from."""

    criterion: str
    item: str
    since: date
    calls: tuple[str, ...] = Field(min_length=1)


class Strength(Record):
    """Something the rep did well, with the sentence that shows it."""

    criterion: str
    item: str
    quote: Quote


class Drill(Record):
    """An exercise for two people that fits the focus."""

    name: str
    how: str


class Note(Record):
    """A coaching note as the rep reads it. `made_by` says whose words: the rubric's, or a model's.

    A part that has nothing to say is empty: no strength that can be shown, or nothing that two calls miss.
    """

    strength: Text = ""
    strength_quote: Quote | None = None
    focus: Focus | None = None
    happened: Text = ""
    happened_quote: Quote | None = None
    matters: Text = ""
    say_instead: Text = ""
    practice: Text = ""
    question: Text = ""
    drill: Drill | None = None
    made_by: Literal["rubric", "model"] = "rubric"
    model: str | None = None
    prompt_fingerprint: str | None = None

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(quote for quote in (self.strength_quote, self.happened_quote) if quote is not None)

    def parts(self) -> Iterator[tuple[str, str]]:
        """The name of each part and its words, quotes among them, in the order they are read.

        The drill is offered beside the note and is no part of it.
        """
        yield "strength", self.strength
        yield "strength_quote", self.strength_quote.words if self.strength_quote else ""
        yield "happened", self.happened
        yield "happened_quote", self.happened_quote.words if self.happened_quote else ""
        yield "matters", self.matters
        yield "say_instead", self.say_instead
        yield "practice", self.practice
        yield "question", self.question
