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
    "speaking i you he she we they me him us them to for about and".split()
)
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


def said_at(variant: str, tokens: Tokens, start: int) -> int | None:
    """Where the variant ends when it is said from `start` on; None where it is not."""
    words = variant_words(variant)
    spoken = sum(not word.startswith("{") for word in words)
    return _said(words, tokens, start, spoken // WORDS_PER_SLIP)


def _said(words: Tokens, tokens: Tokens, at: int, slips: int) -> int | None:
    if not words:
        return at
    if words[0].startswith("{"):
        return _slot(words, tokens, at, slips)
    here = tokens[at] if at < len(tokens) else None
    if here == words[0]:
        return _said(words[1:], tokens, at + 1, slips)
    if slips == 0:
        return None
    ways = []
    if here is not None and _misheard(words[0], here):
        ways.append(_said(words[1:], tokens, at + 1, slips - 1))
    if here in LIGHT:
        ways.append(_said(words, tokens, at + 1, slips - 1))
    if words[0] in LIGHT:
        ways.append(_said(words[1:], tokens, at, slips - 1))
    return min((end for end in ways if end is not None), default=None)


def _slot(words: Tokens, tokens: Tokens, at: int, slips: int) -> int | None:
    closed = NOT_A_NAME | ({"the"} if words[0] == "{rep}" else set())
    for length in range(1, LONGEST_NAME + 1):
        name = tokens[at : at + length]
        if len(name) < length or name[-1] in closed:
            return None
        end = _said(words[1:], tokens, at + length, slips)
        if end is not None:
            return end
    return None


@lru_cache(maxsize=20_000)
def _misheard(meant: str, heard: str) -> bool:
    """Long enough to be told apart, no numbers, and nearly the same letters: "recorded", "recording"."""
    if min(len(meant), len(heard)) < 4 or not (meant + heard).isalpha():
        return False
    return SequenceMatcher(None, meant, heard, autojunk=False).ratio() >= ALIKE
