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

__all__ = ["GAP", "Match", "Phrase", "PhraseError", "normalise", "phrase"]

GAP = 6
"""How many words "..." may skip."""

_PIECE = re.compile(r"\.\.\.|…|#th\b|[()\[\]|#]|[^\s()\[\]|#…]+|\S")
_STEM = re.compile(r"[^\W_]+\*")
_CLOSING = {"(": ")", "[": "]"}

# Matched against words that are each led by a space, so that every match begins and ends with a whole word.
_WORD_ENDS = "(?![^ ])"
_SIGNS = {
    "...": f"(?: [^ ]+){{0,{GAP}}}?",
    "…": f"(?: [^ ]+){{0,{GAP}}}?",
    "_": " [^ ]+",
    "#": rf" (?!1{_WORD_ENDS})[0-9]+(?:\.[0-9]+)?{_WORD_ENDS}",
    "#th": f" [0-9]+(?:st|nd|rd|th){_WORD_ENDS}",
}


class PhraseError(ValueError):
    """A pattern that cannot be read; the message says where it goes wrong."""


class Match(NamedTuple):
    """Where a pattern matched: from token `start` up to, not including, token `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Phrase:
    """A pattern, read once and matched on lists of normalised words."""

    source: str
    expression: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a pattern. Raises `PhraseError` where brackets do not close or nothing would be matched."""
        pieces = _PIECE.findall(text)
        expression, rest = _sequence(pieces, 0)
        if rest != len(pieces):
            raise PhraseError(f"“{pieces[rest]}” closes or divides nothing in “{text}”")
        compiled = re.compile(expression)
        if compiled.fullmatch(""):
            raise PhraseError(f"“{text}” would match without a single word")
        return cls(text, compiled)

    def find(self, tokens: Sequence[str]) -> Match | None:
        """The first match, its gaps as short as they can be; None where there is none."""
        return next(self.find_all(tokens), None)

    def find_all(self, tokens: Sequence[str]) -> Iterator[Match]:
        """Every place where the pattern can begin, with one match each."""
        text = "".join(f" {token}" for token in tokens)
        found = self.expression.search(text)
        while found is not None:
            start = text.count(" ", 0, found.start())
            yield Match(start, start + found[0].count(" "))
            found = self.expression.search(text, found.start() + 1)


@lru_cache(maxsize=4096)
def phrase(text: str) -> Phrase:
    """`Phrase.parse`, remembered: a rubric's few hundred patterns are read once in a process."""
    return Phrase.parse(text)


def _sequence(pieces: list[str], place: int) -> tuple[str, int]:
    """The expression of all up to the next closing bracket or divider, and the place of that."""
    expression = ""
    while place < len(pieces) and pieces[place] not in (")", "]", "|"):
        if pieces[place] in _CLOSING:
            group, place = _group(pieces, place)
            expression += group
        else:
            expression += _word(pieces[place])
            place += 1
    return expression, place


def _group(pieces: list[str], place: int) -> tuple[str, int]:
    opening, whole = pieces[place], " ".join(pieces)
    branches = []
    divider = "|"
    while divider == "|":
        branch, place = _sequence(pieces, place + 1)
        if place == len(pieces):
            raise PhraseError(f"a bracket is not closed: “{_CLOSING[opening]}” is missing in “{whole}”")
        if not branch:
            raise PhraseError(f"an empty choice in “{whole}”")
        branches.append(branch)
        divider = pieces[place]
    if divider != _CLOSING[opening]:
        raise PhraseError(f"“{divider}” where “{_CLOSING[opening]}” was expected in “{whole}”")
    return f"(?:{'|'.join(branches)}){'??' if opening == '[' else ''}", place + 1


def _word(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if _STEM.fullmatch(piece):
        return f" {re.escape(piece[:-1].casefold())}[^ ]*"
    words = normalise(piece)
    if not words or "*" in piece:
        raise PhraseError(f"“{piece}” is neither a word nor a sign of the pattern language")
    return "".join(f" {re.escape(word)}{_WORD_ENDS}" for word in words)
