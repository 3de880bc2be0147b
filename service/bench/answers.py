"""What every engine of the bench gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Words = list[tuple[str, str, float, float]]
"""Voice ("" where it is not told), text, start and end in seconds."""


@dataclass(frozen=True)
class Answer:
    """What an engine heard. `roles`: voice → rep or customer; empty where it is unsure or does not say.

    `decoding`: seconds of processor it took, None where that is not known apart.
    """

    words: Words
    seconds_of_sound: float
    roles: dict[str, str]
    notices: tuple[str, ...] = ()
    decoding: float | None = None


Engine = Callable[[Path], Answer]


def joined(pieces: Iterable[tuple[str, float, float]]) -> Words:
    """Words of pieces with their seconds; a piece without a space before it belongs to the one before."""
    words: Words = []
    for text, start, end in pieces:
        if words and not text[:1].isspace():
            _, before, began, _ = words.pop()
            text, start = before + text, began
        words.append(("", text.strip(), start, end))
    return words
