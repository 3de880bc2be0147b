"""Shares of units on which raters agree: exactly, or within one step of the scale."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.jackknife import CONFIDENCE, LOGIT, jackknife
from scoring.agreement.ratings import Floats, Integers, Scale, blocks

NO_UNITS = "no unit was rated by both"
NO_PAIRS = "no unit was rated by two raters"
TWO_VALUES = "the scale has only two values, which are always within one step"

_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


def near(scale: Scale, steps: int) -> NDArray[np.bool_]:
    """Which two values are at most `steps` apart, in steps of the scale (not in points)."""
    places = np.arange(scale.size)
    close: NDArray[np.bool_] = np.abs(places[:, None] - places[None, :]) <= steps
    return close


def pair_shares(tables: Integers, scale: Scale, steps: int) -> list[Estimate]:
    """The share of units on which two raters are at most `steps` apart, with Wilson's interval."""
    units = tables.sum(axis=(-2, -1)).tolist()
    if steps >= scale.size - 1:
        return [undefined(n, TWO_VALUES) for n in units]
    agreed = (tables * near(scale, steps)).sum(axis=(-2, -1)).tolist()
    return [proportion(a, n, NO_UNITS) for a, n in zip(agreed, units, strict=True)]


def panel_share(counts: Integers, scale: Scale, steps: int) -> Estimate:
    """The mean over units of the share of their rater pairs at most `steps` apart.

    A unit with three of four raters alike has 3 of 6 pairs alike. Delete-one jackknife on the logit.
    """
    pairable = counts[counts.sum(axis=1) >= 2]
    if steps >= scale.size - 1:
        return undefined(len(pairable), TWO_VALUES)
    alike = unit_agreement(pairable, near(scale, steps).astype(np.float64))
    n = len(alike)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = alike.sum() / np.array([float(n)])
        left_out = (alike.sum() - alike) / (n - 1)
    times = np.ones((1, n), dtype=np.int64)
    return jackknife(mean, left_out[None, :], times, LOGIT, no_units=NO_PAIRS, no_variation=NO_PAIRS)[0]


def unit_agreement(counts: Integers, weights: Floats) -> Floats:
    """For each unit with two or more ratings the mean weight of its rater pairs (Gwet 2014, p_a|i).

    Σ_k c_k (Σ_l w_kl c_l - 1) / (m (m-1)), for weights of 1 on the diagonal.
    """
    agreement = np.empty(len(counts))
    for part in blocks(len(counts), counts.shape[1]):
        c = counts[part].astype(np.float64)
        m = c.sum(axis=1)
        agreement[part] = ((c @ weights) * c).sum(axis=1) - m
        agreement[part] /= m * (m - 1)
    return agreement


def proportion(hits: int, of: int, why_none: str) -> Estimate:
    """hits / of with Wilson's score interval (1927), which stays inside 0 … 1 and works at both ends."""
    if of == 0:
        return undefined(0, why_none)
    share, z2 = hits / of, _Z**2
    centre = (hits + z2 / 2) / (of + z2)
    reach = _Z * (share * (1 - share) * of + z2 / 4) ** 0.5 / (of + z2)
    low = 0.0 if hits == 0 else centre - reach
    high = 1.0 if hits == of else centre + reach
    return Estimate(value=share, low=low, high=high, units=of)
