"""Two sequences of words laid beside each other with the fewest differences (Levenshtein, 1966)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Pair(NamedTuple):
    """Places of a word in what was said and in what was heard; None on the side where there is none."""

    said: int | None
    heard: int | None


def align(said: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """The pairs in order. Both sides set and the words alike: heard right; not alike: heard wrongly."""
    first, last = _common(said, heard), 0
    rest = min(len(said), len(heard)) - first
    while last < rest and said[-1 - last] == heard[-1 - last]:
        last += 1
    middle = _aligned(said[first : len(said) - last], heard[first : len(heard) - last])
    return [
        *(Pair(place, place) for place in range(first)),
        *(Pair(_moved(pair.said, first), _moved(pair.heard, first)) for pair in middle),
        *(Pair(len(said) - back, len(heard) - back) for back in range(last, 0, -1)),
    ]


def _common(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words both begin with: long calls are mostly heard right, and this part costs nothing."""
    pairs = zip(said, heard, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(said), len(heard)))


def _moved(place: int | None, by: int) -> int | None:
    return None if place is None else place + by


def _aligned(said: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    rows = list(_rows(said, heard))
    pairs: list[Pair] = []
    i, j = len(said), len(heard)
    while i or j:
        here = rows[i][j]
        if i and j and rows[i - 1][j - 1] + (said[i - 1] != heard[j - 1]) == here:
            i, j = i - 1, j - 1
            pairs.append(Pair(i, j))
        elif i and rows[i - 1][j] + 1 == here:
            i -= 1
            pairs.append(Pair(i, None))
        else:
            j -= 1
            pairs.append(Pair(None, j))
    return pairs[::-1]


def _rows(said: Sequence[str], heard: Sequence[str]) -> Iterator[list[int]]:
    """Row i, column j: the fewest differences between the first i words said and the first j heard."""
    row = list(range(len(heard) + 1))
    yield row
    for place, word in enumerate(said, start=1):
        above, row = row, [place]
        for j, other in enumerate(heard, start=1):
            row.append(min(above[j - 1] + (word != other), above[j] + 1, row[-1] + 1))
        yield row
