"""A coaching note, and the parts it is made of."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from scoring.record import Record

LONGEST = 120
"""Words a note has at most."""

Text = Annotated[str, Field(max_length=600)]


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
