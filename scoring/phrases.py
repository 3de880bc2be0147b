"""The little pattern language of cues and required statements.

    how do you ... today      words in this order; "..." leaves room for up to six words
    (call|phone [me] back)    one of several; groups may stand in groups
    [also|then]               may be there or not
    record*                   a word that begins so
    _                         any one word
    #                         a number, except a lone "one"; #th an ordinal such as 14th

Patterns and text are compared as `normalise` leaves them, so spelling, capitals, contractions and
punctuation do not matter. A pattern is matched on whole words, anywhere in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from scoring.wording import normalise

__all__ = ["GAP", "Match", "Phrase", "PhraseError", "normalise"]

GAP = 6
"""How many words "..." may skip."""

_PIECE = re.compile(r"\.\.\.|…|#th\b|[()\[\]|#]|[^\s()\[\]|#…]+|\S")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_ORDINAL = re.compile(r"[0-9]+(st|nd|rd|th)")
_STEM = re.compile(r"[^\W_]+\*")


class PhraseError(ValueError):
    """A pattern that cannot be read; the message says where it goes wrong."""


class Match(NamedTuple):
    """Where a pattern matched: from token `start` up to, not including, token `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Word:
    """One token that is the same, begins so, or is of a kind."""

    text: str
    how: str = "same"

    def fits(self, token: str) -> bool:
        if self.how == "stem":
            return token.startswith(self.text)
        if self.how == "number":
            return token != "1" and _NUMBER.fullmatch(token) is not None
        if self.how == "ordinal":
            return _ORDINAL.fullmatch(token) is not None
        return self.how == "any" or token == self.text


@dataclass(frozen=True)
class Gap:
    """Room for a few words of any kind."""


@dataclass(frozen=True)
class Choice:
    """One of several sequences; an optional group has the empty sequence among them."""

    branches: tuple["Sequence_", ...]


Sequence_ = tuple[Word | Gap | Choice, ...]


@dataclass(frozen=True)
class Phrase:
    """A pattern, parsed once and matched on lists of normalised words."""

    source: str
    parts: Sequence_

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a pattern. Raises `PhraseError` where brackets do not close or nothing would be matched."""
        pieces = _PIECE.findall(text)
        parts, rest = _sequence(pieces, 0, closing=None)
        if rest != len(pieces):
            raise PhraseError(f"“{pieces[rest]}” closes or divides nothing in “{text}”")
        if _may_be_empty(parts):
            raise PhraseError(f"“{text}” would match without a single word")
        return cls(text, parts)

    def find(self, tokens: Sequence[str]) -> Match | None:
        """The first match, the shortest from its start; None where there is none."""
        for start in range(len(tokens)):
            ends = _ends(self.parts, tokens, start)
            if ends:
                return Match(start, min(ends))
        return None

    def find_all(self, tokens: Sequence[str]) -> Iterator[Match]:
        """Every place where the pattern can begin, each with its shortest match."""
        for start in range(len(tokens)):
            ends = _ends(self.parts, tokens, start)
            if ends:
                yield Match(start, min(ends))


@lru_cache(maxsize=4096)
def phrase(text: str) -> Phrase:
    """`Phrase.parse`, remembered: a rubric's few hundred patterns are read once in a process."""
    return Phrase.parse(text)


def _ends(parts: Sequence_, tokens: Sequence[str], start: int) -> set[int]:
    """Every position at which the parts may end when they begin at `start`."""
    at = {start}
    for place, part in enumerate(parts):
        if not at:
            return at
        if isinstance(part, Word):
            at = {here + 1 for here in at if here < len(tokens) and part.fits(tokens[here])}
        elif isinstance(part, Choice):
            at = {end for here in at for branch in part.branches for end in _ends(branch, tokens, here)}
        elif place + 1 < len(parts):
            at = {here + skip for here in at for skip in range(GAP + 1) if here + skip <= len(tokens)}
    return at


def _sequence(pieces: list[str], place: int, closing: str | None) -> tuple[Sequence_, int]:
    parts: list[Word | Gap | Choice] = []
    while place < len(pieces):
        piece = pieces[place]
        if piece in ("(", "["):
            choice, place = _group(pieces, place)
            parts.append(choice)
            continue
        if piece in (")", "]", "|"):
            break
        parts.extend(_words(piece))
        place += 1
    if closing and place == len(pieces):
        raise PhraseError(f"a bracket is not closed: “{closing}” is missing in “{' '.join(pieces)}”")
    return tuple(parts), place


def _group(pieces: list[str], place: int) -> tuple[Choice, int]:
    opening = pieces[place]
    closing = {"(": ")", "[": "]"}[opening]
    branches: list[Sequence_] = []
    while True:
        branch, place = _sequence(pieces, place + 1, closing)
        if not branch:
            raise PhraseError(f"an empty choice in “{' '.join(pieces)}”")
        branches.append(branch)
        if pieces[place] == closing:
            break
        if pieces[place] != "|":
            raise PhraseError(f"“{pieces[place]}” where “{closing}” was expected in “{' '.join(pieces)}”")
    if opening == "[":
        branches.append(())
    return Choice(tuple(branches)), place + 1


def _words(piece: str) -> list[Word | Gap | Choice]:
    kinds = {"_": "any", "#": "number", "#th": "ordinal"}
    if piece in ("...", "…"):
        return [Gap()]
    if piece in kinds:
        return [Word("", kinds[piece])]
    if _STEM.fullmatch(piece):
        return [Word(piece[:-1].casefold(), "stem")]
    words = normalise(piece)
    if not words or "*" in piece:
        raise PhraseError(f"“{piece}” is neither a word nor a sign of the pattern language")
    return [Word(word) for word in words]


def _may_be_empty(parts: Sequence_) -> bool:
    return all(
        isinstance(part, Gap) or (isinstance(part, Choice) and any(map(_may_be_empty, part.branches)))
        for part in parts
    )
