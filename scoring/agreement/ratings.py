"""Ratings of many units by several raters on one scale: the frame every statistic here works on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.errors import BadInput

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

MISSING = -1
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Scale:
    """The values a rating can have, ascending. One that nobody used still counts in the weights."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.values) < 2:
            raise BadInput("A scale needs at least two values.", 'For example "1,2,3,4,5".')
        if list(self.values) != sorted(set(self.values)):
            raise BadInput("The values of a scale must be different and ascending.")

    @property
    def size(self) -> int:
        return len(self.values)

    def points(self) -> Floats:
        return np.array(self.values, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Ratings:
    """`codes[unit, rater]` is the position of the rating on the scale, or -1 where there is none."""

    units: tuple[str, ...]
    raters: tuple[str, ...]
    scale: Scale
    codes: NDArray[np.int16]

    @staticmethod
    def of(table: Sequence[Sequence[float | None]], scale: Sequence[float]) -> "Ratings":
        """From a table with one row a unit and one column a rater; None where a rating is missing.

        Raises:
            BadInput: rows of different length, or a value that is not on the scale.
        """
        known = Scale(tuple(sorted(scale)))
        position = {value: place for place, value in enumerate(known.values)}
        if len({len(row) for row in table}) > 1:
            raise BadInput("Every unit needs one entry for each rater; use None for a missing one.")
        off_scale = sorted({value for row in table for value in row if value is not None} - set(position))
        if off_scale:
            raise BadInput(f"Not on the scale: {', '.join(f'{value:g}' for value in off_scale)}.")
        codes = [[MISSING if value is None else position[value] for value in row] for row in table]
        width = len(table[0]) if table else 0
        return Ratings(
            units=tuple(str(number + 1) for number in range(len(table))),
            raters=tuple(f"rater {number + 1}" for number in range(width)),
            scale=known,
            codes=np.array(codes, dtype=np.int16).reshape(len(table), width),
        )

    def total(self) -> int:
        """How many ratings there are, missing ones not counted."""
        return int((self.codes >= 0).sum())

    def counts(self) -> NDArray[np.int16]:
        """`counts[unit, value]`: how many raters gave the unit that value."""
        counts = np.empty((len(self.units), self.scale.size), dtype=np.int16)
        for value in range(self.scale.size):
            counts[:, value] = (self.codes == value).sum(axis=1)
        return counts


def blocks(units: int, width: int) -> Iterator[slice]:
    """Slices over the units that keep an array of units × width small, however many units there are."""
    step = max(1, _CELLS_AT_ONCE // max(1, width))
    for start in range(0, units, step):
        yield slice(start, min(start + step, units))
