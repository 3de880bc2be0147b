"""What is to be heard of a recording: one or two tracks, and where in them somebody speaks."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from scoring.hearing import Notice
from scoring.review import Topology
from scoring.transcript import Word
from service.edges.decoding import Decoded
from service.edges.levels import bring_up, clearness
from service.edges.speech import Span, Talk, blocks, find_talk, minus
from service.edges.topology import same_sound
from service.edges.track_files import RATE, Samples, release

Channel = Literal["left", "right", "only"]

_ROOM = 0.5
_LEAST_WORDLESS = 5.0


class Side(NamedTuple):
    """One track to hear: its samples and, block by block, where somebody speaks.

    `gain`: decibels by which it was brought up.
    """

    channel: Channel
    samples: Samples
    talk: list[Talk]
    gain: float = 0.0

    @property
    def speech_seconds(self) -> float:
        return sum(one.seconds for one in self.talk)

    @property
    def turns(self) -> list[Span]:
        return [span for one in self.talk for span in one.turns]


def sides_of(decoded: Decoded, block_seconds: float) -> tuple[Topology, list[Side]]:
    """How the channels belong together, and what is to be heard of them."""
    names: tuple[Channel, ...] = ("only",) if len(decoded.channels) == 1 else ("left", "right")
    louder_ones = [bring_up(samples) for samples in decoded.channels]
    sides = [
        Side(name, samples, list(_talk(samples, block_seconds)), gain)
        for name, (samples, gain) in zip(names, louder_ones, strict=True)
    ]
    if len(sides) == 1:
        return "one channel", sides
    speech = [span for side in sides for span in side.turns]
    louder = max(sides, key=lambda side: side.speech_seconds)
    if same_sound(sides[0].samples, sides[1].samples, speech):
        clearer = max(sides, key=lambda side: clearness(side.samples))
        return "false stereo", [clearer._replace(channel="only")]
    if min(side.speech_seconds for side in sides) == 0:
        return "one-sided", [louder]
    return "two channels", sides


def _talk(samples: Samples, block_seconds: float) -> Iterator[Talk]:
    for block in blocks(samples, block_seconds):
        yield find_talk(samples, block)
        release(samples)


def wordless(side: Side, words: Sequence[Word]) -> list[Span]:
    """Where a track is as loud as its speech without any words; none where that is a moment altogether."""
    faint = [span for one in side.talk for span in one.faint]
    heard = [Span(int((w.start - _ROOM) * RATE), int((w.end + _ROOM) * RATE)) for w in words]
    found = minus(faint, sorted(heard))
    return found if sum(span.seconds for span in found) >= _LEAST_WORDLESS else []


def loud_without_speech(side: Side, spans: Sequence[Span]) -> Notice | None:
    """Says where a track has no words and is as loud as if: music, ringing, or a voice that was missed."""
    if not spans:
        return None
    seconds = sum(span.seconds for span in spans)
    where = f" on the {side.channel} channel" if side.channel != "only" else ""
    message = (
        f"{seconds:.0f} s of loud sound{where}, first at {_clock(spans[0].start / RATE)}, hold no words "
        "that were recognised: music, ringing, or a voice that was missed. Play it."
    )
    return Notice(code="loud_without_speech", message=message)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
