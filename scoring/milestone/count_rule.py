"""The usual goal for an item where calls are few: a count rule, with how often it errs.

Below 45 occasions not even a row without a miss shows 95 %: exact bounds leave nearly everybody open, where a
count rule decides, says beforehand how often it is wrong, and can be checked by counting.
"""

from fractions import Fraction

from scoring.formats import plain
from scoring.milestone.goals import FEWEST_CALLS, CountGoal
from scoring.milestone.rates import chance_of_at_least
from scoring.milestone.rule import ERROR

FEW = 45
"""From so many occasions on a rate can be shown, by exact bounds."""
SHARES = tuple(Fraction(share) for share in (97, 90, 80, 50))
"""How often reps truly do it, for whom it is said how often a rule passes them."""
MOST = 20
"""A count rule over more is hard to keep in mind, and decides hardly better."""


def count_rule_for(item: str, target: Fraction, occasions: int) -> CountGoal | None:
    """The hardest "at least so many of the last so many" that fails a rep truly at `target` percent at most
    one time in ten. None for too few occasions.

    It looks back over three quarters of those expected, as some weeks bring fewer.
    """
    of_last = min(MOST, occasions * 3 // 4)
    if of_last < FEWEST_CALLS:
        return None
    fits = (
        needed
        for needed in range(of_last, 0, -1)
        if chance_of_at_least(needed, of_last, float(target / 100)) >= 1 - ERROR
    )
    needed = next(fits, None)
    return None if needed is None else CountGoal(kind="count", of=item, at_least=needed, of_last=of_last)


def error_rates(goal: CountGoal, baseline: Fraction | None, target: Fraction | None = None) -> str:
    """How often the rule passes reps who truly do it so often, good ones and others, in a sentence."""
    shares = sorted({*SHARES, *([target] if target is not None else [])}, reverse=True)
    told = [f"{plain(share)} %: {_passes(goal, share)}" for share in shares]
    if baseline is not None:
        told.append(f"at the baseline of {plain(baseline)} %: {_passes(goal, baseline)}")
    return f"Of 100 reps who truly do it on so many occasions it passes: {'; '.join(told)}."


def _passes(goal: CountGoal, share: Fraction) -> str:
    chance = 100 * chance_of_at_least(goal.passes_needed, goal.of_last, float(share / 100))
    return "fewer than 1" if 0 < chance < 0.5 else f"{chance:.0f}"
