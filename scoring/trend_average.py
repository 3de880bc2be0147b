"""Averages from sums, with the likely range of milestone/likely_range.py and the team's spread in it."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from scoring.milestone.goals import PRIOR_WEIGHT
from scoring.milestone.likely_range import Spread, half_width_of
from scoring.trend_records import Likely, WeekSum

LOWEST, HIGHEST = 0.0, 100.0
FEWEST_COLLEAGUES = 2
"""From a single colleague the spread of that colleague's scores could be read off the answer."""

ALONE = Spread(team_sd=None, prior_weight=0)
"""No team to borrow from: the range rests on the rep's own calls."""


class Sums(NamedTuple):
    """n > 0 values: their exact mean, and Σ(x - mean)²."""

    n: int
    mean: Fraction
    squares: Fraction

    @property
    def sd(self) -> float:
        """Of these values, divisor n - 1; 0 of one."""
        over, below = self.squares.as_integer_ratio()
        return math.sqrt(over / (below * (self.n - 1))) if self.n > 1 else 0.0


def added(sums: Iterable[tuple[int, Fraction, Fraction]]) -> Sums:
    """n, Σx and Σx² of several weeks as one. In whole numbers over one denominator: a page has hundreds of
    these, and fractions would be reduced at every step.

    Sums come from floats; where all values are equal, the last digits can make Σ(x - mean)² negative.
    """
    counts, totals, squares = zip(*sums, strict=True)
    n = sum(counts)
    total, below = _over_one_denominator(totals)
    square, square_below = _over_one_denominator(squares)
    # Σx² - (Σx)² / n
    over = max(0, square * n * below * below - total * total * square_below)
    return Sums(n, Fraction(total, n * below), Fraction(over, square_below * n * below * below))


def _over_one_denominator(values: Sequence[Fraction]) -> tuple[int, int]:
    """The sum of the fractions, not reduced: above and below the line."""
    ratios = [one.as_integer_ratio() for one in values]
    below = math.lcm(*[under for _, under in ratios])
    return sum([over * (below // under) for over, under in ratios]), below


def team_spread(colleagues: Iterable[Sums]) -> Spread:
    """How far calls of one rep lie apart in the team, from the sums of each colleague.

    s0² = Σ Σ(x - own mean)² / Σ (n - 1): how much colleagues differ from each other is not in it. It is worth
    10 calls, and never more than the team has to show for it.
    """
    several = [one for one in colleagues if one.n > 1]
    if len(several) < FEWEST_COLLEAGUES:
        return ALONE
    degrees = sum(one.n - 1 for one in several)
    within, below = _over_one_denominator([one.squares for one in several])
    sd = Fraction(math.sqrt(within / (below * degrees)))
    return Spread(team_sd=sd, prior_weight=min(PRIOR_WEIGHT, degrees))


def likely_average(sums: Sequence[WeekSum], week: date, incomplete: int, spread: Spread) -> Likely:
    """The average of these weeks, newest first, with its likely range. `week` is the one they end with."""
    average = added((one.n, one.total, one.squares) for one in sums)
    half, first = half_width_of(average.n, average.squares, spread), sums[-1].week
    assert half is not None, "an average of several calls has a spread of its own"
    mean = float(average.mean)
    return Likely(
        mean=average.mean,
        low=max(LOWEST, mean - half),
        high=min(HIGHEST, mean + half),
        n=average.n,
        incomplete=incomplete,
        weeks=(week - first).days // 7 + 1,
        first_week=first,
        sd=average.sd,
        team_sd=None if spread.team_sd is None else float(spread.team_sd),
        team_weight=spread.prior_weight,
    )
