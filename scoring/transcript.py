"""Who said what and when: words make sentences, sentences make a transcript."""

from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from scoring.record import Record, fingerprint

Stretch = tuple[float, float]
"""Start and end in seconds."""


class Speaker(StrEnum):
    """Who speaks. *Other* is a third voice (an announcement, an interpreter); *unknown*: we can't tell."""

    REP = "rep"
    CUSTOMER = "customer"
    OTHER = "other"
    UNKNOWN = "unknown"


class Word(Record):
    """One spoken word; times in seconds from the start of the recording."""

    text: str
    start: float = Field(ge=0)
    end: float = Field(ge=0)
    confidence: float | None = Field(default=None, ge=0, le=1)


class Sentence(Record):
    """One sentence of one speaker; ids are `S0001…` in order of start, one series per transcript version."""

    id: str = Field(pattern=r"^S\d{4,}$")
    speaker: Speaker
    start: float = Field(ge=0)
    end: float = Field(ge=0)
    text: str
    words: tuple[Word, ...] = ()
    back_channel: bool = Field(
        default=False, description='a word or two into another\'s sentence, which goes on: "mm-hmm"'
    )
    at_once: tuple[Stretch, ...] = Field(
        default=(), description="where somebody else speaks too: seconds from the start of the recording"
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"{self.id} ends ({self.end}) before it starts ({self.start})")
        return self


class Roles(Record):
    """How it was decided who the rep is, and how sure that is (0–1)."""

    how: Literal["channel map", "evidence", "unknown"]
    confidence: float = Field(ge=0, le=1)
    why: str = ""
    doubt: str = Field(default="", description="what speaks against it, for a person to look at")


class Transcript(Record):
    """All sentences of a call, in order of their start; `duration` is that of the recording in seconds.

    `handed_over`: the second at which the rep took the call over from a colleague; None: nobody did.
    `at_once`: where two voices on one channel spoke at the same time; on two channels the words tell that.
    `wordless`: sound as loud as speech and without words, as music or ringing: no pause of anybody's.
    """

    sentences: tuple[Sentence, ...]
    roles: Roles
    duration: float = Field(ge=0)
    language: str | None = None
    handed_over: float | None = Field(default=None, ge=0)
    at_once: tuple[Stretch, ...] = ()
    wordless: tuple[Stretch, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [sentence.id for sentence in self.sentences]
        if len(set(ids)) != len(ids):
            raise ValueError("two sentences of a transcript have the same id")
        return self

    @cached_property
    def position(self) -> dict[str, int]:
        """Sentence id → its place in `sentences`."""
        return {sentence.id: place for place, sentence in enumerate(self.sentences)}

    def find(self, sentence_id: str) -> Sentence | None:
        """The sentence with that id, or None where the transcript has none."""
        place = self.position.get(sentence_id)
        return None if place is None else self.sentences[place]

    def said_by(self, speaker: Speaker) -> tuple[Sentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.speaker is speaker)

    @cached_property
    def rep_starts(self) -> float | None:
        """When the rep says their first word: time rules count from here. None: the rep never speaks."""
        return next((sentence.start for sentence in self.sentences if sentence.speaker is Speaker.REP), None)

    @cached_property
    def ends(self) -> float:
        """When the last sentence ends."""
        return max((sentence.end for sentence in self.sentences), default=0.0)

    def fingerprint(self) -> str:
        """The same words at the same times by the same speakers give the same fingerprint."""
        return fingerprint(
            [[s.id, s.speaker.value, f"{s.start:.3f}", f"{s.end:.3f}", s.text] for s in self.sentences]
        )
