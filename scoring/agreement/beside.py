"""People among themselves beside the judge with people: all pairs of a kind pooled, intervals by call."""

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.jackknife import LOGIT, jackknife
from scoring.agreement.pooled import pooled_kappa
from scoring.agreement.ratings import Floats, Integers, Scale
from scoring.agreement.round_frame import Codes, value_counts
from scoring.agreement.round_records import Beside
from scoring.agreement.shares import NO_PAIRS, TWO_VALUES, near
from scoring.agreement.weights import distances

FEW = 20
"""Calls below which no coefficient of a criterion is shown."""
TOO_FEW = "fewer than 20 calls: read the differences themselves"


def people_tables(codes: Codes, size: int) -> Integers:
    """`tables[call, a, b]`: ordered pairs of different people who gave a and b."""
    counts = value_counts(codes, size)
    tables: Integers = counts[:, :, None] * counts[:, None, :]
    places = np.arange(size)
    tables[:, places, places] -= counts
    return tables


def judge_tables(people: Codes, judge: Codes, size: int) -> Integers:
    """`tables[call, a, b]`: a person gave a and a judge b."""
    tables: Integers = value_counts(people, size)[:, :, None] * value_counts(judge, size)[:, None, :]
    return tables


def beside(tables: Integers, scale: Scale) -> Beside:
    """Shares and quadratic kappa of the pairs in the tables of each call."""
    calls = int((tables.sum(axis=(1, 2)) > 0).sum())
    return Beside(
        calls=calls,
        exact=share_by_call(tables, near(scale, 0).astype(np.float64)),
        within_one=undefined(calls, TWO_VALUES)
        if scale.size == 2
        else share_by_call(tables, near(scale, 1).astype(np.float64)),
        kappa=kappa_by_call(tables, distances(scale, "quadratic")),
    )


def kappa_by_call(tables: Integers, distance: Floats) -> Estimate:
    """Kappa of all pairs pooled, where there are calls enough for a coefficient."""
    calls = int((tables.sum(axis=(1, 2)) > 0).sum())
    return undefined(calls, TOO_FEW) if 0 < calls < FEW else pooled_kappa(tables, distance)


def share_by_call(tables: Integers, weights: Floats) -> Estimate:
    """The share of pairs that agree, each call counting the same; delete-one jackknife on the logit."""
    pairs = tables.sum(axis=(1, 2))
    filled: NDArray[np.bool_] = pairs > 0
    alike = (tables[filled] * weights).sum(axis=(1, 2)) / pairs[filled]
    n = len(alike)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = alike.sum(keepdims=True) / n
        left_out = (alike.sum() - alike) / (n - 1)
    times = np.ones((1, n), dtype=np.int64)
    return jackknife(value, left_out[None, :], times, LOGIT, no_units=NO_PAIRS, no_variation=NO_PAIRS)[0]
