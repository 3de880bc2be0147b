"""What comes out of hearing a recording: words by track, before anybody is called rep or customer."""

from typing import Literal

from pydantic import Field

from scoring.record import Record
from scoring.review import Call, Hearing
from scoring.transcript import Word


class Track(Record):
    """One sound track heard on its own; `speech_seconds` is what voice activity detection found in it."""

    channel: Literal["left", "right", "only"]
    words: tuple[Word, ...]
    speech_seconds: float = Field(ge=0)


class Notice(Record):
    """Something about the recording that a person should know: damage, a cut end, text taken out."""

    code: str
    message: str


class Removed(Record):
    """Text that was heard and taken out again, with its seconds: why it cannot have been said there."""

    start: float = Field(ge=0)
    end: float = Field(ge=0)
    text: str
    why: Literal["repetition", "hardly speech", "echo"]
    channel: Literal["left", "right", "only"] = "only"


class Heard(Record):
    """A recording as it was heard. Two tracks mean that each channel is one side of the call."""

    call: Call
    hearing: Hearing
    tracks: tuple[Track, ...] = Field(min_length=1, max_length=2)
    language: str | None = None
    notices: tuple[Notice, ...] = ()
    removed: tuple[Removed, ...] = ()
    decoding_seconds: float = Field(ge=0)
    hearing_seconds: float = Field(ge=0)
