"""Where the plan expects the rep today: a straight line from the baseline to the target.

    G = baseline + (target - baseline) · (mean day of the calls looked at) / (day of the deadline)

Where weekly targets were fixed, the line leads through them, straight from each to the next.

Days are days of the plan (`plan_days.py`): an absence moves the line with the deadline.
"""

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from scoring.milestone.figures import Figures
from scoring.milestone.goals import Direction, ImportedCount, ImportedPercentage
from scoring.milestone.plan_days import Dates, PlanDays
from scoring.milestone.rule import Milestone


def path_at(milestone: Milestone, days: PlanDays, dates: Dates, seen: Sequence[date]) -> Fraction | None:
    """The path at the mean of the days seen, never past the target. None without a baseline or a day."""
    if milestone.baseline is None or isinstance(milestone.goal, ImportedPercentage) or not seen:
        return None
    mean_day = Fraction(sum(days.number(day) for day in seen), len(seen))
    knots = _knots(milestone, milestone.baseline.value, days.number(dates.deadline))
    (before, low), (after, high) = next(
        (pair for pair in pairwise(knots) if mean_day <= pair[1][0]), (knots[-1], knots[-1])
    )
    if after == before:
        return high
    return low + (high - low) * (mean_day - before) / (after - before)


def _knots(milestone: Milestone, baseline: Fraction, deadline: int) -> list[tuple[int, Fraction]]:
    """Baseline, weekly targets and target, by day of the plan: an absence moves days that were agreed."""
    fixed = [((one.day - milestone.starts).days, one.value) for one in milestone.path]
    return [(0, baseline), *fixed, (deadline, milestone.goal.target)]


def path_of_count(goal: ImportedCount, days: PlanDays, dates: Dates, figures: Figures) -> Fraction:
    """What a running count should have come to: its share of the window, rounded in the rep's favour."""
    passed = days.number(figures.last) + 1 - days.number(dates.window.first)
    whole = days.number(dates.window.last) + 1 - days.number(dates.window.first)
    expected = goal.target * min(Fraction(1), max(Fraction(0), Fraction(passed, whole)))
    higher = goal.direction is Direction.HIGHER
    return Fraction(math.floor(expected) if higher else math.ceil(expected))
