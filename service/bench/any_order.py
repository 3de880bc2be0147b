"""Word errors where two people speak at once: in no one order are their words to be written down.

Whoever hears two channels puts words in order of their times, whoever hears one text writes sentence after
sentence: neither is an error of hearing. So of all orders of what was said in which each person's own words
stay in theirs, that one counts which gives the fewest errors.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.accuracy.measures import Spoken

WITHIN = 3.0
"""Seconds by which words of two people may be put before each other's at most."""

Row = NDArray[np.int64]


def fewest_errors(said: Sequence[Spoken], heard: Sequence[Spoken]) -> int:
    """The fewest words wrong, lost and invented in any such order; all words have times.

    Each voice's are in order; of more than two voices all but the first keep their order among each other.
    """
    first = said[0].voice if said else ""
    one = [word for word in said if word.voice == first]
    other = sorted((word for word in said if word.voice != first), key=_start)
    known = {text: number for number, text in enumerate({word.text for word in (*said, *heard)})}
    texts = np.array([known[word.text] for word in sorted(heard, key=_start)], np.int64)
    columns = np.arange(len(texts) + 1)
    # The cost of every number of words heard, by how many of `other` were said so far, after some of `one`.
    rows: dict[int, Row] = {}
    for place in range(len(one) + 1):
        here: dict[int, Row] = {}
        for beside in range(len(other) + 1):
            if not _in_order(one, place, other, beside):
                continue
            ways = [columns] if place == beside == 0 else []
            if place and beside in rows:
                ways.append(_after(rows[beside], known[one[place - 1].text], texts))
            if beside and beside - 1 in here:
                ways.append(_after(here[beside - 1], known[other[beside - 1].text], texts))
            if ways:
                # Words that were invented: each costs one more than the place before it.
                best = np.minimum.reduce(ways) - columns
                here[beside] = np.minimum.accumulate(best) + columns
        rows = here
    return int(rows[len(other)][-1])


def _after(row: Row, word: int, texts: Row) -> Row:
    """The costs after one more word was said: lost, or heard, rightly or not."""
    costs = row + 1
    costs[1:] = np.minimum(costs[1:], row[:-1] + (texts != word))
    return costs


def _in_order(one: Sequence[Spoken], place: int, other: Sequence[Spoken], beside: int) -> bool:
    """Whether nobody's last word was put more than WITHIN before the other's next, which began earlier."""
    late = place and beside < len(other) and _start(one[place - 1]) - _start(other[beside]) > WITHIN
    early = beside and place < len(one) and _start(other[beside - 1]) - _start(one[place]) > WITHIN
    return not (late or early)


def _start(word: Spoken) -> float:
    return word.start or 0.0
