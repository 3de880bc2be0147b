"""Approved wordings of a required statement: were they said, give or take what a speech model mishears?"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from scoring.wording import normalise

Tokens = Sequence[str]

LIGHT = frozenset(
    "a an and also are be been being but by going have is just now of so that the to will".split()
)
"""Words a speech model drops or adds without changing what was said; a "not" is none of them."""
NOT_A_NAME = frozenset(
    "a an my your our his her their it that this these those not no where what who here there just calling "
    "speaking i you he she we they me him us them to for about and somebody someone everybody everyone "
    "people greetings straight hello hi hey monday tuesday wednesday thursday friday saturday sunday".split()
)
PARTICLES = frozenset("the de la le van von der den el al bin".split())
"""Words that may open a name without a capital: "de Vries", "the Northwind Group"."""
LONGEST_NAME = 3
"""Words a slot such as {company} may stand for."""
WORDS_PER_SLIP = 4
"""One slip for every so many words of the variant, rounded down; slots are no words."""
ALIKE = 0.7
"""How alike (0–1, by difflib over letters) a misheard word has to be to the one that was meant."""


@lru_cache(maxsize=512)
def variant_words(variant: str) -> tuple[str, ...]:
    """The normalised words of a variant, its slots kept as they are: ("this", "is", "{rep}", …)."""
    return tuple(
        token
        for piece in variant.replace("{", " {").replace("}", "} ").split()
        for token in ((piece,) if piece.startswith("{") else normalise(piece))
    )


def may_name(token: str, heard: str, cased: bool) -> bool:
    """Whether a word can open a name: it was heard with a capital or a digit, where there are capitals."""
    if token in NOT_A_NAME:
        return False
    return not cased or token in PARTICLES or any(letter.isupper() or letter.isdigit() for letter in heard)


def said_at(variant: str, tokens: Tokens, start: int, names: Sequence[bool] | None = None) -> int | None:
    """Where the variant ends when it is said from `start` on; None where it is not.

    `names` says of each token whether it may open a name; without it any word may.
    """
    return _Saying(variant_words(variant), tokens, names).end(0, start, _slips(variant))


@lru_cache(maxsize=512)
def _slips(variant: str) -> int:
    return sum(not word.startswith("{") for word in variant_words(variant)) // WORDS_PER_SLIP


class _Saying:
    """One variant held against one row of words; what was worked out once is remembered."""

    def __init__(self, words: Tokens, tokens: Tokens, names: Sequence[bool] | None) -> None:
        self.words = words
        self.tokens = tokens
        self.names = names
        self.known: dict[tuple[int, int, int], int | None] = {}

    def end(self, word: int, at: int, slips: int) -> int | None:
        """Where the words from `word` on end when they are said from `at` on with so many slips left."""
        if word == len(self.words):
            return at
        if self.words[word].startswith("{"):
            return self._slot(word, at, slips)
        here = self.tokens[at] if at < len(self.tokens) else None
        if here == self.words[word]:
            return self.end(word + 1, at + 1, slips)
        if slips == 0:
            return None
        key = (word, at, slips)
        if key not in self.known:
            self.known[key] = self._slipped(word, at, slips)
        return self.known[key]

    def _slipped(self, word: int, at: int, slips: int) -> int | None:
        meant, here = self.words[word], self.tokens[at] if at < len(self.tokens) else None
        ways = []
        if here is not None and _misheard(meant, here):
            ways.append(self.end(word + 1, at + 1, slips - 1))
        if here in LIGHT:
            ways.append(self.end(word, at + 1, slips - 1))
        if meant in LIGHT:
            ways.append(self.end(word + 1, at, slips - 1))
        return min((end for end in ways if end is not None), default=None)

    def _slot(self, word: int, at: int, slips: int) -> int | None:
        closed = NOT_A_NAME | ({"the"} if self.words[word] == "{rep}" else set())
        if self.names is not None and not (at < len(self.names) and self.names[at]):
            return None
        for length in range(1, LONGEST_NAME + 1):
            name = self.tokens[at : at + length]
            if len(name) < length or name[-1] in closed:
                return None
            end = self.end(word + 1, at + length, slips)
            if end is not None:
                return end
        return None


@lru_cache(maxsize=20_000)
def _misheard(meant: str, heard: str) -> bool:
    """Long enough to be told apart, no numbers, and nearly the same letters: "recorded", "recording"."""
    if min(len(meant), len(heard)) < 4 or not (meant + heard).isalpha():
        return False
    return SequenceMatcher(None, meant, heard, autojunk=False).ratio() >= ALIKE
