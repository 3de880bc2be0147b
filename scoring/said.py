"""Where a required statement, or a part of it, was said: the search behind `disclosure.py`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scoring.phrases import Match, normalise, phrase
from scoring.rubric import RequiredStatement
from scoring.transcript import Sentence
from scoring.variant import said_at

NEIGHBOURS = 3
"""Sentences of one speaker over which a statement may spread."""
APART = 20.0
"""Seconds of others speaking after which a speaker's next sentence is no neighbour any more."""
REACH = 4
"""How many words before a match a negation is looked for."""
NEGATIONS = frozenset({"not", "never", "no", "nobody"})
HARMLESS = frozenset({"mind", "worry", "worries", "problem", "forget", "matter", "to"})
"""Before these a negation says nothing about the statement: "if you do not mind, …", "not to worry"."""


@dataclass(frozen=True)
class Found:
    """One place in the call where the statement, or a part of it, was said."""

    state: Literal["exact", "paraphrase", "partial"]
    sentences: tuple[Sentence, ...]
    missing: tuple[str, ...] = ()

    @property
    def start(self) -> float:
        return self.sentences[0].start


def find_said(statement: RequiredStatement, spoken: Sequence[Sentence]) -> Iterator[Found]:
    """Every place where those who may say it said the statement: exactly, in other words or in part."""
    for speaker in statement.speakers:
        own = [sentence for sentence in spoken if sentence.speaker is speaker]
        for run in _runs(own):
            yield from _Run(run).finds(statement)


def _runs(own: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Neighbouring sentences of one speaker, broken where others speak for long."""
    run = list(own[:1])
    for before, sentence in pairwise(own):
        if sentence.start - before.end > APART:
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


class _Run:
    """The words of neighbouring sentences in one row, so that a match may cross from one to the next."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.tokens: list[str] = []
        self.bounds: list[tuple[int, int]] = []
        for sentence in sentences:
            start = len(self.tokens)
            self.tokens += normalise(sentence.text)
            self.bounds.append((start, len(self.tokens)))

    def finds(self, statement: RequiredStatement) -> Iterator[Found]:
        variants = [match for variant in statement.variants for match in self._variant(variant)]
        elements = {name: self._element(patterns) for name, patterns in statement.elements.items()}
        for place in range(len(self.sentences)):
            if (width := self._width(place, [variants])) is not None:
                yield Found("exact", self._window(place, width))
            width = self._width(place, list(elements.values()))
            if width is not None:
                yield Found("paraphrase", self._window(place, width))
                continue
            missing = tuple(name for name in elements if not self._inside(place, 1, elements[name]))
            if len(missing) < len(elements):
                yield Found("partial", self._window(place, 1), missing)

    def _variant(self, variant: str) -> Iterator[Match]:
        for start in range(len(self.tokens)):
            end = said_at(variant, self.tokens, start)
            if end is not None and not _negated(self.tokens, start, start):
                yield Match(start, end)

    def _element(self, patterns: Sequence[str]) -> list[Match]:
        return [
            match
            for pattern in patterns
            for match in phrase(pattern).find_all(self.tokens)
            if not _negated(self.tokens, match.start, match.end)
        ]

    def _width(self, place: int, wanted: Sequence[Sequence[Match]]) -> int | None:
        """Fewest sentences from this one on that hold all that is wanted, this one being needed for it."""
        for width in range(1, min(NEIGHBOURS, len(self.sentences) - place) + 1):
            if all(self._inside(place, width, matches) for matches in wanted):
                rest = width > 1 and all(self._inside(place + 1, width - 1, m) for m in wanted)
                return None if rest else width
        return None

    def _inside(self, place: int, width: int, matches: Sequence[Match]) -> bool:
        start, end = self.bounds[place][0], self.bounds[place + width - 1][1]
        return any(start <= match.start and match.end <= end for match in matches)

    def _window(self, place: int, width: int) -> tuple[Sentence, ...]:
        return tuple(self.sentences[place : place + width])


def _negated(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether a "not" stands in the words or shortly before: "I do not think this call is recorded"."""
    for place in range(max(0, start - REACH), end):
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        if tokens[place] in NEGATIONS and after not in HARMLESS:
            return True
    return False
