"""What the page of a review is made of: plain values, ready to be laid out."""

from dataclasses import dataclass

from scoring.states import State
from service.reports.phrases import Fact
from service.reports.waveform import Waveform


@dataclass(frozen=True)
class Play:
    """A part of the recording that can be played, and the sentence it leads to."""

    sentence: str
    start: float
    end: float
    label: str
    speaker: str = ""
    who: str = ""
    quote: str = ""
    check: str = ""


@dataclass(frozen=True)
class ItemView:
    id: str
    state: State
    asks: str
    tag: str
    note: str
    evidence: tuple[Play, ...]
    searched: Play | None


@dataclass(frozen=True)
class CriterionView:
    key: str
    title: str
    state: State
    blocks: tuple[str, ...]
    level: str
    spoken_level: str
    about: str
    has_anchor: bool
    why: str
    weight: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class DisclosureView:
    state: State
    title: str
    note: str
    why: str
    play: Play | None
    searched: Play | None


@dataclass(frozen=True)
class NoteView:
    """What stands at a sentence: feedback, or the items it is evidence for."""

    state: State
    text: str
    say_instead: str
    criterion: str


@dataclass(frozen=True)
class LineView:
    """A sentence of the transcript; `turn` where another speaker spoke before.

    `aside`: that it is a listener's, or that somebody else speaks at the same time.
    """

    play: Play
    text: str
    turn: bool
    notes: tuple[NoteView, ...]
    aside: str = ""


@dataclass(frozen=True)
class FlagView:
    message: str
    criterion: str
    play: Play | None


@dataclass(frozen=True)
class CoachingView:
    """One part of the drafted coaching note; `spoken`: words to be said to a customer."""

    title: str
    text: str
    spoken: bool
    play: Play | None


@dataclass(frozen=True)
class ReviewPage:
    """The page of one review. `is_ai_reading`: what is shown was no person's own sheet."""

    title: str
    name: str
    answer: str
    facts: tuple[str, ...]
    notice: str
    is_ai_reading: bool
    next_step: str
    score: str
    score_note: str
    must_haves: tuple[tuple[State, str], ...]
    criteria: tuple[CriterionView, ...]
    disclosures: tuple[DisclosureView, ...]
    flags: tuple[FlagView, ...]
    coaching: tuple[CoachingView, ...]
    coaching_by: str
    talk: tuple[tuple[Fact, Play | None], ...]
    lines: tuple[LineView, ...]
    speakers: tuple[tuple[str, State], ...]
    sums: tuple[str, ...]
    made: tuple[tuple[str, str], ...]
    waveform: Waveform | None
    marks: tuple[Play, ...]
    duration: str
