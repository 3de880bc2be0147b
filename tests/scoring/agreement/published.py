"""Data that textbooks and papers print, with the values they print for it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.ratings import Ratings

_ = None

FOUR_OBSERVERS = [
    (1, 1, _, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (_, 5, 5, 5),
    (_, _, 1, 1),
    (_, _, 3, _),
]
"""Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example C: 4 observers, 12 units."""

THREE_CODERS = [
    (_, 1, _),
    (_, _, _),
    (_, 2, 2),
    (_, 1, 1),
    (_, 3, 3),
    (3, 3, 4),
    (4, 4, 4),
    (1, 3, _),
    (2, _, 2),
    (1, _, 1),
    (1, _, 1),
    (3, _, 3),
    (3, _, 3),
    (_, _, _),
    (3, _, 4),
]
"""The worked example of encyclopedias: 3 coders, 15 units."""

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
"""Two abstractors of pregnancy records (Gwet, Handbook of Inter-Rater Reliability): kappa .796, AC1 .849."""

COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Cohen 1960, table 1: po .70, pe .41, kappa .492."""

PARADOX = [[80, 7], [8, 5]]
"""High agreement with one rare answer: kappa .314, AC1 .808."""


def counts_of(table: Sequence[Sequence[float | None]], *scale: float) -> NDArray[np.int16]:
    """How many raters gave each unit each value of the scale."""
    return Ratings.of(table, scale).counts()


def tables_of(*tables: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    return np.array(tables, dtype=np.int64)


def units_of(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The pairs of ratings (counted from 0) that a contingency table sums up."""
    return [(a, b) for a, row in enumerate(table) for b, times in enumerate(row) for _ in range(times)]
