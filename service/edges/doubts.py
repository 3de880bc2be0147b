"""Text that was heard and cannot be true, and speech for which no text was heard."""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Literal, NamedTuple

from scoring.hearing import Removed
from scoring.transcript import Word
from service.edges.speech import Span, Talk
from service.edges.track_files import RATE

LONGEST_PHRASE = 8
LEAST_CONFIDENCE = 0.4
"""Mean confidence of the words in speech that may be none; below it they are taken out."""
NEAR = 0.25
"""Seconds around a word in which the sound still counts as its own: word times are no better."""
LEAST_UNHEARD = 0.6
"""Seconds of speech without a word from which it is heard again. Measured on 16 recordings: one such stretch,
and it was a lost sentence."""


class Loop(NamedTuple):
    """A phrase that the model repeats and repeats: all of it, and its first two times."""

    whole: Removed
    first_two: list[Word]


def loops(words: Sequence[Word]) -> list[Loop]:
    """Phrases repeated so often that the model must have made them up.

    A phrase of two to eight words counts from its fourth time in a row on, a single word from its eighth:
    people do say "no, no, no, no".
    """
    found = []
    place = 0
    while place < len(words):
        length, times = _loop_at(words, place)
        if times > 1:
            whole = _removed(words[place : place + length * times], "repetition")
            found.append(Loop(whole, list(words[place : place + 2 * length])))
        place += length * times
    return found


def in_faint_speech(words: Sequence[Word], talk: Talk) -> list[Removed]:
    """Words heard only in sound that is hardly speech, and that the model itself is not sure of."""
    found = []
    for span in talk.faint:
        inside = [word for word in words if span.start <= _middle(word) * RATE < span.end]
        if inside and fmean(word.confidence or 0.0 for word in inside) < LEAST_CONFIDENCE:
            found.append(_removed(inside, "hardly speech"))
    return found


def without(words: Sequence[Word], removed: Iterable[Removed]) -> list[Word]:
    """The words that do not lie in what was removed."""
    spans = [(one.start, one.end) for one in removed]
    return [word for word in words if not any(start <= _middle(word) <= end for start, end in spans)]


def unheard(bursts: Sequence[Span], words: Sequence[Word]) -> list[Span]:
    """The stretches of speech of at least LEAST_UNHEARD seconds that no word covers."""
    covered = sorted((word.start - NEAR, word.end + NEAR) for word in words)
    found = []
    for burst in bursts:
        place, last = burst.start / RATE, burst.end / RATE
        for start, end in covered:
            if end <= place or start >= last:
                continue
            if start - place >= LEAST_UNHEARD:
                found.append(Span(int(place * RATE), int(start * RATE)))
            place = max(place, end)
        if last - place >= LEAST_UNHEARD:
            found.append(Span(int(place * RATE), burst.end))
    return found


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _removed(words: Sequence[Word], why: Literal["repetition", "hardly speech"]) -> Removed:
    text = " ".join(word.text for word in words)
    return Removed(start=words[0].start, end=max(word.end for word in words), text=text, why=why)


def _loop_at(words: Sequence[Word], place: int) -> tuple[int, int]:
    """Length and count of the phrase repeated from `place` on; (1, 1) where none is repeated too often."""
    for length in range(1, LONGEST_PHRASE + 1):
        phrase = _bare(words[place : place + length])
        times = 1
        while _bare(words[place + times * length : place + (times + 1) * length]) == phrase:
            times += 1
        if times >= (8 if length == 1 else 4):
            return length, times
    return 1, 1


def _bare(words: Sequence[Word]) -> list[str]:
    return [word.text.strip(".,?!…").lower() for word in words]
