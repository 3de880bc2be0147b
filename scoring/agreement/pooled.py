"""Agreement pooled over items, where the units of one call belong together.

Verdicts on one call are not independent: a call that is hard to hear is hard for every item. The pooled
value counts every unit (an item on a call), the interval leaves out whole clusters (calls).
"""

import numpy as np

from scoring.agreement import alpha as krippendorff
from scoring.agreement.estimate import Estimate
from scoring.agreement.jackknife import FISHER_Z, LOGIT, Transform, jackknife
from scoring.agreement.kappa import NO_UNITS, NO_VARIATION, kappa
from scoring.agreement.ratings import Floats, Integers
from scoring.agreement.shares import NO_PAIRS, unit_agreement


def pooled_kappa(tables: Integers, distance: Floats) -> Estimate:
    """Cohen's kappa of two raters from one contingency table a cluster, `tables[cluster, a, b]`."""
    filled = tables[tables.sum(axis=(-2, -1)) > 0]
    pooled = filled.sum(axis=0, keepdims=True)
    left_out = kappa(pooled - filled, distance)
    return _by_cluster(kappa(pooled, distance), left_out, FISHER_Z, NO_UNITS, NO_VARIATION)


def pooled_share(counts: Integers, clusters: Integers, weights: Floats) -> Estimate:
    """The mean weight of the rater pairs of a unit: with `near(scale, 0)` exact agreement.

    `counts[unit, value]`, and for each unit the number of its cluster.
    """
    pairable = counts.sum(axis=1) >= 2
    alike = unit_agreement(counts[pairable], weights)
    sums, units = _sums(clusters[pairable], np.stack([alike, np.ones_like(alike)], axis=1)).T
    with np.errstate(divide="ignore", invalid="ignore"):
        value = sums.sum(keepdims=True) / units.sum()
        left_out = (sums.sum() - sums) / (units.sum() - units)
    return _by_cluster(value, left_out, LOGIT, NO_PAIRS, NO_PAIRS)


def pooled_alpha(counts: Integers, clusters: Integers, distance: Floats) -> Estimate:
    """Krippendorff's alpha of a panel, from `counts[unit, value]` and the number of each unit's cluster."""
    pairable = counts.sum(axis=1) >= 2
    c = counts[pairable].astype(np.float64)
    seen = ((c @ distance) * c).sum(axis=1) / (c.sum(axis=1) - 1)
    sums = _sums(clusters[pairable], np.column_stack([seen, c]))
    whole = sums.sum(axis=0, keepdims=True)
    value, left_out = _alpha(whole, distance), _alpha(whole - sums, distance)
    return _by_cluster(value, left_out, FISHER_Z, krippendorff.NO_UNITS, krippendorff.NO_VARIATION)


def _alpha(sums: Floats, distance: Floats) -> Floats:
    """Alpha from rows of the disagreement seen followed by how often each value was given."""
    seen, totals = sums[:, 0], np.round(sums[:, 1:])
    ratings = totals.sum(axis=1)
    by_chance = ((totals @ distance) * totals).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(totals.max(axis=1) < ratings, 1 - (ratings - 1) * seen / by_chance, np.nan)
    return value


def _sums(clusters: Integers, rows: Floats) -> Floats:
    """The rows added up by cluster; clusters without a row have none."""
    _, place = np.unique(clusters, return_inverse=True)
    sums = np.zeros((int(place.max(initial=-1)) + 1, rows.shape[1]))
    np.add.at(sums, place, rows)
    return sums


def _by_cluster(
    value: Floats, left_out: Floats, transform: Transform, no_units: str, no_variation: str
) -> Estimate:
    once = np.ones((1, len(left_out)), dtype=np.int64)
    return jackknife(value, left_out[None, :], once, transform, no_units=no_units, no_variation=no_variation)[
        0
    ]
