"""Contingency tables of every pair of raters."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.ratings import Ratings

_CELLS_AT_ONCE = 1_000_000

Pair = tuple[int, int]


def pair_tables(ratings: Ratings) -> Iterator[tuple[list[Pair], NDArray[np.int64]]]:
    """Batches of rater pairs with `tables[pair, a, b]`: how many units the first gave a and the second b.

    Only units that both rated count. The raters come in the order of the frame, each pair once.
    """
    size, raters = ratings.scale.size, len(ratings.raters)
    pairs: list[Pair] = []
    rows: list[NDArray[np.int64]] = []
    for first in range(raters - 1):
        pairs += [(first, second) for second in range(first + 1, raters)]
        rows.append(_tables_with(ratings, first))
        if len(pairs) * size * size >= _CELLS_AT_ONCE:
            yield pairs, np.concatenate(rows)
            pairs, rows = [], []
    if pairs:
        yield pairs, np.concatenate(rows)


def _tables_with(ratings: Ratings, first: int) -> NDArray[np.int64]:
    """The tables of one rater with everyone after them, counted in one go."""
    size = ratings.scale.size
    mine = ratings.codes[:, first]
    rated = mine >= 0
    others = ratings.codes[rated, first + 1 :]
    cells = mine[rated, None].astype(np.int64) * size + others
    cells += np.arange(others.shape[1]) * size * size
    counted = np.bincount(cells[others >= 0], minlength=others.shape[1] * size * size)
    return counted.reshape(-1, size, size)
