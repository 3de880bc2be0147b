"""The arithmetic of a decision in lines, so that anybody can redo it with a pocket calculator."""

import math
from fractions import Fraction

from scipy.special import stdtrit

from scoring.formats import plain
from scoring.milestone.case import Case
from scoring.milestone.estimate import Estimate
from scoring.milestone.goals import CountGoal, Direction, ImportedCount, ImportedPercentage
from scoring.milestone.likely_range import LIKELY, Average, Spread, pooled_sd
from scoring.milestone.look import Look
from scoring.milestone.rates import chance_of_at_least, fewest_fails_for_not_met, most_fails_for_met


def sums(case: Case, look: Look, path: Fraction | None, *, compared: bool) -> tuple[str, ...]:
    """Every number on the way from the values to the comparison with path or target.

    What still waits is not compared: a look before the day would be a decision in all but name.
    """
    estimate, goal = look.estimate, case.milestone.goal
    if estimate is None:
        return ()
    lines: list[str] = []
    if estimate.average is not None and estimate.spread is not None:
        lines += _of_average(estimate.average, estimate.spread, estimate)
    elif estimate.successes is not None and estimate.n:
        lines += _of_rate(case, estimate, estimate.successes, estimate.n)
    if path is not None:
        return (*lines, *_against_path(case, look, path))
    if not compared:
        return (*lines, "not compared with the target before everything is settled")
    if isinstance(goal, CountGoal):
        return (*lines, *_of_count_rule(goal, estimate))
    if isinstance(goal, ImportedPercentage):
        return tuple(lines)
    return (*lines, *_against_target(case, estimate))


def _of_average(average: Average, spread: Spread, estimate: Estimate) -> list[str]:
    n, weight = average.n, spread.prior_weight
    degrees = weight + n - 1
    s = pooled_sd(average, spread) or 0.0
    own = f"; s_rep = {average.sd:.4f}" if average.sd is not None else ""
    team = plain(spread.team_sd or Fraction(0))
    quantile = float(stdtrit(degrees, float(LIKELY)))
    error = math.sqrt(s * s / n + float(spread.se_bias) ** 2)
    return [
        f"mean = {_fraction(average.mean * n)} / {n} = {_fraction(average.mean)}",
        f"Σ(x - mean)² = {float(average.squares):.4f}{own}",
        f"s² = ({weight}·{team}² + {float(average.squares):.4f}) / ({weight} + {n} - 1) = {s * s:.4f}",
        f"standard error = sqrt({s * s:.4f} / {n} + {float(spread.se_bias):.4g}²) = {error:.4f}",
        f"half width = t(.90; {degrees}) · {error:.4f} = {quantile:.4f} · {error:.4f} "
        f"= {quantile * error:.4f}",
        f"likely range = {estimate.low:.4f} to {estimate.high:.4f}",
    ]


def _of_rate(case: Case, estimate: Estimate, successes: int, n: int) -> list[str]:
    lines = [
        f"share = {successes} / {n} = {float(estimate.value):.4f} %",
        f"exact bounds (Clopper-Pearson, one-sided 90 %) = {estimate.low:.4f} % to {estimate.high:.4f} %",
    ]
    goal = case.milestone.goal
    if isinstance(goal, CountGoal) or goal.direction is Direction.LOWER or n > 10_000:
        return lines
    target = goal.target / 100
    most = most_fails_for_met(n, target)
    fewest = fewest_fails_for_not_met(n, target, case.milestone.not_met_confidence)
    met = "cannot be shown" if most is None else f"needs {n - most} or more"
    not_met = "cannot be shown" if fewest is None else f"needs {n - fewest} or fewer"
    return [*lines, f"of {n}: met {met}; not met {not_met}"]


def _of_count_rule(goal: CountGoal, estimate: Estimate) -> list[str]:
    chances = ", ".join(
        f"a true {share} % {chance_of_at_least(goal.passes_needed, goal.of_last, share / 100):.2f}"
        for share in (50, 80, 90, 97)
    )
    needed = f"{estimate.successes} passes of {estimate.n}; {goal.passes_needed} of {goal.of_last} needed"
    return [needed, f"how often this rule passes a rep: {chances}"]


def _against_target(case: Case, estimate: Estimate) -> list[str]:
    goal, milestone = case.milestone.goal, case.milestone
    if isinstance(goal, ImportedCount):
        sign = "≥" if goal.direction is Direction.HIGHER else "≤"
        reached = goal.direction.sign * (estimate.value - goal.target) >= 0
        return [f"met: {plain(estimate.value)} {sign} {plain(goal.target)}: {_yes(reached)}"]
    if isinstance(goal, CountGoal | ImportedPercentage):
        return []
    higher = goal.direction is Direction.HIGHER
    sign, short, slack = (
        ("≥", "<", goal.target - goal.slack) if higher else ("≤", ">", goal.target + goal.slack)
    )
    near, near_end = ("lower", estimate.low) if higher else ("upper", estimate.high)
    far = "upper" if higher else "lower"
    better = goal.direction.sign
    reaches = better * (estimate.value - goal.target) >= 0
    holds = better * (Fraction(near_end) - slack) >= 0
    misses = better * (Fraction(estimate.firm) - goal.target) < 0
    firm = f"{far} end at {float(100 * milestone.not_met_confidence):g} % {estimate.firm:.4f}"
    return [
        f"met: value {_fraction(estimate.value)} {sign} {plain(goal.target)}: {_yes(reaches)}; "
        f"{near} end {near_end:.4f} {sign} {plain(slack)}: {_yes(holds)}",
        f"not met: {firm} {short} {plain(goal.target)}: {_yes(misses)}",
    ]


def _against_path(case: Case, look: Look, path: Fraction) -> list[str]:
    milestone, estimate = case.milestone, look.estimate
    if estimate is None:
        return []
    better = milestone.goal.direction.sign
    higher = better > 0
    end, name = (estimate.high, "upper") if higher else (estimate.low, "lower")
    sign, short = ("≥", "<") if higher else ("≤", ">")
    reaches, short_of = better * (estimate.value - path) >= 0, better * (Fraction(end) - path) < 0
    return [
        f"path today = {_fraction(path)}",
        f"on track: value {_fraction(estimate.value)} {sign} path: {_yes(reaches)}",
        f"at risk: {name} end {end:.4f} {short} path: {_yes(short_of)}",
    ]


def _fraction(value: Fraction) -> str:
    """A number with its fraction where the decimal has no end: "83.3333 (250/3)"."""
    if plain(value) == f"{float(value):g}":
        return plain(value)
    ratio = f" ({value.numerator}/{value.denominator})" if value.denominator < 10**6 else ""
    return f"{float(value):.4f}{ratio}"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
