"""Whose words are whose on a track that holds several voices: each word, not each segment, gets a voice.

Stretches of speech are told apart by their voices; then the words, in order, get the voices under which they
are likeliest, where changing the voice costs more inside a sentence than at its end or at a pause (Viterbi).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.transcript import Word
from service.edges.clustering import Voices, tell_apart
from service.edges.filterbank import FRAMES_A_SECOND, filterbank
from service.edges.sides import Side
from service.edges.speech import as_floats
from service.edges.track_files import release
from service.edges.voiceprints import Directions, Voiceprints

_LENGTHS = (200, 120, 80)
"""Frames of a stretch: the longest that a phrase has room for. Voices are told apart by the longest ones."""
_STEP = 0.6
"""Of a stretch's length from the start of one to that of the next in a phrase."""
_ENOUGH = 12
_MOST_STRETCHES = 1500
_COMPARED = 60
"""Stretches of each part that are looked at where two parts are compared."""
_PAUSE = 0.3
_WEIGHT = 12.0
_CHANGE = {"inside": 4.0, "pause": 1.0, "end": 0.6}
"""What it costs to change the voice: inside a sentence, at a pause of _PAUSE seconds, at a sentence's end."""


class Told(NamedTuple):
    """The words of each voice, the one that says most first; `sure`: whether the voices lie clearly apart."""

    words: list[list[Word]]
    sure: bool


def tell_speakers(side: Side, words: Sequence[Word], prints: Voiceprints, count: int | None = None) -> Told:
    """Shares a track's words out among its voices. `count`: how many there are, where that is known."""
    bands = _bands(side)
    if not words or len(bands) < _LENGTHS[-1]:
        return Told([list(words)], sure=False)
    stretches, around = _around(words, len(bands))
    directions = prints.of(bands, stretches)
    known = count if prints.surely or count else 2
    voices = tell_apart(directions[_longest(stretches)], known)
    if voices.how_many == 1:
        return Told([list(words)], sure=voices.clear and prints.surely)
    of = _path(words, _likelihoods(directions, around, voices))
    shared = [
        [word for word, voice in zip(words, of, strict=True) if voice == n] for n in range(voices.how_many)
    ]
    spoken = [one for one in shared if one]
    return Told(sorted(spoken, key=len, reverse=True), sure=voices.clear and prints.surely)


def likeness(side: Side, before: Sequence[Word], after: Sequence[Word], prints: Voiceprints) -> float | None:
    """The cosine between the voices of two parts of a track; None where that can't be relied on."""
    bands = _bands(side)
    if not prints.surely or not before or not after or len(bands) < _LENGTHS[-1]:
        return None
    centres = []
    for words in (before, after):
        stretches, _ = _around(words, len(bands))
        chosen = _longest(stretches)[:_COMPARED]
        centre = prints.of(bands, [stretches[place] for place in chosen]).mean(axis=0)
        centres.append(centre / max(float(np.linalg.norm(centre)), 1e-9))
    return float(centres[0] @ centres[1])


def _bands(side: Side) -> NDArray[np.float32]:
    """The filter bank of the whole track, block by block: 80 floats every 10 ms."""
    pieces = []
    for one in side.talk:
        after = min(len(side.samples), one.block.end + 240)
        pieces.append(filterbank(as_floats(side.samples[one.block.start : after])))
        release(side.samples)
    return np.concatenate(pieces) if pieces else np.zeros((0, 80), np.float32)


def _around(words: Sequence[Word], frames: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Stretches of speech, each inside a phrase; and for each word the place of the one nearest to it."""
    stretches: list[tuple[int, int]] = []
    around: list[int] = []
    for phrase in _phrases(words):
        own = _within(phrase[0].start, phrase[-1].end, frames)
        centres = np.array([(start + end) / 2 for start, end in own]) / FRAMES_A_SECOND
        for word in phrase:
            nearest = int(np.abs(centres - (word.start + word.end) / 2).argmin())
            around.append(len(stretches) + nearest)
        stretches.extend(own)
    return stretches, around


def _longest(stretches: Sequence[tuple[int, int]]) -> list[int]:
    """The places of the longest stretches, of shorter ones too where there are few; thinned out if many."""
    found: list[int] = []
    for least in _LENGTHS:
        found = [place for place, (start, end) in enumerate(stretches) if end - start >= least]
        if len(found) >= _ENOUGH:
            break
    return found[:: max(1, -(-len(found) // _MOST_STRETCHES))]


def _likelihoods(directions: Directions, around: Sequence[int], voices: Voices) -> NDArray[np.float64]:
    """For each word how well it fits each voice. A stretch counts once, however many words lie in it."""
    fits = directions @ voices.centres.T
    shares = np.bincount(around, minlength=len(directions))
    return np.array([fits[place] * _WEIGHT / min(3.0, float(shares[place])) for place in around])


def _phrases(words: Sequence[Word]) -> list[list[Word]]:
    phrases = [[words[0]]]
    for before, word in pairwise(words):
        if _change(before, word) != "inside":
            phrases.append([])
        phrases[-1].append(word)
    return phrases


def _within(start: float, end: float, frames: int) -> list[tuple[int, int]]:
    """Stretches from `start` to `end` seconds: several where it is long, a wider one where it is short."""
    first, last = max(0, int(start * FRAMES_A_SECOND) - 10), min(frames, int(end * FRAMES_A_SECOND) + 10)
    length = next((length for length in _LENGTHS if length <= last - first), _LENGTHS[-1])
    if last - first <= length * (1 + _STEP / 2):
        begin = max(0, min((first + last - length) // 2, frames - length))
        return [(begin, begin + length)]
    begins = [*range(first, last - length, int(_STEP * length)), last - length]
    return [(begin, begin + length) for begin in begins]


def _change(before: Word, word: Word) -> str:
    if before.text.rstrip("\"'”’)]").endswith((".", "?", "!", "…")):
        return "end"
    return "pause" if word.start - before.end >= _PAUSE else "inside"


def _path(words: Sequence[Word], likely: NDArray[np.float64]) -> list[int]:
    """The likeliest voice of each word in order."""
    best = likely[0].copy()
    came = []
    for place in range(1, len(words)):
        cost = _CHANGE[_change(words[place - 1], words[place])]
        moved = best[None, :] - cost * (1 - np.eye(len(best)))
        came.append(moved.argmax(axis=1))
        best = moved.max(axis=1) + likely[place]
    path = [int(best.argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return path[::-1]
