"""What comes out of hearing a recording: words by track, before anybody is called rep or customer."""

from typing import Literal

from pydantic import Field

from scoring.record import Record
from scoring.review import Call, Hearing
from scoring.transcript import Stretch, Word

ALIKE = 0.75
"""Cosine from which two parts of a track are one voice, as in telling the voices of one channel apart."""


class Change(Record):
    """A moment at which the speaker of a track may change, by what is said.

    `alike`: the cosine between the voices before and after it.
    """

    at: float = Field(ge=0)
    alike: float

    @property
    def one_voice(self) -> bool:
        return self.alike >= ALIKE


class Turn(Record):
    """A moment from which on a voice of a channel speaks, until the next does; 1: the one who says most."""

    at: float = Field(ge=0)
    voice: int = Field(ge=1)


class Track(Record):
    """One sound track heard on its own, or one of the voices on it.

    `voice` numbers the voices of a track on which they were told apart, the one who says most first; None:
    it is not known how many there are. `voice_sure` says whether that can be relied on. `speech_seconds` is
    what voice activity detection found, shared out among the voices by their words. `turns` tell the voices
    of a channel of two apart, where there surely are several; none: nothing is known of that.
    """

    channel: Literal["left", "right", "only"]
    voice: int | None = Field(default=None, ge=1)
    voice_sure: bool = True
    words: tuple[Word, ...]
    speech_seconds: float = Field(ge=0)
    changes: tuple[Change, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def name(self) -> str:
        """What it is called where somebody names the rep: its channel, or the number of its voice."""
        return self.channel if self.voice is None else str(self.voice)


class Notice(Record):
    """Something about the recording that a person should know: damage, a cut end, text taken out."""

    code: str
    message: str


class Removed(Record):
    """Text that was heard and taken out again, with its seconds: why it cannot have been said there."""

    start: float = Field(ge=0)
    end: float = Field(ge=0)
    text: str
    why: Literal["repetition", "hardly speech", "echo", "silence"]
    channel: Literal["left", "right", "only"] = "only"


class Heard(Record):
    """A recording as it was heard. Several tracks are the sides of the call: two channels, or its voices.

    `at_once`: where two voices on one channel speak at the same time; None: nothing looked for that.
    `wordless`: sound as loud as speech without words, as music and ringing. `peaks`: the outline of the
    loudness, one series a channel, each the loudest sample of equally long parts as a share of full scale.
    """

    call: Call
    hearing: Hearing
    tracks: tuple[Track, ...] = Field(min_length=1, max_length=4)
    language: str | None = None
    notices: tuple[Notice, ...] = ()
    removed: tuple[Removed, ...] = ()
    at_once: tuple[Stretch, ...] | None = None
    wordless: tuple[Stretch, ...] = ()
    peaks: tuple[tuple[float, ...], ...] = ()
    decoding_seconds: float = Field(ge=0)
    hearing_seconds: float = Field(ge=0)
