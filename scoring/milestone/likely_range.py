"""The likely range of an average: 8 times in 10 the true average lies in here.

    mean ± t(.90; w + n - 1) · sqrt(s² / n + se_bias²),   s² = (w·s0² + (n - 1)·s_rep²) / (w + n - 1)

It borrows the team's *spread* s0, worth w calls (default 10), and never the team's *mean*. s_rep is seen
from call to call, so the judge's chance errors are in it; what does not average out is `se_bias`.

Sums are exact fractions. The quantile of t and the square root are floats, good to about 1e-15 of their
value; no decision depends on the digits after that.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property, lru_cache

from scipy.special import stdtrit

from scoring.milestone.exact import Computed, Exact
from scoring.record import Record

LIKELY = Fraction(9, 10)


class Spread(Record):
    """How far calls of a rep lie apart, as far as it is known before looking."""

    team_sd: Exact | None
    prior_weight: int
    se_bias: Computed = Fraction(0)

    @cached_property
    def weight(self) -> int:
        """w: the calls that the team's spread is worth; 0 where there is no team to borrow from."""
        return self.prior_weight if self.team_sd is not None else 0

    @cached_property
    def borrowed(self) -> Fraction:
        """w·s0²"""
        return self.weight * (self.team_sd or Fraction(0)) ** 2


class Average(Record):
    """n values as exact sums: `squares` is Σ(x - mean)²."""

    n: int
    mean: Computed
    squares: Computed

    @property
    def sd(self) -> float | None:
        """s_rep, divisor n - 1."""
        return math.sqrt(self.squares / (self.n - 1)) if self.n > 1 else None


def average_of(values: Sequence[Fraction]) -> Average | None:
    """Exact mean and sum of squares. None for no values: the average of nothing is not 0."""
    if not values:
        return None
    n, total = len(values), sum(values, Fraction(0))
    squares = sum((value * value for value in values), Fraction(0)) - total * total / n
    return Average(n=n, mean=total / n, squares=squares)


def pooled_sd(average: Average, spread: Spread) -> float | None:
    """s of the formula. None where there is neither a second call nor a team to borrow from."""
    return _pooled(average.n, average.squares, spread)


def half_width(average: Average, spread: Spread, confidence: Fraction = LIKELY) -> float | None:
    """How far one end lies from the mean, `confidence` being one-sided."""
    return half_width_of(average.n, average.squares, spread, confidence)


def half_width_of(n: int, squares: Fraction, spread: Spread, confidence: Fraction = LIKELY) -> float | None:
    """The same from n and Σ(x - mean)² alone."""
    sd = _pooled(n, squares, spread)
    if sd is None:
        return None
    quantile = _quantile(spread.weight + n - 1, float(confidence))
    return quantile * math.sqrt(sd * sd / n + float(spread.se_bias) ** 2)


def _pooled(n: int, squares: Fraction, spread: Spread) -> float | None:
    degrees = spread.weight + n - 1
    if degrees == 0:
        return None
    # (w·s0² + Σ(x - mean)²) / degrees, rounded once, never reduced: a page of trends has hundreds of these.
    (team, below_team), (own, below_own) = spread.borrowed.as_integer_ratio(), squares.as_integer_ratio()
    return math.sqrt((team * below_own + own * below_team) / (below_team * below_own * degrees))


@lru_cache(maxsize=4096)
def _quantile(degrees: int, confidence: float) -> float:
    return float(stdtrit(degrees, confidence))
