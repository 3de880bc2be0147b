"""95 % intervals by leaving out one unit at a time.

The standard error is that of the delete-one jackknife (Tukey 1958; Efron & Stein 1981), worked out on a
scale on which the statistic is nearly normal, with the t quantile for n - 1: Fisher's z (artanh) for
coefficients that end at ±1, the logit for shares. No random numbers: an audit gets the same interval twice.

Units that are alike give the same estimate when left out, so callers hand in the distinct estimates with
how often each occurs; nothing here loops over units.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate, undefined, without_interval
from scoring.agreement.ratings import Floats, Integers

CONFIDENCE = 0.95

FEW_UNITS = "one unit alone shows no spread"
AT_THE_END = "at the end of its range: leaving out a unit shows no spread"
UNDEFINED_WITHOUT_ONE = "not defined without one of the units: too little variety"
NO_SPREAD = "leaving out any one unit changes nothing"


@dataclass(frozen=True)
class Transform:
    """A scale to make an interval on: there, back, and the slope there; defined between the two ends."""

    there: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    lowest: float
    highest: float

    def inside(self, values: Floats) -> NDArray[np.bool_]:
        between: NDArray[np.bool_] = (values > self.lowest) & (values < self.highest)
        return between


FISHER_Z = Transform(np.arctanh, np.tanh, lambda v: 1 / (1 - v**2), -1.0, 1.0)
LOGIT = Transform(
    lambda v: np.log(v / (1 - v)), lambda z: 1 / (1 + np.exp(-z)), lambda v: 1 / (v * (1 - v)), 0.0, 1.0
)


def jackknife(
    values: Floats,
    deleted: Floats,
    times: Integers | Floats,
    transform: Transform,
    *,
    no_units: str,
    no_variation: str,
) -> list[Estimate]:
    """Estimates with intervals for a stack of statistics.

    `values[s]` is statistic s on all units, NaN where it is not defined. `deleted[s, k]` is what it becomes
    when a unit of kind k is left out, `times[s, k]` how many such units there are: they add up to n.
    `no_units` and `no_variation` are the reasons to give for n = 0 and for a value that is not defined.
    """
    units = times.sum(axis=-1)
    low, high, spread = _bounds(values, deleted, times, units, transform)
    why_none = [no_units, no_variation, FEW_UNITS, AT_THE_END, UNDEFINED_WITHOUT_ONE, NO_SPREAD]
    cases = [
        units == 0,
        np.isnan(values),
        units == 1,
        ~transform.inside(values),
        (np.isnan(deleted) & (times > 0)).any(axis=-1),
        spread < 1e-12,
    ]
    whys = np.select(cases, range(len(cases)), default=len(cases)).tolist()  # the first that holds
    columns = (units.tolist(), values.tolist(), low.tolist(), high.tolist())
    estimates = []
    for why, n, value, lower, upper in zip(whys, *columns, strict=True):
        if why == len(cases):
            estimates.append(Estimate(value=value, low=lower, high=upper, units=n))
        elif why < 2:
            estimates.append(undefined(n, why_none[why]))
        else:
            estimates.append(without_interval(value, n, why_none[why]))
    return estimates


def _bounds(
    values: Floats, deleted: Floats, times: Integers | Floats, units: Integers | Floats, transform: Transform
) -> tuple[Floats, Floats, Floats]:
    """Both ends, and the standard error on the transformed scale; meaningless where no interval is due."""
    with np.errstate(all="ignore"):
        outside = ((~transform.inside(deleted)) & (times > 0)).any(axis=-1)
        on_scale = _standard_error(transform.there(np.where(times > 0, deleted, 0.5)), times, units)
        # Without the only unit that disagrees the coefficient is 1 and its z infinite. There the plain
        # standard error is carried to the z scale by the slope; everywhere else both nearly coincide.
        carried = _standard_error(deleted, times, units) * transform.slope(values)
        spread = np.where(outside, carried, on_scale)
        reach = t_quantile(units - 1) * spread
        centre = transform.there(values)
        return transform.back(centre - reach), transform.back(centre + reach), spread


def _standard_error(deleted: Floats, times: Integers | Floats, units: Integers | Floats) -> Floats:
    """sqrt((n-1)/n · Σ (θ_(i) - mean)²), the sum over all n units."""
    known = np.where(times > 0, deleted, 0.0)
    mean = (known * times).sum(axis=-1) / units
    squares = (times * (known - mean[..., None]) ** 2).sum(axis=-1)
    error: Floats = np.sqrt((units - 1) / units * squares)
    return error


def t_quantile(freedom: Integers | Floats) -> Floats:
    """The two-sided 95 % quantile of Student's t."""
    from scipy.special import stdtrit  # late: only intervals need it, and it is slow to import

    quantile: Floats = stdtrit(np.maximum(freedom, 1), (1 + CONFIDENCE) / 2)
    return quantile
