"""Words of each track become sentences of one transcript: cut at punctuation, merged in order of start.

The speech model's own segments are far too coarse (measured: F1 of a customer's sentence bounds .45, against
.74 for words cut at punctuation). A pause cuts only where punctuation is missing: cutting at every pause of
0.8 s made the long turns of reps worse.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from scoring.conversation import is_back_channel
from scoring.transcript import Sentence, Speaker, Word

PAUSE = 0.8
"""Seconds of silence that end a sentence without punctuation once it has LONG words, or before a capital."""
SILENCE = 2.0
"""Seconds of silence that end any sentence: across these the other person answers."""
LONG = 20
_BREATH = 0.15
"""Seconds of silence beside a back-channel from which whoever speaks may have ended a sentence there. In the
middle of one they talk on: at most 0.1 s between their words, measured; at its end 1.3 s and more."""

_END = re.compile(r"[.?!…]+[\"'”’)\]]*$")
_TRAILING_OFF = re.compile(r"(\.\.\.?|…)[\"'”’)\]]*$")
_INITIAL = re.compile(r"[A-HJ-Z]\.")
_SPELLED = re.compile(r"[A-Z]\.[,?!]?")
_DOTTED = re.compile(r"(?:[a-z]\.){2,}")
"""Letters for words: "our I.T. department". The end where a capital follows, as with the short forms."""
_TITLES = frozenset(
    "mr. mrs. ms. dr. prof. st. mt. ft. vs. e.g. i.e. p.o. a.k.a. gen. rep. sen. approx.".split()
)
"""Never the end of a sentence: something always follows."""
_SHORT_FORMS = frozenset("a.m. p.m. inc. ltd. co. corp. etc. jr. sr. u.s. u.k. dept. est. ave. ext.".split())
"""The end of a sentence where a capital follows, or nothing."""
_BEFORE_NUMBERS = frozenset("no. nos. ext. apt. p. pp. vol. fig. sec.".split())
"""No end before a number ("No. 5"); "No." alone is a sentence."""


Part = tuple[Speaker, Sequence[Word]]


def cut(tracks: Sequence[Part], *, one_channel: bool = False) -> tuple[Sentence, ...]:
    """The sentences of all tracks in order of their start, with ids S0001…; every word is in one of them.

    `one_channel`: the tracks are voices of one channel, which the speech model wrote down as one text. What a
    listener puts in ("mm-hmm") has full stops and capitals around it there that are nobody's: one of the two
    ends no sentence, and both only where somebody also pauses.
    """
    groups = [
        (speaker, group)
        for place, (speaker, words) in enumerate(tracks)
        for group in _groups(words, _beside(tracks, place) if one_channel else ())
    ]
    groups.sort(key=lambda spoken: min(word.start for word in spoken[1]))
    return tuple(_sentence(number, speaker, group) for number, (speaker, group) in enumerate(groups, start=1))


def _sentence(number: int, speaker: Speaker, words: Sequence[Word]) -> Sentence:
    return Sentence(
        id=f"S{number:04d}",
        speaker=speaker,
        start=min(word.start for word in words),
        end=max(word.end for word in words),
        text=" ".join(word.text.strip() for word in words),
        words=tuple(words),
    )


def _beside(tracks: Sequence[Part], own: int) -> Sequence[Word]:
    """The words of all other tracks, in order."""
    others = [word for place, (_, words) in enumerate(tracks) if place != own for word in words]
    return sorted(others, key=lambda word: word.start)


def _groups(words: Sequence[Word], beside: Sequence[Word]) -> list[list[Word]]:
    """The words of one track, a list for each sentence. `beside`: what others say on the same channel."""
    groups: list[list[Word]] = []
    for place, word in enumerate(words):
        if place == 0 or _ends_between(words[place - 1], word, len(groups[-1]), beside):
            groups.append([])
        groups[-1].append(word)
    return groups


def _ends_between(word: Word, following: Word, so_far: int, beside: Sequence[Word]) -> bool:
    """Whether a sentence of `so_far` words, the last being `word`, ends before `following`."""
    pause, text, next_text = following.start - word.end, word.text.strip(), following.text.strip()
    if pause > SILENCE:
        return True
    if listening := _listening(beside, word, following):
        goes_on = not text.endswith("?") and _silence([word, *listening, following]) < _BREATH
        return not goes_on and _ends_by_punctuation(text, next_text) and _begins_a_sentence(next_text)
    if _ends_by_punctuation(text, next_text):
        return True
    return pause > PAUSE and (so_far >= LONG or _begins_a_sentence(next_text))


def _listening(beside: Sequence[Word], word: Word, following: Word) -> Sequence[Word]:
    """What others say between two words, where all of it is a back-channel."""
    first = bisect_left(beside, word.start, key=lambda other: other.start)
    last = bisect_left(beside, following.start, key=lambda other: other.start)
    said = beside[first:last]
    return said if said and is_back_channel(_sentence(1, Speaker.OTHER, said)) else ()


def _silence(words: Sequence[Word]) -> float:
    """Seconds between words in order in which nobody speaks."""
    return sum(max(0.0, after.start - before.end) for before, after in pairwise(words))


def _ends_by_punctuation(text: str, following: str) -> bool:
    if not _END.search(text):
        return False
    bare = text.lower().lstrip("\"'“‘([")
    if bare in _BEFORE_NUMBERS and following[:1].isdigit():
        return False
    if bare in _TITLES or _INITIAL.fullmatch(text):
        return False
    if text == "I." and _SPELLED.fullmatch(following):
        return False  # a name is spelled: "S. I. T. H."
    if bare in _SHORT_FORMS or _DOTTED.fullmatch(bare) or _TRAILING_OFF.search(text):
        return _begins_a_sentence(following)
    return True


def _begins_a_sentence(text: str) -> bool:
    """A capital begins a sentence; the word "I" has one anywhere."""
    bare = text.lstrip("\"'“‘([")
    return bare[:1].isupper() and not re.match(r"I\b", bare)
