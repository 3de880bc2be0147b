"""What is to be heard of a recording: one or two tracks, and where in them somebody speaks."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from scoring.hearing import Notice
from scoring.review import Topology
from service.edges.decoding import Decoded
from service.edges.speech import VAD_PADDING, Span, Talk, as_floats, blocks, find_talk
from service.edges.topology import same_sound
from service.edges.track_files import RATE, Samples, release

Channel = Literal["left", "right", "only"]

_WINDOW = 0.5
_LOUD = 0.3
"""Of the loudness of the speech: music and ringing are about as loud as people."""
_LEAST_LOUD = 5.0


class Side(NamedTuple):
    """One track to hear: its samples and, block by block, where somebody speaks."""

    channel: Channel
    samples: Samples
    talk: list[Talk]

    @property
    def speech_seconds(self) -> float:
        return sum(one.seconds for one in self.talk)

    @property
    def turns(self) -> list[Span]:
        return [span for one in self.talk for span in one.turns]


def sides_of(decoded: Decoded, block_seconds: float) -> tuple[Topology, list[Side]]:
    """How the channels belong together, and what is to be heard of them."""
    names: tuple[Channel, ...] = ("only",) if len(decoded.channels) == 1 else ("left", "right")
    sides = [
        Side(name, samples, list(_talk(samples, block_seconds)))
        for name, samples in zip(names, decoded.channels, strict=True)
    ]
    if len(sides) == 1:
        return "one channel", sides
    speech = [span for side in sides for span in side.turns]
    louder = max(sides, key=lambda side: side.speech_seconds)
    if same_sound(sides[0].samples, sides[1].samples, speech):
        return "false stereo", [louder._replace(channel="only")]
    if min(side.speech_seconds for side in sides) == 0:
        return "one-sided", [louder]
    return "two channels", sides


def _talk(samples: Samples, block_seconds: float) -> Iterator[Talk]:
    for block in blocks(samples, block_seconds):
        yield find_talk(samples, block)
        release(samples)


def loud_without_speech(side: Side) -> Notice | None:
    """Says where a track is as loud as its speech without any: music, ringing, or a voice missed."""
    places = [place for one in side.talk for place in _loud_places(side.samples, one)]
    seconds = len(places) * _WINDOW
    if seconds < _LEAST_LOUD:
        return None
    where = f" on the {side.channel} channel" if side.channel != "only" else ""
    message = (
        f"{seconds:.0f} s of loud sound{where}, first at {_clock(places[0])}, hold no speech that was "
        "recognised: music, ringing, or a voice that was missed. Play it."
    )
    return Notice(code="loud_without_speech", message=message)


def _loud_places(samples: Samples, talk: Talk) -> Iterator[float]:
    """The starts, in seconds, of windows outside the turns that are nearly as loud as these."""
    length = int(_WINDOW * RATE)
    whole = (talk.block.end - talk.block.start) // length
    if not talk.turns or not whole:
        return
    sound = as_floats(samples[talk.block.start : talk.block.start + whole * length])
    power = np.square(sound).reshape(whole, length).mean(axis=1)
    spoken = np.zeros(whole, bool)
    for turn in talk.turns:
        first, last = _windows(turn, talk.block, length)
        spoken[first : last + 1] = True
    if spoken.any():
        least = _LOUD**2 * power[spoken].mean()
        yield from (talk.block.start / RATE + n * _WINDOW for n in np.flatnonzero(~spoken & (power >= least)))
    release(samples)


def _windows(turn: Span, block: Span, length: int) -> tuple[int, int]:
    room = int(VAD_PADDING * RATE)
    first = max(0, turn.start - room - block.start) // length
    return first, (turn.end + room - block.start) // length


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
