"""Where a required statement, or a part of it, was said: the search behind `disclosure.py`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scoring.phrases import Match, phrase
from scoring.rubric import RequiredStatement
from scoring.told import is_question, row
from scoring.transcript import Sentence
from scoring.variant import said_at

NEIGHBOURS = 3
"""Sentences of one speaker over which a statement may spread."""
APART = 20.0
"""Seconds of others speaking after which a speaker's next sentence is no neighbour any more."""


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
        self.row = row(sentences)

    def finds(self, statement: RequiredStatement) -> Iterator[Found]:
        variants = [match for match in self._variants(statement.variants) if self._told(match, statement)]
        elements = {
            name: [match for match in self._element(patterns) if self._told(match, statement)]
            for name, patterns in statement.elements.items()
        }
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

    def _variants(self, variants: Sequence[str]) -> Iterator[Match]:
        words, names = self.row.tokens, self.row.names
        for variant in variants:
            for start in range(len(words)):
                end = said_at(variant, words, start, names)
                if end is not None and not self.row.denies(Match(start, end), allowed=None):
                    yield Match(start, end)

    def _element(self, patterns: Sequence[str]) -> Iterator[Match]:
        for pattern in patterns:
            named = re.findall(r"\w+", pattern.casefold())
            for match in phrase(pattern).find_all(self.row.tokens, self.row.names):
                if not self.row.denies(match, allowed=named):
                    yield match

    def _told(self, match: Match, statement: RequiredStatement) -> bool:
        """A statement that is put as a question may be asked; any other has to be told."""
        if any(is_question(variant) for variant in statement.variants):
            return True
        return not self.row.asks(match, of_self=any("{rep}" in variant for variant in statement.variants))

    def _width(self, place: int, wanted: Sequence[Sequence[Match]]) -> int | None:
        """Fewest sentences from this one on that hold all that is wanted, this one being needed for it."""
        for width in range(1, min(NEIGHBOURS, len(self.sentences) - place) + 1):
            if all(self._inside(place, width, matches) for matches in wanted):
                rest = width > 1 and all(self._inside(place + 1, width - 1, m) for m in wanted)
                return None if rest else width
        return None

    def _inside(self, place: int, width: int, matches: Sequence[Match]) -> bool:
        start, end = self.row.bounds[place][0], self.row.bounds[place + width - 1][1]
        return any(start <= match.start and match.end <= end for match in matches)

    def _window(self, place: int, width: int) -> tuple[Sentence, ...]:
        return tuple(self.sentences[place : place + width])
