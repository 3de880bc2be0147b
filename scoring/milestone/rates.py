"""Pass rates: exact one-sided bounds (Clopper & Pearson 1934), and what a count rule lets through."""

import math
from fractions import Fraction

from scipy.special import bdtr, betaincinv

from scoring.milestone.likely_range import LIKELY


def lower_bound(passes: int, n: int, confidence: Fraction = LIKELY) -> float:
    """The smallest true share that would give `passes` or more of `n` as often as 1 - confidence."""
    return 0.0 if passes == 0 else float(betaincinv(passes, n - passes + 1, float(1 - confidence)))


def upper_bound(passes: int, n: int, confidence: Fraction = LIKELY) -> float:
    """The largest true share that would give `passes` or fewer of `n` as often as 1 - confidence."""
    return 1.0 if passes == n else float(betaincinv(passes + 1, n - passes, float(confidence)))


def most_fails_for_met(n: int, target: Fraction) -> int | None:
    """How many fails still show that the share is at least `target`. None: no result of `n` could."""
    fails = 0
    while fails <= n and lower_bound(n - fails, n) >= target:
        fails += 1
    return fails - 1 if fails else None


def fewest_fails_for_not_met(n: int, target: Fraction, confidence: Fraction = LIKELY) -> int | None:
    """From how many fails on the share is shown to be below `target`. None: no result of `n` could."""
    return next((fails for fails in range(n + 1) if upper_bound(n - fails, n, confidence) < target), None)


def calls_needed_without_a_miss(target: Fraction) -> int:
    """How many calls in a row without a miss show that the share is at least `target`."""
    # The bound for n passes of n is (1 - confidence) ** (1 / n).
    n = max(1, math.floor(math.log(1 - LIKELY) / math.log(target)) - 1)
    while lower_bound(n, n) < target:
        n += 1
    return n


def chance_of_at_least(passes: int, n: int, share: float) -> float:
    """How often a rep with a true `share` has `passes` or more of `n`."""
    return 1.0 if passes <= 0 else 1.0 - float(bdtr(passes - 1, n, share))
