"""What the pages of coaching notes show: frozen, ready to be laid out."""

from dataclasses import dataclass

from scoring.states import Look, State

NOTES = {
    "draft": State("draft", "", "Only its manager sees it. Nothing reaches the rep before it is released."),
    "released": State("released", "✔", "The rep reads it and may answer.", Look.GOOD),
    "answered": State("answered", "✔", "The rep has answered.", Look.GOOD),
}
"""Where a note stands."""

ANSWERS = {
    "will_try": "I'll try it",
    "did_say_it": "I did say it",
    "does_not_fit": "It doesn't fit",
}
"""What a rep may answer, in their words."""


@dataclass(frozen=True)
class QuoteView:
    """Words of a call: where they can be read, and the clip in which they sound."""

    href: str
    at: str
    words: str
    clip: str
    start: str
    end: str


@dataclass(frozen=True)
class PartView:
    """One part of a note. `field` is what it is called where it is worded anew; empty: it is not.

    `stands`: where somebody else worded it meanwhile, their words, beside what was typed here.
    `before`: how it was written, where a person has worded it anew since.
    """

    title: str
    field: str
    text: str
    spoken: bool
    quote: QuoteView | None
    stands: str = ""
    before: str = ""


@dataclass(frozen=True)
class CallOf:
    """A call the note was made from."""

    id: str
    text: str


@dataclass(frozen=True)
class NotePage:
    """A coaching note as one person sees it. `unkept`: what was typed and not taken, by its title."""

    id: str
    version: int
    rep: str
    rep_id: str
    week: str
    monday: str
    state: State
    ready: bool
    parts: tuple[PartView, ...]
    fields: tuple[PartView, ...]
    by: str
    warnings: tuple[str, ...]
    calls: tuple[CallOf, ...]
    own: bool
    may_decide: bool
    may_answer: bool
    answer: str
    answer_text: str
    answer_href: str
    wrong: str = ""
    unkept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FocusView:
    """How the focus is going: "asked for a dated next step: 2 of 9 before, 5 of 8 since"."""

    title: str
    before: str
    since: str
    since_day: str
