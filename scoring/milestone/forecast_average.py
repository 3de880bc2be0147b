"""The chance of each verdict for an average that another system hands over, where its spread is known.

Of such an average only n, mean and spread come in. For values that scatter normally the two do not depend on
each other: the mean scatters by spread / √n, the squares as a chi square with n - 1 degrees of freedom.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from scoring.milestone.goals import PRIOR_WEIGHT, ImportedAverage
from scoring.milestone.likely_range import LIKELY
from scoring.milestone.rule import Milestone

PLANS = 20_000
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Sums = tuple[Floats, Floats]
"""Means, and Σ(x - mean)²."""


def verdicts_of_averages(
    milestone: Milestone, goal: ImportedAverage, true: float, n: int, more: int, own_sd: float = 0.0
) -> tuple[float, float]:
    """The share of reps truly at `true` that end as met and as not met, extension included.

    `own_sd` is what values scatter by where the rule borrows no spread of the team.
    """
    spread = float(goal.team_sd or own_sd)
    draw = np.random.default_rng(n + more)
    first = _drawn(draw, true, spread, n)
    met, not_met = _verdicts(milestone, goal, n, *first)
    if more:
        mean, squares = _together(n, first, more, _drawn(draw, true, spread, more))
        later_met, later_not_met = _verdicts(milestone, goal, n + more, mean, squares)
        still_open = ~met & ~not_met
        met, not_met = met | (still_open & later_met), not_met | (still_open & later_not_met)
    return float(met.mean()), float(not_met.mean())


def _drawn(draw: np.random.Generator, true: float, spread: float, n: int) -> Sums:
    """Mean and Σ(x - mean)² of n values, for each of the simulated reps."""
    if n == 0:
        return np.full(PLANS, true), np.zeros(PLANS)
    mean = draw.normal(true, spread / np.sqrt(n), PLANS)
    squares = draw.chisquare(n - 1, PLANS) * spread**2 if n > 1 else np.zeros(PLANS)
    return mean, squares


def _together(n: int, first: Sums, more: int, later: Sums) -> Sums:
    """Two averages as one: Σ(x - mean)² of both, and what their means lie apart."""
    mean = (n * first[0] + more * later[0]) / (n + more)
    between = n * more / (n + more) * (first[0] - later[0]) ** 2
    return mean, first[1] + later[1] + between


def _verdicts(
    milestone: Milestone, goal: ImportedAverage, n: int, mean: Floats, squares: Floats
) -> tuple[Truths, Truths]:
    """`verdict` on all of them at once."""
    if n < goal.n_min:
        return np.zeros(PLANS, np.bool_), np.zeros(PLANS, np.bool_)
    weight = PRIOR_WEIGHT if goal.team_sd else 0
    degrees = weight + n - 1
    variance = (weight * float(goal.team_sd or 0) ** 2 + squares) / degrees
    error = np.sqrt(variance / n)
    near, firm = (float(stdtrit(degrees, float(c))) for c in (LIKELY, milestone.not_met_confidence))
    better, target = goal.direction.sign, float(goal.target)
    ahead = better * (mean - target)
    return (ahead >= 0) & (ahead - near * error >= -float(goal.slack)), ahead + firm * error < 0
