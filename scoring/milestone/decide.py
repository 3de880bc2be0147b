"""Decides one milestone on one day. Reads top to bottom like docs/milestones.md."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from scoring.milestone.calls import ScoredCall
from scoring.milestone.case import Case
from scoring.milestone.course import Course
from scoring.milestone.decision import Decision, Finding, Reason, Status
from scoring.milestone.figures import Figures
from scoring.milestone.goals import FEWEST_CALLS, CountGoal, Goal, ImportedCount, ImportedPercentage
from scoring.milestone.look import Look, look_at
from scoring.milestone.path import path_at, path_of_count
from scoring.milestone.plan_days import Dates, PlanDays, dates_of, recent_days
from scoring.milestone.report import report
from scoring.milestone.rule import Milestone, Window
from scoring.milestone.verdict import against_path, count_verdict, verdict


def evaluate_milestone(
    milestone: Milestone,
    calls: Sequence[ScoredCall],
    today: date,
    course: Course | None = None,
    figures: Figures | None = None,
) -> Decision:
    """The milestone on the day `today`, an aware datetime or a day in the milestone's zone.

    Raises pydantic's ValidationError where calls or figures do not fit the goal.
    """
    case = Case(
        milestone=milestone, calls=tuple(calls), today=today, course=course or Course(), figures=figures
    )
    return decide(case)


def decide(case: Case) -> Decision:
    """A forecast until the deadline is over; then the window; then window and extension together."""
    days = PlanDays(case.milestone.starts, case.course.absences)
    dates = dates_of(case.milestone, days, extended=False)
    if case.day <= dates.deadline:
        return _before_the_deadline(case, days, dates)
    first = _after_the_deadline(case, days, dates)
    # What was met at the first look stays met: an extension cannot take it back.
    if not case.course.extended or first.status is Status.MET:
        return first
    return _after_the_deadline(case, days, dates_of(case.milestone, days, extended=True))


def _before_the_deadline(case: Case, days: PlanDays, dates: Dates) -> Decision:
    look = look_at(case, recent_days(case.milestone, days, case.day), days, dates)
    finding = find_before_deadline(case, look, days)
    return report(case, look, finding, _path(case, look, days))


def _after_the_deadline(case: Case, days: PlanDays, dates: Dates) -> Decision:
    look = look_at(case, dates.window, days, dates)
    return report(case, look, find_after_deadline(case, look))


def find_before_deadline(case: Case, look: Look, days: PlanDays) -> Finding:
    """On track, at risk, or too early to say. Met and not met are never said here."""
    goal = case.milestone.goal
    if isinstance(goal, ImportedPercentage):
        return _too_early(Reason.ONLY_SHOWN)
    if case.day < case.milestone.starts:
        return _too_early(Reason.NOT_STARTED)
    if look.figures is not None and not _begins_with_the_window(goal, look):
        return _too_early(Reason.FIGURES)
    if look.estimate is None or look.n < (0 if isinstance(goal, ImportedCount) else FEWEST_CALLS):
        return _too_early(Reason.TOO_FEW)
    path = _path(case, look, days)
    if path is None:
        return _too_early(Reason.NO_BASELINE)
    return Finding(status=against_path(look.estimate, path, goal.direction), reason=Reason.PATH)


def find_after_deadline(case: Case, look: Look) -> Finding:
    """The first line that fits."""
    goal = case.milestone.goal
    if isinstance(goal, ImportedPercentage):
        return _too_early(Reason.ONLY_SHOWN)

    # Nothing is decided while something can still change it.
    if case.day <= look.dates.deadline:
        return _waiting(Reason.EXTENSION_RUNS)
    if look.tally.unsettled:
        return _waiting(Reason.UNSETTLED)
    if case.day < look.dates.decision_day:
        return _waiting(Reason.DISPUTE_WINDOW)
    if look.figures is not None and look.figures.last < look.window.last:
        return _waiting(Reason.FIGURES)

    # Some evidence decides nothing, whatever it says.
    if look.figures is not None and (look.figures.first, look.figures.last) != _ends(look.window):
        return _too_early(Reason.FIGURES)
    if look.on_another_version:
        return _too_early(Reason.VERSIONS)
    if look.estimate is None or look.n < goal.n_min:
        return _too_early(Reason.TOO_FEW)

    # The rule.
    if isinstance(goal, CountGoal):
        status = count_verdict(look.estimate.successes or 0, goal)
    else:
        status = verdict(look.estimate, goal.target, goal.slack, goal.direction)
    if status is Status.NOT_MET and look.too_many_without_score and not case.course.hr_reason.strip():
        return _waiting(Reason.HR_REASON)
    return Finding(status=status, reason=Reason.RULE)


def _path(case: Case, look: Look, days: PlanDays) -> Fraction | None:
    goal = case.milestone.goal
    if isinstance(goal, ImportedCount) and look.figures is not None:
        return path_of_count(goal, days, look.dates, look.figures)
    return path_at(case.milestone, days, look.dates, look.days)


def _begins_with_the_window(goal: Goal, look: Look) -> bool:
    """A running count is compared with its share of the window, so it has to begin there."""
    first = look.figures.first if look.figures else None
    return not isinstance(goal, ImportedCount) or first == look.dates.window.first


def _ends(window: Window) -> tuple[date, date]:
    return window.first, window.last


def _too_early(reason: Reason) -> Finding:
    return Finding(status=Status.INSUFFICIENT_EVIDENCE, reason=reason)


def _waiting(reason: Reason) -> Finding:
    return Finding(status=Status.WAITING, reason=reason)
