"""Gwet's AC1 (unweighted, 2008) and AC2 (weighted, Handbook 2014). Context, never a headline.

pe = T_w / (q (q-1)) · Σ π_k (1 - π_k), with T_w the sum of all q² weights. Agreement by chance becomes
small when most ratings have one value, so the coefficient is high whenever most scores are equal: two
raters who score at random with lenient habits (95 % fours and fives) reach an AC2 of .91.
"""

import numpy as np

from scoring.agreement.chance import ExpectedAgreement, chance_corrected
from scoring.agreement.estimate import Estimate
from scoring.agreement.jackknife import FISHER_Z, jackknife
from scoring.agreement.kappa import NO_UNITS, NO_VARIATION, varied, varied_without_one
from scoring.agreement.ratings import Floats, Integers

WARNING = "high whenever most scores are equal"


def gwet(counts: Integers, distance: Floats) -> Estimate:
    """AC1 (nominal distance) or AC2 (any other) of the panel, from `counts[unit, value]`."""
    weights = 1 - distance
    return chance_corrected(counts, weights, expected_agreement(weights))


def expected_agreement(weights: Floats) -> ExpectedAgreement:
    """pe as a function of π."""
    factor = _factor(weights)
    return lambda shares: factor * (shares * (1 - shares)).sum(axis=1)


def gwet_pairs(tables: Integers, distance: Floats) -> list[Estimate]:
    """AC1 or AC2 of each table `tables[pair, a, b]`, on the units that both rated."""
    weights = 1 - distance
    units = tables.sum(axis=(-2, -1))
    given = tables.sum(axis=-1) + tables.sum(axis=-2)  # how often either of the two gave a value
    squares = (given**2).sum(axis=-1)
    seen = (tables * weights).sum(axis=(-2, -1))
    values = _coefficient(units, seen, squares, weights)
    # Without a unit rated a and b, given[a] and given[b] each fall by one (by two where a = b).
    size = tables.shape[-1]
    fallen = -2 * given[:, :, None] - 2 * given[:, None, :] + 2 + 2 * np.eye(size, dtype=np.int64)
    left_out = _coefficient(
        (units - 1)[:, None, None], seen[:, None, None] - weights, squares[:, None, None] + fallen, weights
    )
    times = tables.reshape(len(tables), -1)
    return jackknife(
        np.where(varied(tables), values, np.nan),
        np.where(varied_without_one(tables), left_out, np.nan).reshape(times.shape),
        times,
        FISHER_Z,
        no_units=NO_UNITS,
        no_variation=NO_VARIATION,
    )


def _coefficient(units: Integers, seen: Floats, squares: Integers, weights: Floats) -> Floats:
    """From sums over units: Σ π (1-π) = 1 - Σ given² / (2n)²."""
    with np.errstate(divide="ignore", invalid="ignore"):
        by_chance = _factor(weights) * (1 - squares / (2 * units) ** 2)
        value: Floats = (seen / units - by_chance) / (1 - by_chance)
    return value


def _factor(weights: Floats) -> float:
    size = len(weights)
    return float(weights.sum()) / (size * (size - 1))
