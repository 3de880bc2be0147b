"""How strict a rater is, in points of the scale."""

import numpy as np

from scoring.agreement.estimate import Estimate, undefined, without_interval
from scoring.agreement.jackknife import FEW_UNITS, t_quantile
from scoring.agreement.ratings import Floats, Ratings

NO_COMPANY = "nobody else rated the same units"
ALL_THE_SAME = "every difference is the same"


def severities(ratings: Ratings) -> list[Estimate]:
    """For each rater the mean difference from the others, paired by unit: below 0 is stricter.

    A unit's difference is the rater's value minus the mean of everybody else's on that unit; units that
    nobody else rated do not count. The interval is the t interval of the paired mean (its jackknife).
    """
    points, counts = ratings.scale.points(), ratings.counts()
    sums, raters = counts @ points, counts.sum(axis=1)
    estimates = []
    for codes in ratings.codes.T:
        paired = (codes >= 0) & (raters >= 2)
        own = points[codes[paired]]
        estimates.append(mean_difference(own - (sums[paired] - own) / (raters[paired] - 1)))
    return estimates


def mean_difference(differences: Floats) -> Estimate:
    """The mean of paired differences with its t interval."""
    n = len(differences)
    if n == 0:
        return undefined(0, NO_COMPANY)
    mean = float(differences.mean())
    if n == 1:
        return without_interval(mean, n, FEW_UNITS)
    error = float(differences.std(ddof=1)) / n**0.5
    if error < 1e-12:
        return without_interval(mean, n, ALL_THE_SAME)
    reach = float(t_quantile(np.array([n - 1]))[0]) * error
    return Estimate(value=mean, low=mean - reach, high=mean + reach, units=n)
