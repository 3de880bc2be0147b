"""Krippendorff's alpha for any number of raters, with missing ratings (Krippendorff 2011, 2019 ch. 12).

alpha = 1 - Do / De. Do is the mean distance between two ratings of one unit, De that between any two
ratings in the data. A unit with m ratings counts in Do with its m (m-1) ordered pairs, each divided by
m - 1; units with fewer than two ratings say nothing and are left out of both. With t_k the number of
(pairable) ratings of value k and N their total:

    alpha = 1 - (N-1) Σ_units Σ_kl c_uk (c_ul - [k=l]) δ_kl / (m_u - 1)  /  Σ_kl t_k t_l δ_kl

Not defined where all pairable ratings are the same (De = 0).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.jackknife import FISHER_Z, jackknife
from scoring.agreement.ratings import Floats, Integers, Scale, blocks
from scoring.agreement.weights import Distance, distances

Metric = Literal["nominal", "ordinal", "interval", "ratio"]

NO_UNITS = "no unit was rated by two raters"
NO_VARIATION = "no variation: only one value in what can be compared"
NEGATIVE_VALUES = "ratio differences need a scale of 0 or more"

_DISTANCE: dict[Metric, Distance] = {"nominal": "nominal", "interval": "quadratic", "ratio": "ratio"}


@dataclass(frozen=True)
class _Coincidences:
    """The sums alpha is made of: coincidences `within[k, l]` inside units, and how often each value came."""

    within: Floats
    totals: Floats


_Disagreement = Callable[[_Coincidences, Floats, Floats], tuple[Floats, Floats]]
"""Seen and expected disagreement without one unit, from the sums, its counts and the totals left."""


def alpha(counts: Integers, scale: Scale, metric: Metric) -> Estimate:
    """Alpha from `counts[unit, value]`, the number of raters who gave the unit that value.

    The interval leaves out one unit at a time, of those with two or more ratings.
    """
    if metric == "ordinal":
        return ordinal_alpha(counts)
    if metric == "ratio" and scale.values[0] < 0:
        return undefined(int((counts.sum(axis=1) >= 2).sum()), NEGATIVE_VALUES)
    return distance_alpha(counts, distances(scale, _DISTANCE[metric]))


def distance_alpha(counts: Integers, distance: Floats) -> Estimate:
    """Alpha under a distance that depends on the two values alone, in any unit."""
    return _estimate(
        counts, lambda sums, without, totals: _fixed_disagreement(sums, without, totals, distance)
    )


def ordinal_alpha(counts: Integers) -> Estimate:
    """Alpha for values in an order, where a distance is the number of ratings in between."""
    return _estimate(counts, _ordinal_disagreement)


def _estimate(counts: Integers, disagreement: _Disagreement) -> Estimate:
    pairable = counts[counts.sum(axis=1) >= 2]
    sums = _coincidences(pairable)
    left_out = np.empty(len(pairable))
    for part in blocks(len(pairable), counts.shape[1]):
        left_out[part] = _alpha(sums, pairable[part].astype(np.float64), disagreement)
    return jackknife(
        _alpha(sums, np.zeros((1, counts.shape[1])), disagreement),
        left_out[None, :],
        np.ones((1, len(pairable)), dtype=np.int64),
        FISHER_Z,
        no_units=NO_UNITS,
        no_variation=NO_VARIATION,
    )[0]


def _coincidences(pairable: Integers) -> _Coincidences:
    size = pairable.shape[1]
    within, totals = np.zeros((size, size)), np.zeros(size)
    for part in blocks(len(pairable), size):
        counts = pairable[part].astype(np.float64)
        shares = counts / (counts.sum(axis=1, keepdims=True) - 1)
        within += shares.T @ counts - np.diag(shares.sum(axis=0))
        totals += counts.sum(axis=0)
    return _Coincidences(within, totals)


def _alpha(sums: _Coincidences, without: Floats, disagreement: _Disagreement) -> Floats:
    """Alpha without the ratings of one unit, for each row of counts in `without`."""
    totals = sums.totals - without
    ratings = totals.sum(axis=1)
    seen, by_chance = disagreement(sums, without, totals)
    varied: NDArray[np.bool_] = totals.max(axis=1) < ratings
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(varied, 1 - (ratings - 1) * seen / by_chance, np.nan)
    return value


def _fixed_disagreement(
    sums: _Coincidences, without: Floats, totals: Floats, distance: Floats
) -> tuple[Floats, Floats]:
    """Seen and expected disagreement where the distance depends on the two values alone."""
    own = ((without @ distance) * without).sum(axis=1) / _others(without)
    return (sums.within * distance).sum() - own, ((totals @ distance) * totals).sum(axis=1)


def _ordinal_disagreement(sums: _Coincidences, without: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """The same for ordinal data, where the distance is in ranks and changes with each unit left out.

    δ_kl = (Σ_{g=k..l} t_g - (t_k + t_l)/2)² is the squared gap between the mid-ranks x of k and l. So both
    sums are those of squared gaps: Σ o_kl (x_k - x_l)² = 2 (Σ o_k. x_k² - xᵀ o x), and the mean of all
    mid-ranks being N/2, ranks measured from there leave 2 N Σ t_k x_k² for the expected one.
    """
    ratings = totals.sum(axis=1, keepdims=True)
    ranks = np.cumsum(totals, axis=1) - totals / 2 - ratings / 2
    squares = ranks**2
    inside = ((ranks @ sums.within) * ranks).sum(axis=1)
    inside -= ((without * ranks).sum(axis=1) ** 2 - (without * squares).sum(axis=1)) / _others(without)
    spread = (totals * squares).sum(axis=1)
    return 2 * (spread - inside), 2 * ratings[:, 0] * spread


def _others(without: Floats) -> Floats:
    """m - 1, the weight a unit's pairs are divided by; 1 where nothing is left out."""
    others: Floats = np.maximum(without.sum(axis=1) - 1, 1)
    return others
