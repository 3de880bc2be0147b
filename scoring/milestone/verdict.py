"""The rule itself: what one estimate says against a target, and against the path before the deadline."""

from fractions import Fraction

from scoring.milestone.decision import Status
from scoring.milestone.estimate import Estimate
from scoring.milestone.goals import CountGoal, Direction


def verdict(estimate: Estimate, target: Fraction, slack: Fraction, direction: Direction) -> Status:
    """Met: the value reaches the target and the near end comes within `slack`. Not met: all lies short of it.

    The two exclude each other: a value that reaches the target is inside its own range.
    """
    better = direction.sign
    near_end = Fraction(estimate.low if direction is Direction.HIGHER else estimate.high)
    if better * (estimate.value - target) >= 0 and better * (near_end - target) >= -slack:
        return Status.MET
    if better * (Fraction(estimate.firm) - target) < 0:
        return Status.NOT_MET
    return Status.INSUFFICIENT_EVIDENCE


def count_verdict(successes: int, goal: CountGoal) -> Status:
    """A count rule over its full number of occasions: it always decides."""
    return Status.MET if successes >= goal.passes_needed else Status.NOT_MET


def against_path(estimate: Estimate, path: Fraction, direction: Direction) -> Status:
    """On track: the value reaches the path. At risk: the whole likely range lies short of it."""
    better = direction.sign
    far_end = Fraction(estimate.high if direction is Direction.HIGHER else estimate.low)
    if better * (estimate.value - path) >= 0:
        return Status.ON_TRACK
    if better * (far_end - path) < 0:
        return Status.AT_RISK
    return Status.INSUFFICIENT_EVIDENCE
