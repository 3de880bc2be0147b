"""Cohen's kappa of two raters: unweighted (1960) and weighted (1968).

kappa = 1 - O / E, with O = Σ d_ij p_ij the disagreement seen and E = Σ d_ij p_i. p_.j the one expected
if the two rated independently with their own habits. Not defined where E = 0: both used one and the same
value throughout, so that agreeing cannot be told from having no choice.
"""

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate
from scoring.agreement.jackknife import FISHER_Z, jackknife
from scoring.agreement.ratings import Floats, Integers

NO_UNITS = "no unit was rated by both"
NO_VARIATION = "no variation: both gave one value only"


def kappas(tables: Integers, distance: Floats) -> list[Estimate]:
    """Kappa of each table `tables[pair, a, b]` under the disagreement matrix `distance[a, b]`.

    The interval leaves out one unit at a time. A unit is one count in one cell, so that a table of q × q
    cells has at most q² different leave-one-out values, each found by subtraction.
    """
    times = tables.reshape(len(tables), -1)
    left_out = _without_one(tables, distance).reshape(times.shape)
    return jackknife(
        kappa(tables, distance), left_out, times, FISHER_Z, no_units=NO_UNITS, no_variation=NO_VARIATION
    )


def kappa(tables: Integers, distance: Floats) -> Floats:
    """The bare coefficient of each table, NaN where it is not defined."""
    rows, columns = tables.sum(axis=-1), tables.sum(axis=-2)
    seen = (tables * distance).sum(axis=(-2, -1))
    by_chance = ((rows @ distance) * columns).sum(axis=-1)
    return _ratio(rows.sum(axis=-1), seen, by_chance, varied(tables))


def _without_one(tables: Integers, distance: Floats) -> Floats:
    """`[pair, a, b]`: kappa without one unit that the first gave a and the second b.

    Taking that unit away lowers row a and column b by one:
    E' = Σ d (r - e_a)(c - e_b) = E - (d c)_a - (dᵀ r)_b + d_ab, and O' = O - d_ab.
    """
    rows, columns = tables.sum(axis=-1), tables.sum(axis=-2)
    seen = (tables * distance).sum(axis=(-2, -1))
    from_rows, from_columns = rows @ distance, columns @ distance.T
    by_chance = (from_rows * columns).sum(axis=-1)
    units = rows.sum(axis=-1)[:, None, None] - 1
    seen_left = seen[:, None, None] - distance
    chance_left = by_chance[:, None, None] - from_columns[:, :, None] - from_rows[:, None, :] + distance
    return _ratio(units, seen_left, chance_left, varied_without_one(tables))


def varied(tables: Integers) -> NDArray[np.bool_]:
    """Whether the two raters used more than one and the same value."""
    more: NDArray[np.bool_] = _diagonal(tables).max(axis=-1) < tables.sum(axis=(-2, -1))
    return more


def varied_without_one(tables: Integers) -> NDArray[np.bool_]:
    """`[pair, a, b]`: whether anything but one diagonal cell is left without a unit of that cell."""
    the_rest = _diagonal(tables) == tables.sum(axis=(-2, -1))[:, None] - 1
    own = the_rest[:, :, None] & np.eye(tables.shape[-1], dtype=np.bool_)
    more: NDArray[np.bool_] = the_rest.sum(axis=-1)[:, None, None] - own == 0
    return more


def _diagonal(tables: Integers) -> Integers:
    return np.diagonal(tables, axis1=-2, axis2=-1)


def _ratio(units: Integers, seen: Floats, by_chance: Floats, defined: NDArray[np.bool_]) -> Floats:
    """1 - n O / E from sums over units, NaN without variation (then E is 0, if only up to rounding)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(defined, 1 - units * seen / by_chance, np.nan)
    return value
