"""From the calls that count, or from imported figures, to one value with its likely range."""

from collections.abc import Sequence
from fractions import Fraction

from pydantic import Field

from scoring.milestone.calls import CallState, ScoredCall
from scoring.milestone.exact import Computed
from scoring.milestone.figures import Figures
from scoring.milestone.goals import (
    PRIOR_WEIGHT,
    Direction,
    ImportedAverage,
    ImportedCount,
    ImportedRate,
    MeanGoal,
)
from scoring.milestone.likely_range import LIKELY, Average, Spread, average_of, half_width
from scoring.milestone.rates import lower_bound, upper_bound
from scoring.milestone.rule import Milestone
from scoring.record import Record


class Estimate(Record):
    """One value with its doubt, in the unit of the goal and unrounded; the range may pass the scale's end."""

    value: Computed
    n: int | None = Field(description="calls, occasions or cases; null for a complete count")
    low: float = Field(description="lower end of the likely range")
    high: float = Field(description="upper end of the likely range")
    firm: float = Field(description="the end that has to miss the target for *not met*")
    successes: int | None = Field(default=None, description="of n, where the goal is a rate or a count rule")
    average: Average | None = None
    spread: Spread | None = None


def estimate_calls(milestone: Milestone, calls: Sequence[ScoredCall]) -> Estimate | None:
    """The estimate for a goal on calls. None for no calls."""
    if not calls:
        return None
    if isinstance(milestone.goal, MeanGoal):
        return _of_mean(milestone.goal, milestone.not_met_confidence, calls)
    passes = sum(call.score is not None and call.score.state == "pass" for call in calls)
    return estimate_rate(milestone, passes, len(calls))


def _of_mean(goal: MeanGoal, confidence: Fraction, calls: Sequence[ScoredCall]) -> Estimate | None:
    values = [call.score.value for call in calls if call.score and call.score.value is not None]
    by_judge = sum(call.state is CallState.CONFIRMED for call in calls)
    # The judge's bias moves the mean only by the share of calls it read: none, where people scored all.
    bias = goal.se_bias * Fraction(by_judge, len(calls))
    spread = Spread(team_sd=goal.team_sd, prior_weight=goal.prior_weight, se_bias=bias)
    average = average_of(values)
    return None if average is None else estimate_average(average, spread, goal.direction, confidence)


def estimate_average(
    average: Average, spread: Spread, direction: Direction, confidence: Fraction
) -> Estimate | None:
    """The average with its likely range. `confidence` is what *not met* needs, one-sided. None: no spread."""
    half = half_width(average, spread)
    firm_half = half if confidence == LIKELY else half_width(average, spread, confidence)
    if half is None or firm_half is None:
        return None
    mean = float(average.mean)
    return Estimate(
        value=average.mean,
        n=average.n,
        low=mean - half,
        high=mean + half,
        firm=mean + direction.sign * firm_half,
        average=average,
        spread=spread,
    )


def estimate_rate(milestone: Milestone, successes: int, n: int) -> Estimate:
    """Successes of n, in percent, with exact bounds."""
    lower = milestone.goal.direction is Direction.LOWER
    firm = (lower_bound if lower else upper_bound)(successes, n, milestone.not_met_confidence)
    return Estimate(
        value=Fraction(100 * successes, n),
        n=n,
        low=100 * lower_bound(successes, n, LIKELY),
        high=100 * upper_bound(successes, n, LIKELY),
        firm=100 * firm,
        successes=successes,
    )


def estimate_figures(milestone: Milestone, figures: Figures) -> Estimate | None:
    """The estimate for a goal on imported figures. None where they hold no cases, or no spread."""
    goal = milestone.goal
    if isinstance(goal, ImportedCount) and figures.count is not None:
        count = float(figures.count)
        return Estimate(value=figures.count, n=None, low=count, high=count, firm=count)
    if isinstance(goal, ImportedRate) and figures.numerator is not None and figures.denominator:
        return estimate_rate(milestone, figures.numerator, figures.denominator)
    if isinstance(goal, ImportedAverage) and figures.average is not None and figures.n:
        squares = (figures.n - 1) * (figures.spread or Fraction(0)) ** 2
        average = Average(n=figures.n, mean=figures.average, squares=squares)
        spread = Spread(team_sd=goal.team_sd, prior_weight=PRIOR_WEIGHT if goal.team_sd else 0)
        return estimate_average(average, spread, goal.direction, milestone.not_met_confidence)
    return None
