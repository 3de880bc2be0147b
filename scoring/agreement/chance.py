"""The frame that the panel coefficients share: agreement seen, corrected for agreement by chance.

(pa - pe) / (1 - pe), after Gwet, Handbook of Inter-Rater Reliability (2014), with missing ratings:
pa is the mean agreement weight over the units with two or more ratings; pe comes from π_k, the mean over
all rated units of the share of their ratings that have value k. The coefficients differ in pe alone.
Weights are 1 - distance.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.jackknife import FISHER_Z, jackknife
from scoring.agreement.ratings import Floats, Integers, blocks
from scoring.agreement.shares import NO_PAIRS, unit_agreement

NO_VARIATION = "no variation: only one value in what can be compared"

ExpectedAgreement = Callable[[Floats], Floats]
"""From π of each case, `shares[case, value]`, to pe of each case."""


def chance_corrected(counts: Integers, weights: Floats, expected: ExpectedAgreement) -> Estimate:
    """A panel coefficient from `counts[unit, value]`, its interval by leaving out one rated unit."""
    rated = counts[counts.sum(axis=1) >= 1]
    pairable = rated.sum(axis=1) >= 2
    if not pairable.any():
        return undefined(0, NO_PAIRS)
    agreement = np.zeros(len(rated))
    agreement[pairable] = unit_agreement(rated[pairable], weights)
    sums = _Sums(rated, pairable, agreement, expected)
    left_out = np.empty(len(rated))
    for part in blocks(len(rated), counts.shape[1]):
        left_out[part] = sums.coefficient(rated[part], pairable[part], agreement[part])
    nothing = np.zeros((1, counts.shape[1]), dtype=np.int64)
    return jackknife(
        sums.coefficient(nothing, np.zeros(1, dtype=np.bool_), np.zeros(1), units=0),
        left_out[None, :],
        np.ones((1, len(rated)), dtype=np.int64),
        FISHER_Z,
        no_units=NO_PAIRS,
        no_variation=NO_VARIATION,
    )[0]


class _Sums:
    """What adds up over units, so that a unit is left out by subtraction."""

    def __init__(
        self, rated: Integers, pairable: NDArray[np.bool_], agreement: Floats, expected: ExpectedAgreement
    ) -> None:
        self.expected = expected
        self.units = len(rated)
        self.pairable = int(pairable.sum())
        self.agreement = float(agreement.sum())
        self.totals = rated[pairable].sum(axis=0)
        self.shares = np.zeros(rated.shape[1])
        for part in blocks(len(rated), rated.shape[1]):
            self.shares += _shares(rated[part]).sum(axis=0)

    def coefficient(
        self, without: Integers, pairable: NDArray[np.bool_], agreement: Floats, units: int = 1
    ) -> Floats:
        """The coefficient without one unit of these counts, for each row of `without`."""
        totals = self.totals - without * pairable[:, None]
        varied = totals.max(axis=1) < totals.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            seen = (self.agreement - agreement) / (self.pairable - pairable)
            by_chance = self.expected((self.shares - _shares(without)) / (self.units - units))
            value: Floats = np.where(varied, (seen - by_chance) / (1 - by_chance), np.nan)
        return value


def _shares(counts: Integers) -> Floats:
    """The share of each unit's ratings that have each value."""
    shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares
