"""The little pattern language of cues and required statements.

    how do you ... today      words in this order; "..." leaves room for up to six words
    (call|phone [me] back)    one of several; groups may stand in groups
    [also|then]               may be there or not
    record*                   a word that begins so
    _                         any one word
    #                         a number, except a lone "one"; #th an ordinal such as 14th
    {rep}                     a name of one to three words, the first with a capital (in required statements)

Patterns and text are compared as `normalise` leaves them, so spelling, capitals, contractions and
punctuation do not matter. A pattern is matched on whole words, anywhere in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from scoring.wording import normalise

__all__ = ["GAP", "Match", "Phrase", "PhraseError", "normalise", "phrase"]

GAP = 6
"""How many words "..." may skip."""
MOST_GAPS = 4
"""Gaps a pattern may have."""
MOST_WAYS = 20_000
"""Ways in which a pattern may be laid over the words from one place on: the time it takes grows with them."""
MOST_PIECES = 500

_PIECE = re.compile(r"\.\.\.|…|#th\b|[()\[\]|#]|[^\s()\[\]|#…]+|\S")
_STEM = re.compile(r"[^\W_]+\*")
_CLOSING = {"(": ")", "[": "]"}

# Matched against words that are each led by a space, so that every match begins and ends with a whole word.
# A word that may open a name is followed by a "^", which no normalised word has.
_WORD_ENDS = r"(?![^ ^])\^?"
_NAME = r" [^ ]+\^(?: [^ ]+){0,2}?"
_SIGNS = {
    "...": f"(?: [^ ]+){{0,{GAP}}}?",
    "…": f"(?: [^ ]+){{0,{GAP}}}?",
    "_": " [^ ]+",
    "{rep}": _NAME,
    "{company}": _NAME,
    "#": rf" (?!1{_WORD_ENDS})-?[0-9]+(?:\.[0-9]+)?{_WORD_ENDS}",
    "#th": f" [0-9]+(?:st|nd|rd|th){_WORD_ENDS}",
}
_GAPS = ("...", "…")
_WAYS = {"...": GAP + 1, "…": GAP + 1, "{rep}": 3, "{company}": 3}


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
        """Reads a pattern. Raises `PhraseError` where brackets do not close or nothing would be matched.

        Also where it could be laid over the same words in so many ways that matching would take seconds.
        """
        pieces = _PIECE.findall(text)
        gaps = sum(piece in _GAPS for piece in pieces)
        if gaps > MOST_GAPS:
            raise PhraseError(f"{gaps} gaps “...” in “{text}”; at most {MOST_GAPS} are searched")
        if len(pieces) > MOST_PIECES:
            raise PhraseError(f"{len(pieces)} words and signs in one pattern; at most {MOST_PIECES} are read")
        expression, ways, rest = _sequence(pieces, 0)
        if rest != len(pieces):
            raise PhraseError(f"“{pieces[rest]}” closes or divides nothing in “{text}”")
        if ways > MOST_WAYS:
            raise PhraseError(f"too many gaps and choices after each other in “{text}”: divide it")
        compiled = re.compile(expression)
        if compiled.fullmatch(""):
            raise PhraseError(f"“{text}” would match without a single word")
        return cls(text, compiled)

    def find(self, tokens: Sequence[str]) -> Match | None:
        """The first match, its gaps as short as they can be; None where there is none."""
        return next(self.find_all(tokens), None)

    def find_all(self, tokens: Sequence[str], names: Sequence[bool] | None = None) -> Iterator[Match]:
        """Every place where the pattern can begin, with one match each.

        `names` says of each token whether it may open a name; without it none does.
        """
        marks = ["^" if name else "" for name in names] if names is not None else [""] * len(tokens)
        text = "".join(f" {token}{mark}" for token, mark in zip(tokens, marks, strict=True))
        found = self.expression.search(text)
        while found is not None:
            start = text.count(" ", 0, found.start())
            yield Match(start, start + found[0].count(" "))
            found = self.expression.search(text, found.start() + 1)


@lru_cache(maxsize=4096)
def phrase(text: str) -> Phrase:
    """`Phrase.parse`, remembered: a rubric's few hundred patterns are read once in a process."""
    return Phrase.parse(text)


def _sequence(pieces: list[str], place: int) -> tuple[str, int, int]:
    """The expression of all up to the next closing bracket or divider, its ways, and the place of that."""
    expression, ways = "", 1
    while place < len(pieces) and pieces[place] not in (")", "]", "|"):
        if pieces[place] in _CLOSING:
            group, group_ways, place = _group(pieces, place)
            expression += group
            ways *= group_ways
        else:
            expression += _word(pieces[place])
            ways *= _WAYS.get(pieces[place], 1)
            place += 1
    return expression, ways, place


def _group(pieces: list[str], place: int) -> tuple[str, int, int]:
    opening, whole = pieces[place], " ".join(pieces)
    branches = []
    by_word: Counter[str] = Counter()  # of the branches that begin with a plain word, one word's can fit
    divider = "|"
    while divider == "|":
        first = pieces[place + 1] if place + 1 < len(pieces) else ""
        branch, ways, place = _sequence(pieces, place + 1)
        if place == len(pieces):
            raise PhraseError(f"a bracket is not closed: “{_CLOSING[opening]}” is missing in “{whole}”")
        if not branch:
            raise PhraseError(f"an empty choice in “{whole}”")
        branches.append(branch)
        by_word[first if first.isalpha() else ""] += ways
        divider = pieces[place]
    if divider != _CLOSING[opening]:
        raise PhraseError(f"“{divider}” where “{_CLOSING[opening]}” was expected in “{whole}”")
    optional = opening == "["
    total = by_word.pop("", 0) + max(by_word.values(), default=0) + optional
    return f"(?:{'|'.join(branches)}){'??' if optional else ''}", total, place + 1


def _word(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if _STEM.fullmatch(piece):
        return f" {re.escape(piece[:-1].casefold())}[^ ]*"
    words = normalise(piece)
    if not words or "*" in piece:
        raise PhraseError(f"“{piece}” is neither a word nor a sign of the pattern language")
    return "".join(f" {re.escape(word)}{_WORD_ENDS}" for word in words)
