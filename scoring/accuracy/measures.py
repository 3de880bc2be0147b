"""Figures of a hearing against a reference: word errors, speakers, bounds of sentences, text in silence.

Words are compared as `scoring.wording` leaves them: spelling, fillers and the writing of numbers aside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby, permutations
from statistics import median
from typing import NamedTuple

from scoring.accuracy.alignment import align
from scoring.wording import tokens

NEAR = 1.5
"""Seconds between a word heard and the same word said up to which they are taken for one."""
SILENT = 0.5
"""Seconds from all that was said from which a word was heard in silence."""


class Spoken(NamedTuple):
    """A word of one voice; times in seconds, None where the reference has none. `sentence` numbers them."""

    text: str
    voice: str
    start: float | None
    end: float | None
    sentence: int = 0


class Errors(NamedTuple):
    """Words that were said, and of those heard how many were wrong, lost (not heard) or invented."""

    said: int
    wrong: int = 0
    lost: int = 0
    invented: int = 0

    @property
    def rate(self) -> float | None:
        """Word error rate; None where nothing was said."""
        return (self.wrong + self.lost + self.invented) / self.said if self.said else None

    def plus(self, other: "Errors") -> "Errors":
        return Errors(*(a + b for a, b in zip(self, other, strict=True)))


class Measures(NamedTuple):
    """Of one recording. None: the reference or the hearing has nothing to measure it by."""

    errors: Errors
    attributed: Errors | None
    """Each voice's words against those of the person it is taken for (concatenated, best assignment)."""
    right_words: tuple[int, int] | None
    """Words with the right voice, of those that can be placed by their time."""
    right_sentences: tuple[int, int] | None
    starts_off: float | None
    """Median distance in seconds between where a sentence begins and where it was heard to begin."""
    ends_off: float | None
    longest_loss: float | None
    """Seconds of the longest stretch of speech none of whose words were heard, in this order at least."""
    in_silence: int | None


def comparable(voice: str, texts: Iterable[tuple[str, float | None, float | None, int]]) -> list[Spoken]:
    """Words of a voice (text, start, end, sentence) as they are compared; a number may take several."""
    words = [word for word in texts if word[0].strip()]
    places = [place for place, word in enumerate(words) for _ in word[0].split()]
    found = tokens(" ".join(word[0] for word in words))
    return [
        Spoken(t.text, voice, words[places[t.first]][1], words[places[t.last]][2], words[places[t.first]][3])
        for t in found
    ]


def measure(said: Sequence[Spoken], heard: Sequence[Spoken]) -> Measures:
    """The figures of what was heard against what was said; both in order of time within each voice.

    Words heard without a voice ("") are measured as words alone.
    """
    timed = all(word.start is not None for word in (*said, *heard))
    placed = _placed(said, heard) if timed else _aligned(said, heard)
    apart = len(_voices(said)) > 1 and all(word.voice for word in heard)
    taken_for = _assignment(placed, _voices(said), _voices(heard)) if apart else {}
    placed = _uncrossed(placed, taken_for) if apart and timed else placed
    streams = [*_streams(said, heard, taken_for)] if apart else [(_in_time(said), _in_time(heard))]
    starts, ends = _bounds(said, placed) if timed else (None, None)
    return Measures(
        errors=_errors(_in_time(said), _in_time(heard)),
        attributed=_sum(_errors(*stream) for stream in streams) if apart else None,
        right_words=_right_words(placed, taken_for) if apart else None,
        right_sentences=_right_sentences(placed, taken_for) if apart else None,
        starts_off=starts,
        ends_off=ends,
        longest_loss=max((_longest_loss(*stream) for stream in streams), default=0.0) if timed else None,
        in_silence=_in_silence(said, heard) if timed else None,
    )


def _voices(words: Iterable[Spoken]) -> list[str]:
    return sorted({word.voice for word in words})


def _in_time(words: Sequence[Spoken]) -> list[Spoken]:
    if any(word.start is None for word in words):
        return list(words)
    return sorted(words, key=lambda word: word.start or 0.0)


def _errors(said: Sequence[Spoken], heard: Sequence[Spoken]) -> Errors:
    pairs = align([word.text for word in said], [word.text for word in heard])
    wrong = sum(
        pair.said is not None and pair.heard is not None and said[pair.said].text != heard[pair.heard].text
        for pair in pairs
    )
    lost = sum(pair.heard is None for pair in pairs)
    return Errors(len(said), wrong, lost, sum(pair.said is None for pair in pairs))


def _sum(errors: Iterable[Errors]) -> Errors:
    return reduce(Errors.plus, errors, Errors(0))


def _assignment(
    placed: Sequence[tuple[Spoken, Spoken]], persons: Sequence[str], voices: Sequence[str]
) -> dict[str, str]:
    """Voice → the person it is taken for ("": nobody), one to one, with the most words in common."""
    common = Counter((heard.voice, said.voice) for said, heard in placed)
    padded = [*persons, *[""] * max(0, len(voices) - len(persons))]
    ways = (dict(zip(voices, way, strict=True)) for way in permutations(padded, len(voices)))
    return max(ways, key=lambda way: sum(common[pair] for pair in way.items()))


def _streams(
    said: Sequence[Spoken], heard: Sequence[Spoken], taken_for: dict[str, str]
) -> Iterator[tuple[list[Spoken], list[Spoken]]]:
    """What each person said beside what was heard of the voice taken for them; nobody's words last."""
    for person in dict.fromkeys([*_voices(said), *taken_for.values()]):
        own = [word for word in said if word.voice == person]
        yield own, [word for word in heard if taken_for[word.voice] == person]


def _aligned(said: Sequence[Spoken], heard: Sequence[Spoken]) -> list[tuple[Spoken, Spoken]]:
    """Words heard as they were said, found by their order where there are no times."""
    pairs = align([word.text for word in said], [word.text for word in heard])
    both = [(said[p.said], heard[p.heard]) for p in pairs if p.said is not None and p.heard is not None]
    return [(a, b) for a, b in both if a.text == b.text]


def _placed(said: Sequence[Spoken], heard: Sequence[Spoken]) -> list[tuple[Spoken, Spoken]]:
    """Words that were said, each with the word heard that has its text and is NEAR it: nearest pairs first.

    One to one: where one of two people who say "okay" was not heard, the other's is not taken for it.
    """
    by_text: dict[str, list[int]] = {}
    for place, word in enumerate(heard):
        by_text.setdefault(word.text, []).append(place)
    near = [
        (apart, place, other)
        for place, word in enumerate(said)
        for other in by_text.get(word.text, ())
        if (apart := abs(_middle(heard[other]) - _middle(word))) <= NEAR
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, other in sorted(near):
        if place not in pairs and other not in taken:
            pairs[place] = other
            taken.add(other)
    return [(said[place], heard[pairs[place]]) for place in sorted(pairs)]


def _uncrossed(
    placed: Sequence[tuple[Spoken, Spoken]], taken_for: dict[str, str]
) -> list[tuple[Spoken, Spoken]]:
    """Pairs of two people who say the same word at once ("Bye." "Bye."), each given their own word.

    Only where both words were heard, and both near: a word of one that was lost takes none of the other's.
    """
    pairs = list(placed)
    crossed: dict[tuple[str, str, str], list[int]] = {}
    for here, (said, heard) in enumerate(pairs):
        given = taken_for[heard.voice]
        if given == said.voice:
            continue
        waiting = crossed.get((said.text, given, said.voice), [])
        there = next((n for n in waiting if _near(pairs[n][0], heard) and _near(said, pairs[n][1])), None)
        if there is None:
            crossed.setdefault((said.text, said.voice, given), []).append(here)
            continue
        waiting.remove(there)
        pairs[there], pairs[here] = (pairs[there][0], heard), (said, pairs[there][1])
    return pairs


def _near(word: Spoken, other: Spoken) -> bool:
    return abs(_middle(word) - _middle(other)) <= NEAR


def _middle(word: Spoken) -> float:
    return ((word.start or 0.0) + (word.end or 0.0)) / 2


def _right_words(placed: Sequence[tuple[Spoken, Spoken]], taken_for: dict[str, str]) -> tuple[int, int]:
    return sum(taken_for[heard.voice] == said.voice for said, heard in placed), len(placed)


def _right_sentences(placed: Sequence[tuple[Spoken, Spoken]], taken_for: dict[str, str]) -> tuple[int, int]:
    """Sentences more than half of whose placed words have the right voice, of those with placed words."""
    votes: dict[int, Counter[bool]] = {}
    for said, heard in placed:
        votes.setdefault(said.sentence, Counter())[taken_for[heard.voice] == said.voice] += 1
    return sum(vote[True] > vote[False] for vote in votes.values()), len(votes)


def _bounds(
    said: Sequence[Spoken], placed: Sequence[tuple[Spoken, Spoken]]
) -> tuple[float | None, float | None]:
    """How far the first and the last words of sentences, where these were heard, lie from the truth."""
    ordered = sorted(said, key=lambda word: word.sentence)
    sentences = [list(group) for _, group in groupby(ordered, key=lambda word: word.sentence)]
    heard_as = dict(placed)
    first = [(words[0].start, heard_as[words[0]].start) for words in sentences if words[0] in heard_as]
    last = [(words[-1].end, heard_as[words[-1]].end) for words in sentences if words[-1] in heard_as]
    return _distance(first), _distance(last)


def _distance(times: Sequence[tuple[float | None, float | None]]) -> float | None:
    both = [abs(a - b) for a, b in times if a is not None and b is not None]
    return median(both) if both else None


def _longest_loss(said: Sequence[Spoken], heard: Sequence[Spoken]) -> float:
    """The longest run of words that were lost, by the time they took to say and in which nothing was heard.

    "Nine thirty" heard as "9.30" is one word lost for the error rate, but nothing that was left out.
    """
    pairs = align([word.text for word in said], [word.text for word in heard])
    told = [(said[pair.said], pair.heard is None) for pair in pairs if pair.said is not None]
    runs = [[word for word, _ in run] for lost, run in groupby(told, key=lambda one: one[1]) if lost]
    return max((sum(_unheard(word, heard) for word in run) for run in runs), default=0.0)


def _unheard(word: Spoken, heard: Sequence[Spoken]) -> float:
    """Seconds of a word during which no word was heard."""
    start, end = word.start or 0.0, word.end or 0.0
    covered = 0.0
    for other in heard:
        low, high = max(start, other.start or 0.0), min(end, other.end or 0.0)
        covered += max(0.0, high - low)
    return max(0.0, end - start - covered)


def _in_silence(said: Sequence[Spoken], heard: Sequence[Spoken]) -> int:
    spans = [(word.start or 0.0, word.end or 0.0) for word in said]
    return sum(
        all(word.end < start - SILENT or word.start > end + SILENT for start, end in spans)
        for word in heard
        if word.start is not None and word.end is not None
    )
