"""Whose words are whose on a track that holds several voices: each word, not each segment, gets a voice.

Stretches of speech are told apart by their voices; then the words, in order, get the voices under which they
are likeliest, where changing the voice costs more inside a sentence than at its end or at a pause (Viterbi).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.hearing import Turn
from scoring.sentences import SILENCE
from scoring.transcript import Word
from service.edges.clustering import Voices, tell_apart
from service.edges.filterbank import FRAME, FRAMES_A_SECOND, STEP, filterbank
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
_LOOKED_AT = 60
"""Stretches of a channel of two that tell whether there is more than one voice."""
_AT_A_TIME = 256
_COMPARED = 60
"""Stretches of each part that are looked at where two parts are compared."""
_LISTENING = re.compile(r"m+h+m+|mm+|u+h+u+h+")
"""What only a listener says in the middle of a sentence, without its hyphen: mm-hmm, uh-huh."""
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
    frames = _frames(side)
    if not words or frames < _LENGTHS[-1]:
        return Told([list(words)], sure=False)
    stretches, around = _around(words, frames)
    directions = _directions(side, stretches, prints)
    known = count if prints.surely or count else 2
    voices = tell_apart(directions[_longest(stretches)], known)
    if voices.how_many == 1:
        return Told([list(words)], sure=voices.clear and prints.surely)
    likely = _likelihoods(directions, around, voices)
    of = _listeners(words, _path(words, likely), likely)
    shared = [
        [word for word, voice in zip(words, of, strict=True) if voice == n] for n in range(voices.how_many)
    ]
    spoken = [one for one in shared if one]
    return Told(sorted(spoken, key=len, reverse=True), sure=voices.clear and prints.surely)


def likeness(side: Side, before: Sequence[Word], after: Sequence[Word], prints: Voiceprints) -> float | None:
    """The cosine between the voices of two parts of a track; None where that can't be relied on."""
    frames = _frames(side)
    if not prints.surely or not before or not after or frames < _LENGTHS[-1]:
        return None
    centres = []
    for words in (before, after):
        stretches, _ = _around(words, frames)
        chosen = _longest(stretches)[:_COMPARED]
        centre = _directions(side, [stretches[place] for place in chosen], prints).mean(axis=0)
        centres.append(centre / max(float(np.linalg.norm(centre)), 1e-9))
    return float(centres[0] @ centres[1])


def voice_turns(side: Side, words: Sequence[Word], prints: Voiceprints) -> tuple[Turn, ...]:
    """Who speaks when on a channel of two; nothing where one person does, or where that can't be relied on.

    A look at a few dozen stretches is enough to know that there is one voice; only else are all looked at.
    """
    if not prints.surely or not words:
        return ()
    stretches, _ = _around(words, _frames(side))
    chosen = [stretches[place] for place in _longest(stretches, _LOOKED_AT)]
    if len(chosen) < _ENOUGH:
        return ()
    voices = tell_apart(_directions(side, chosen, prints))
    if voices.how_many == 1 or not voices.clear:
        return ()
    told = tell_speakers(side, words, prints)
    if not told.sure:
        return ()
    said = sorted((word.start, number) for number, own in enumerate(told.words, start=1) for word in own)
    changes = [one for before, one in pairwise([(0.0, 0), *said]) if one[1] != before[1]]
    return tuple(Turn(at=at, voice=number) for at, number in changes)


def _frames(side: Side) -> int:
    """How many frames the filter bank of the whole track has."""
    return max(0, (len(side.samples) - FRAME) // STEP + 1)


def _directions(side: Side, stretches: Sequence[tuple[int, int]], prints: Voiceprints) -> Directions:
    """The direction of each stretch, a few at a time: the filter bank of three hours is 350 MB."""
    if not prints.surely:  # the light way compares all of them with each other
        return prints.of(_all_bands(side), stretches)
    parts = (stretches[at : at + _AT_A_TIME] for at in range(0, len(stretches), _AT_A_TIME))
    return np.concatenate([prints.of(*_bands(side, part)) for part in parts])


def _bands(
    side: Side, stretches: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
    """The filter bank of these stretches alone, and where they lie in it."""
    pieces, places, at = [], [], 0
    for start, end in stretches:
        pieces.append(filterbank(as_floats(side.samples[start * STEP : (end - 1) * STEP + FRAME])))
        places.append((at, at + len(pieces[-1])))
        at += len(pieces[-1])
    release(side.samples)
    return np.concatenate(pieces), places


def _all_bands(side: Side) -> NDArray[np.float32]:
    """The filter bank of the whole track, block by block: 80 floats every 10 ms."""
    pieces = []
    for one in side.talk:
        after = min(len(side.samples), one.block.end + FRAME - STEP)
        pieces.append(filterbank(as_floats(side.samples[one.block.start : after])))
        release(side.samples)
    return np.concatenate(pieces)


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


def _longest(stretches: Sequence[tuple[int, int]], most: int = _MOST_STRETCHES) -> list[int]:
    """The places of the longest stretches, of shorter ones too where there are few; thinned out if many."""
    found: list[int] = []
    for least in _LENGTHS:
        found = [place for place, (start, end) in enumerate(stretches) if end - start >= least]
        if len(found) >= _ENOUGH:
            break
    return found[:: max(1, -(-len(found) // most))]


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


def _listeners(words: Sequence[Word], of: Sequence[int], likely: NDArray[np.float64]) -> list[int]:
    """The voices with each "mm-hmm" amid what one voice says given to another: nobody listens to themselves.

    It is too short for its sound to tell, and mostly lies over the other's.
    """
    found = list(of)
    for place in range(1, len(words) - 1):
        before, word, after = words[place - 1 : place + 2]
        amid = of[place - 1] == of[place] == of[place + 1] and after.start - before.end < SILENCE
        if amid and _LISTENING.fullmatch(re.sub(r"\W", "", word.text.lower())):
            others = np.delete(np.arange(likely.shape[1]), of[place])
            found[place] = int(others[likely[place][others].argmax()])
    return found


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
