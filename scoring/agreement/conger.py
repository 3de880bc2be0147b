"""Conger's kappa (1980): Cohen's for a panel. Published tables use it: to check against, not to decide by.

(pa - pe) / (1 - pe). pe is the mean, over the ordered pairs of different raters g and h, of
Σ_kl w_kl p_gk p_hl, with p_gk the share of rater g's ratings that have value k.
"""

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.chance import NO_VARIATION
from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.jackknife import FISHER_Z, jackknife
from scoring.agreement.ratings import Floats, Integers, Ratings, blocks
from scoring.agreement.shares import NO_PAIRS, unit_agreement


def conger(ratings: Ratings, distance: Floats) -> Estimate:
    """Conger's kappa of the panel, its interval by leaving out one rated unit."""
    counts = ratings.counts()
    rated = counts.sum(axis=1) >= 1
    if not (counts.sum(axis=1) >= 2).any():
        return undefined(0, NO_PAIRS)
    panel = _Panel(ratings.codes[rated], counts[rated], 1 - distance)
    left_out = np.empty(panel.units)
    for part in blocks(panel.units, len(ratings.raters) * ratings.scale.size):
        left_out[part] = panel.without(part)
    return jackknife(
        panel.whole(),
        left_out[None, :],
        np.ones((1, panel.units), dtype=np.int64),
        FISHER_Z,
        no_units=NO_PAIRS,
        no_variation=NO_VARIATION,
    )[0]


class _Panel:
    """The sums over units that Conger's kappa is made of."""

    def __init__(self, codes: Integers, counts: Integers, weights: Floats) -> None:
        self.codes, self.counts, self.weights = codes, counts, weights
        self.units = len(codes)
        self.pairable = counts.sum(axis=1) >= 2
        self.agreement = np.zeros(self.units)
        self.agreement[self.pairable] = unit_agreement(counts[self.pairable], weights)
        self.values = np.arange(counts.shape[1])
        self.given = np.stack([np.bincount(c[c >= 0], minlength=len(self.values)) for c in codes.T])
        self.totals = counts[self.pairable].sum(axis=0)

    def whole(self) -> Floats:
        return self._coefficient(
            self.agreement.sum(), np.array([self.pairable.sum()]), self.given[None], self.totals[None]
        )

    def without(self, part: slice) -> Floats:
        """The coefficient without one unit, for each unit of the part."""
        own = self.codes[part, :, None] == self.values
        return self._coefficient(
            self.agreement.sum() - self.agreement[part],
            self.pairable.sum() - self.pairable[part],
            self.given - own,
            self.totals - self.counts[part] * self.pairable[part, None],
        )

    def _coefficient(
        self, agreement: Floats, pairable: NDArray[np.int_], given: Integers, totals: Integers
    ) -> Floats:
        varied = totals.max(axis=1) < totals.sum(axis=1)
        rated = given.sum(axis=2, keepdims=True)
        raters = (rated > 0).sum(axis=(1, 2))  # one whose only unit is left out drops out
        habits = given / np.maximum(rated, 1)
        all_pairs = habits.sum(axis=1)
        with_self = ((habits @ self.weights) * habits).sum(axis=(1, 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            different = ((all_pairs @ self.weights) * all_pairs).sum(axis=1) - with_self
            by_chance = different / (raters * (raters - 1))
            seen = agreement / pairable
            value: Floats = np.where(varied, (seen - by_chance) / (1 - by_chance), np.nan)
        return value
