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
    """How often the rule fails a rep it should pass, and passes one it should not, in a sentence."""
    asked = goal.target if target is None else target
    failed = 1 - chance_of_at_least(goal.passes_needed, goal.of_last, float(asked / 100))
    low = min(baseline, asked) if baseline is not None else asked / 2
    where = "at the baseline of" if baseline is not None else "who does it on"
    passed = chance_of_at_least(goal.passes_needed, goal.of_last, float(low / 100))
    return (
        f"Its error rates: a rep who truly does it on {plain(asked)} % of occasions fails it "
        f"{_share(failed)}, one {where} {plain(low)} % passes it {_share(passed)}."
    )


def _share(chance: float) -> str:
    times = round(100 * chance)
    if chance > 0 and times == 0:
        return "less than once in 100 times"
    return f"{times} in 100 times"
