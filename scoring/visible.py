"""Text from outside, made safe to look at: what callers say and what files are called is data."""

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")
_SOFT_HYPHEN = "\u00ad"


def visible(text: str) -> str:
    """One line without anything that acts instead of being read.

    Line breaks and tabs become spaces. Control characters (the escape of a terminal command), bidi
    overrides, lone surrogates and unassigned code points become U+FFFD, so that an attempt shows.
    """
    if text.isascii() and text.isprintable():  # most texts, and nothing in them acts
        return text
    return "".join(map(_shown, text))


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut at a space where there is one, with an ellipsis for the rest."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length * 2 // 3 else cut).rstrip(" ,;") + "…"


def _shown(character: str) -> str:
    if character in _SPACES:
        return " "
    if character in _JOINERS or character == _SOFT_HYPHEN:
        return character if character != _SOFT_HYPHEN else ""
    return REPLACEMENT if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Co"} else character
