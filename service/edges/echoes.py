"""Words of one person heard on the other's channel, because the line leaks: found by their sound."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.hearing import Removed
from scoring.transcript import Word
from service.edges.sides import Side
from service.edges.speech import as_floats, minus, padded
from service.edges.topology import comes_back_after, match
from service.edges.track_files import RATE, Samples, release

SAME = 0.5
"""Correlation from which the sound of two channels is one sound."""
QUIETER = 8.0
"""Decibels by which an echo is under its original, each measured against the speech of its own channel."""
_AT_LEVEL, _PLAINLY, _FAINT = 10.0, 6.0, 14.0
_HARDLY = 0.01
_RELEASED = 500
"""Words after which the memory of the sound around them is given back."""
_LEAST = 0.4
"""Seconds of sound around a word that are compared."""
_OVER_LINE = 4.0
"""Decibels by which a word is louder than its line. Measured: those said in eight calls at least 7, and those
made of nothing at most 2."""
_LEAST_LINE = 8
"""Quarter seconds in which nobody speaks, from which they say how loud the line is."""


def late_echoes(own: Side, words: Sequence[Word], other: Side, others_words: Sequence[Word]) -> list[Removed]:
    """As `echoes`, where what comes back comes so late that only its words tell by how much.

    A telephone far away sends back what it hears a quarter of a second later, and one person's words were
    written down as both people's.
    """
    later = comes_back_after(words, others_words)
    return [] if later is None else _echoes(own, words, other, later)


def echoes(own: Side, words: Sequence[Word], other: Side, _: Sequence[Word] = ()) -> list[Removed]:
    """The words of `own` that are the other channel's sound, quieter. Somebody speaking into it stays.

    Word by word, because an answer may follow an echo without any pause.
    """
    return _echoes(own, words, other, 0.0)


def _echoes(own: Side, words: Sequence[Word], other: Side, later: float) -> list[Removed]:
    """`later`: seconds by which the sound comes back, give or take LONGEST_LAG."""
    levels = level(own), level(other)
    alike = [_likeness(word, own, other, levels, later) for word in _releasing(words, own, other)]
    gone = []
    for place in range(len(words)):
        around = min(alike[max(0, place - 1)], alike[min(place + 1, len(words) - 1)])
        # Word times are not exact: a quiet word between two echoes is one of them.
        gone.append(alike[place] >= SAME or (alike[place] > 0 and around >= SAME))
    return _runs(own, words, gone, "echo")


def over_silence(own: Side, words: Sequence[Word], other: Side, _: Sequence[Word] = ()) -> list[Removed]:
    """The words of `own` that are no louder than its line is by itself, heard while the other person speaks.

    What leaks may be too faint for its sound to tell; the speech model makes words of it all the same, where
    a channel with nobody on it was brought up. A line nobody is silent on has no loudness by itself.
    """
    line, theirs = line_noise(own), level(other)
    if line is None or not words:
        return []
    gone = []
    for word in _releasing(words, own, other):
        start, end = _around(word)
        here, there = (_loudness(as_floats(side.samples[start:end])) for side in (own, other))
        gone.append(here - line < _OVER_LINE and there - theirs >= -_AT_LEVEL)
    return _runs(own, words, gone, "silence")


def line_noise(side: Side) -> float | None:
    """The usual loudness in decibels of a track where nobody speaks; None where that is hardly ever."""
    powers: list[NDArray[np.float32]] = []
    for one in side.talk:
        quiet = minus([one.block], padded(one.turns, one.block))
        powers.extend(_power(side.samples, *span) for span in quiet if span.seconds >= 0.25)
        release(side.samples)
    found = np.concatenate(powers) if powers else np.zeros(0, np.float32)
    return decibels(float(np.median(found))) if len(found) >= _LEAST_LINE else None


def _runs(
    own: Side, words: Sequence[Word], gone: Sequence[bool], why: Literal["echo", "silence"]
) -> list[Removed]:
    """What goes, neighbours together."""
    together = groupby(zip(words, gone, strict=True), key=lambda one: one[1])
    return [
        Removed(
            start=run[0].start,
            end=run[-1].end,
            text=" ".join(word.text for word in run),
            why=why,
            channel=own.channel,
        )
        for goes, pairs in together
        if goes and (run := [word for word, _ in pairs])
    ]


def _releasing(words: Sequence[Word], own: Side, other: Side) -> Iterator[Word]:
    """The words one by one; the memory of the sound around them is given back now and then."""
    for place, word in enumerate(words, start=1):
        yield word
        if place % _RELEASED == 0 or place == len(words):
            release(own.samples)
            release(other.samples)


def _around(word: Word) -> tuple[int, int]:
    """The samples of a word, wide enough to be compared."""
    room = max(0.0, _LEAST - (word.end - word.start)) / 2
    return int(max(0.0, word.start - room) * RATE), int((word.end + room) * RATE)


def _likeness(word: Word, own: Side, other: Side, levels: tuple[float, float], later: float) -> float:
    """How far a word's sound is that of the other channel, 0 to 1; 0 where it is too loud for one."""
    start, end = _around(word)
    back = min(start, round(later * RATE))
    here, there = as_floats(own.samples[start:end]), as_floats(other.samples[start - back : end - back])
    if len(here) < RATE // 10 or len(here) != len(there):
        return 0.0
    quiet, loud = _loudness(here), _loudness(there)
    under = (loud - levels[1]) - (quiet - levels[0])
    # Where a channel holds nothing but the leak, its level is the leak's: there the plain loudness tells.
    talks = loud - levels[1] >= -_AT_LEVEL
    plainly = (loud - other.gain) - (quiet - own.gain) >= _PLAINLY
    if under < QUIETER and not (talks and plainly):
        return _HARDLY if quiet - levels[0] <= -_FAINT else 0.0
    strength, _, _ = match(here, there)
    return max(strength, _HARDLY)


def level(side: Side) -> float:
    """Loudness in decibels of the loudest fifth of a track's speech: the person's own, not a leak."""
    powers: list[NDArray[np.float32]] = []
    for one in side.talk:
        powers.extend(_power(side.samples, turn.start, turn.end) for turn in one.turns)
        release(side.samples)
    return decibels(float(np.percentile(np.concatenate(powers), 80))) if powers else 0.0


def _loudness(sound: NDArray[np.float32]) -> float:
    return decibels(float(np.square(sound).mean())) if len(sound) else decibels(0.0)


def decibels(power: float) -> float:
    return 10 * float(np.log10(power + 1e-12))


def _power(samples: Samples, start: int, end: int) -> NDArray[np.float32]:
    length = RATE // 4
    whole = max(1, (end - start) // length) * length
    sound = np.square(as_floats(samples[start : start + whole]))
    powers: NDArray[np.float32] = sound[: len(sound) // length * length].reshape(-1, length).mean(axis=1)
    return powers
