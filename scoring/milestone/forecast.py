"""What a milestone would decide, before it is published: the chance of each verdict for three reps.

One stands at the baseline, one truly at the target, one a little above it. Whoever writes a milestone sees
from this whether it can decide anything; one that would rarely decide is not published.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, stdtrit

from scoring.milestone.decision import Status
from scoring.milestone.estimate import estimate_rate
from scoring.milestone.exact import Computed
from scoring.milestone.forecast_average import verdicts_of_averages
from scoring.milestone.goals import CountGoal, Direction, ImportedAverage, ImportedRate, MeanGoal, RateGoal
from scoring.milestone.likely_range import LIKELY
from scoring.milestone.rates import chance_of_at_least
from scoring.milestone.rule import Milestone
from scoring.milestone.verdict import verdict
from scoring.record import Record

Floats = NDArray[np.float64]
Foreseen = MeanGoal | RateGoal | CountGoal | ImportedRate | ImportedAverage
Verdict = Callable[[int, int], Status]
"""From successes and occasions to a status."""

LEAST_CHANCE = 0.5
"""A milestone that would more often than not leave the clear cases open is not worth a plan."""
PLANS = 20_000
"""Simulated for an average: the chances are then good to about .01."""


class Chance(Record):
    """How often the milestone would end in which verdict, extension included, for a rep truly at `true`."""

    rep: Literal["at the baseline", "at the target", "a little above"]
    true: Computed
    met: float
    not_met: float
    open: float


class Forecast(Record):
    """The chances with `countable` calls or occasions in the window and `more` in the extension."""

    countable: int
    more: int
    chances: tuple[Chance, ...]

    @property
    def rarely_decides(self) -> bool:
        """A rep a little above would not often be *met*, or one at the baseline not often *not met*."""
        likely = {chance.rep: chance for chance in self.chances}
        above, baseline = likely["a little above"], likely.get("at the baseline")
        return above.met < LEAST_CHANCE or (baseline is not None and baseline.not_met < LEAST_CHANCE)


def countable_calls(days: int, drawn_a_week: int, share_countable: Fraction) -> int:
    """How many calls will count in so many days, where a share of those drawn gives a score or occasion."""
    return int(Fraction(days, 7) * drawn_a_week * share_countable)


def forecast_milestone(
    milestone: Milestone, countable: int, own_sd: Fraction | None = None
) -> Forecast | None:
    """The forecast. None for complete counts, bare percentages and averages without a known spread.

    `own_sd`: the spread of the rep's own figures, where an imported average borrows none of the team.
    """
    goal = milestone.goal
    more = _in_extension(milestone, countable)
    if not isinstance(goal, Foreseen):
        return None
    if isinstance(goal, ImportedAverage) and not (goal.team_sd or own_sd):
        return None
    chances = []
    for rep, true in _reps(milestone, goal, own_sd):
        if isinstance(goal, MeanGoal):
            met, not_met = _of_average(milestone, goal, float(true), countable, more)
        elif isinstance(goal, ImportedAverage):
            met, not_met = verdicts_of_averages(
                milestone, goal, float(true), countable, more, float(own_sd or 0)
            )
        elif isinstance(goal, CountGoal):
            met, not_met = _of_count(goal, float(true) / 100, countable + more)
        else:
            met, not_met = _of_successes(_rule(milestone, goal), float(true) / 100, countable, more)
        chances.append(Chance(rep=rep, true=true, met=met, not_met=not_met, open=max(0.0, 1 - met - not_met)))
    return Forecast(countable=countable, more=more, chances=tuple(chances))


def _in_extension(milestone: Milestone, countable: int) -> int:
    """How many more the extension brings: so many calls, or of imported cases as many as its days hold."""
    agreed = milestone.extension
    if agreed is None:
        return 0
    return agreed.calls if milestone.reads_calls else countable * agreed.days // milestone.window.days


def _reps(
    milestone: Milestone, goal: Foreseen, own_sd: Fraction | None
) -> list[tuple[Literal["at the baseline", "at the target", "a little above"], Fraction]]:
    """A little above: by the tolerance, by a quarter of the spread where there is none, or half of
    the way from the target to never missing."""
    if isinstance(goal, MeanGoal):
        above = min(goal.target + goal.slack, Fraction(goal.scale.ends[1]))
    elif isinstance(goal, ImportedAverage):
        above = goal.target + goal.direction.sign * (
            goal.slack or (goal.team_sd or own_sd or Fraction(0)) / 4
        )
    else:
        best = 100 if goal.direction is Direction.HIGHER else 0
        above = (goal.target + best) / 2
    reps = [("at the target", goal.target), ("a little above", above)]
    baseline = [("at the baseline", milestone.baseline.value)] if milestone.baseline else []
    return [*baseline, *reps]  # type: ignore[list-item]


def _of_count(goal: CountGoal, share: float, n: int) -> tuple[float, float]:
    """A count rule looks at its last occasions alone, however many there were before them."""
    if n < goal.of_last:
        return 0.0, 0.0
    met = chance_of_at_least(goal.passes_needed, goal.of_last, share)
    return met, 1 - met


def _rule(milestone: Milestone, goal: RateGoal | ImportedRate) -> Verdict:
    def status(successes: int, n: int) -> Status:
        if n < goal.n_min:
            return Status.INSUFFICIENT_EVIDENCE
        return verdict(estimate_rate(milestone, successes, n), goal.target, goal.slack, goal.direction)

    return status


def _of_successes(rule: Verdict, share: float, n: int, more: int) -> tuple[float, float]:
    """Exact: every number of successes in the window, and for the open ones in the extension, weighed."""
    if n == 0 and more == 0:
        return 0.0, 0.0
    first, later = _binomial(n, share), _binomial(more, share)
    looks = [rule(successes, n) for successes in range(n + 1)]
    together = [rule(successes, n + more) for successes in range(n + more + 1)]
    totals = {Status.MET: 0.0, Status.NOT_MET: 0.0, Status.INSUFFICIENT_EVIDENCE: 0.0}
    for successes, look in enumerate(looks):
        if look is not Status.INSUFFICIENT_EVIDENCE or not more:
            totals[look] += float(first[successes])
            continue
        for added, chance in enumerate(later):
            totals[together[successes + added]] += float(first[successes] * chance)
    return totals[Status.MET], totals[Status.NOT_MET]


def _binomial(n: int, share: float) -> Floats:
    """The chance of 0 … n successes."""
    if share in (0.0, 1.0):
        return np.asarray(np.eye(n + 1)[round(n * share)])
    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(ways + k * np.log(share) + (n - k) * np.log1p(-share)))


def _of_average(milestone: Milestone, goal: MeanGoal, true: float, n: int, more: int) -> tuple[float, float]:
    """Simulated: skewed scores as real ones are, the same ones for the same question."""
    scores = simulated_scores(goal, true, n + more)
    met, not_met = verdicts_of_rows(milestone, goal, scores[:, :n])
    if more:
        later_met, later_not_met = verdicts_of_rows(milestone, goal, scores)
        still_open = ~met & ~not_met
        met, not_met = met | (still_open & later_met), not_met | (still_open & later_not_met)
    return float(met.mean()), float(not_met.mean())


def simulated_scores(goal: MeanGoal, true: float, n: int) -> Floats:
    """Scores of PLANS reps with n calls: Beta on the scale, with the true mean and the team's sd."""
    lowest, highest = goal.scale.ends
    mean = min(max((true - lowest) / (highest - lowest), 0.005), 0.995)
    # A mean near the end of the scale has no room for the team's spread: nine tenths of what fits.
    variance = min((float(goal.team_sd) / (highest - lowest)) ** 2, 0.9 * mean * (1 - mean))
    size = mean * (1 - mean) / variance - 1
    drawn = np.random.default_rng(n).beta(mean * size, (1 - mean) * size, (PLANS, n))
    return np.asarray(lowest + (highest - lowest) * drawn)


def verdicts_of_rows(
    milestone: Milestone, goal: MeanGoal, scores: Floats
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """`verdict` on every row at once: which are met, which not met."""
    n = scores.shape[1]
    if n < goal.n_min:
        return np.zeros(len(scores), np.bool_), np.zeros(len(scores), np.bool_)
    mean = scores.mean(axis=1)
    degrees = goal.prior_weight + n - 1
    squares = ((scores - mean[:, None]) ** 2).sum(axis=1)
    variance = (goal.prior_weight * float(goal.team_sd) ** 2 + squares) / degrees
    error = np.sqrt(variance / n + float(goal.se_bias) ** 2)
    near, firm = (float(stdtrit(degrees, float(c))) for c in (LIKELY, milestone.not_met_confidence))
    target = float(goal.target)
    met = (mean >= target) & (mean - near * error >= target - float(goal.slack))
    return met, mean + firm * error < target
