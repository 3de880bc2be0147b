"""Quotations short enough for a note: of a long sentence, the part that is meant."""

from scoring.visible import shortened
from scoring.wording import tokens

LONGEST = 80
"""Characters of a quotation."""
CUT = "…"


def quotation(text: str, meant: str = "") -> str:
    """At most 80 characters of a sentence, cut between words, around those that are meant where it has them.

    An ellipsis stands where something was left out.
    """
    words = text.split()
    span = _place(text, meant)
    if len(text) <= LONGEST or span is None:
        return shortened(text, LONGEST)
    first, last = span
    while True:
        wider = [(f, e) for f, e in ((first, last + 1), (first - 1, last)) if f >= 0 and e < len(words)]
        grown = next(((f, e) for f, e in wider if len(_shown(words, f, e)) <= LONGEST), None)
        if grown is None:
            return _shown(words, first, last)
        first, last = grown


def _shown(words: list[str], first: int, last: int) -> str:
    before = CUT if first > 0 else ""
    return before + " ".join(words[first : last + 1]) + (CUT if last < len(words) - 1 else "")


def _place(text: str, meant: str) -> tuple[int, int] | None:
    """The first and last word of the text in which the meant words stand."""
    row, wanted = tokens(text), [token.text for token in tokens(meant)]
    for start in range(len(row) - len(wanted) + 1 if wanted else 0):
        if [token.text for token in row[start : start + len(wanted)]] == wanted:
            return row[start].first, row[start + len(wanted) - 1].last
    return None
