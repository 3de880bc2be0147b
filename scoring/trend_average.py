"""Averages from sums, with the likely range of milestone/likely_range.py and the team's spread in it."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from scoring.milestone.goals import PRIOR_WEIGHT
from scoring.milestone.likely_range import Average, Spread, half_width
from scoring.trend_records import Likely, WeekSum

LOWEST, HIGHEST = 0.0, 100.0
FEWEST_COLLEAGUES = 2
"""From a single colleague the spread of that colleague's scores could be read off the answer."""

ALONE = Spread(team_sd=None, prior_weight=0)
"""No team to borrow from: the range rests on the rep's own calls."""


def average_of_sums(n: int, total: Fraction, squares: Fraction) -> Average:
    """The average of n > 0 values from Σx and Σx².

    Sums come from floats; where all values are equal, the last digits can make Σ(x - mean)² negative.
    """
    return Average(n=n, mean=total / n, squares=max(Fraction(0), squares - total * total / n))


def team_spread(colleagues: Iterable[tuple[int, Fraction, Fraction]]) -> Spread:
    """How far calls of one rep lie apart in the team, from n, Σx and Σx² of each colleague.

    s0² = Σ Σ(x - own mean)² / Σ (n - 1): how much colleagues differ from each other is not in it. It is worth
    10 calls, and never more than the team has to show for it.
    """
    averages = [average_of_sums(*sums) for sums in colleagues if sums[0] > 1]
    if len(averages) < FEWEST_COLLEAGUES:
        return ALONE
    degrees = sum(one.n - 1 for one in averages)
    within = sum((one.squares for one in averages), Fraction(0))
    sd = Fraction(math.sqrt(within / degrees))
    return Spread(team_sd=sd, prior_weight=min(PRIOR_WEIGHT, degrees))


def likely_average(sums: Sequence[WeekSum], week: date, incomplete: int, spread: Spread) -> Likely:
    """The average of these weeks, newest first, with its likely range. `week` is the one they end with."""
    average = average_of_sums(
        sum(one.n for one in sums),
        sum((one.total for one in sums), Fraction(0)),
        sum((one.squares for one in sums), Fraction(0)),
    )
    half, first = half_width(average, spread), sums[-1].week
    assert half is not None, "an average of several calls has a spread of its own"
    return Likely(
        mean=average.mean,
        low=max(LOWEST, float(average.mean) - half),
        high=min(HIGHEST, float(average.mean) + half),
        n=average.n,
        incomplete=incomplete,
        weeks=(week - first).days // 7 + 1,
        first_week=first,
        sd=average.sd or 0.0,
        team_sd=None if spread.team_sd is None else float(spread.team_sd),
        team_weight=spread.prior_weight,
    )
