"""How many tokens a text takes: an estimate that errs upwards, for models whose tokeniser is not at hand."""

import re

_PIECE = re.compile(r"[A-Za-z]+|[0-9]|[^\sA-Za-z0-9]|\s")
LETTERS = 4
"""Letters a token of a word holds at least on average."""


def count_tokens(text: str) -> int:
    """An upper estimate: a word takes a token for each four letters, a digit or sign one each.

    Letters outside ASCII count by their bytes. Single spaces belong to the word they lead.
    """
    return sum(_tokens(piece) for piece in _PIECE.findall(text))


def _tokens(piece: str) -> int:
    if piece == " ":
        return 0
    if piece.isascii():
        return -(-len(piece) // LETTERS)
    return len(piece.encode("utf-8", "replace"))
