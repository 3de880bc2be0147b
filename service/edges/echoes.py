"""Words of one person heard on the other's channel, because the line leaks: found by their sound."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.hearing import Removed
from scoring.transcript import Word
from service.edges.sides import Side
from service.edges.speech import as_floats
from service.edges.topology import match
from service.edges.track_files import RATE, Samples

SAME = 0.5
"""Correlation from which the sound of two channels is one sound."""
QUIETER = 8.0
"""Decibels by which an echo is under its original, each measured against the speech of its own channel."""
_PAUSE = 0.4
_LONGEST = 3.0
_AT_LEVEL, _PLAINLY = 10.0, 6.0


def echoes(own: Side, words: Sequence[Word], other: Side) -> list[Removed]:
    """The words of `own` that are the other channel's sound, quieter. Somebody speaking into it stays."""
    theirs = _level(other)
    below = _level(own) - theirs
    found = []
    for run in _runs(words):
        start, end = (
            int(run[0].start * RATE),
            max(int(run[-1].end * RATE), int(run[0].start * RATE) + RATE // 4),
        )
        here, there = as_floats(own.samples[start:end]), as_floats(other.samples[start:end])
        if min(len(here), len(there)) < RATE // 10:
            continue
        strength, _, louder = match(here, there)
        # Where a channel holds nothing but the leak, its level is the leak's: there the plain loudness tells.
        talks = _decibels(float(np.square(there).mean())) - theirs >= -_AT_LEVEL
        if strength >= SAME and (louder + below >= QUIETER or (talks and louder >= _PLAINLY)):
            text = " ".join(word.text for word in run)
            found.append(
                Removed(start=run[0].start, end=run[-1].end, text=text, why="echo", channel=own.channel)
            )
    return found


def _runs(words: Sequence[Word]) -> list[list[Word]]:
    """Words said in one go, at most _LONGEST seconds: an answer may follow an echo."""
    runs: list[list[Word]] = []
    for word in words:
        if not runs or word.start - runs[-1][-1].end > _PAUSE or word.end - runs[-1][0].start > _LONGEST:
            runs.append([])
        runs[-1].append(word)
    return runs


def _level(side: Side) -> float:
    """Loudness in decibels of the loudest fifth of a track's speech: the person's own, not a leak."""
    powers = [_power(side.samples, turn.start, turn.end) for turn in side.turns]
    return _decibels(float(np.percentile(np.concatenate(powers), 80))) if powers else 0.0


def _decibels(power: float) -> float:
    return 10 * float(np.log10(power + 1e-12))


def _power(samples: Samples, start: int, end: int) -> NDArray[np.float32]:
    length = RATE // 4
    whole = max(1, (end - start) // length) * length
    sound = np.square(as_floats(samples[start : start + whole]))
    powers: NDArray[np.float32] = sound[: len(sound) // length * length].reshape(-1, length).mean(axis=1)
    return powers
