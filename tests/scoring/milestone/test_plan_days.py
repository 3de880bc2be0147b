"""Absences stop the clock of a plan."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scoring.milestone.course import Absence
from scoring.milestone.plan_days import PlanDays, dates_of
from tests.scoring.milestone.examples import milestone

MONDAY = date(2026, 11, 2)


def days(*periods: tuple[int, int]) -> PlanDays:
    """A plan from Monday, 2 November; absences as days after it, both included."""
    absences = [Absence(first=MONDAY + timedelta(a), last=MONDAY + timedelta(b)) for a, b in periods]
    return PlanDays(MONDAY, absences)


def test_without_absences_days_are_counted_from_the_start() -> None:
    assert days().number(MONDAY + timedelta(59)) == 59
    assert days().moved(MONDAY + timedelta(59)) == MONDAY + timedelta(59)


def test_three_days_away_move_what_comes_after_them_by_three() -> None:
    plan = days((10, 12))
    assert plan.moved(MONDAY + timedelta(9)) == MONDAY + timedelta(9)
    assert plan.moved(MONDAY + timedelta(10)) == MONDAY + timedelta(13)
    assert plan.moved(MONDAY + timedelta(59)) == MONDAY + timedelta(62)


def test_an_absence_that_begins_in_the_days_gained_counts_too() -> None:
    # Day 59 moves to 62 by the first absence, and 61-62 are away as well: to 64.
    assert days((10, 12), (61, 62)).moved(MONDAY + timedelta(59)) == MONDAY + timedelta(64)


def test_overlapping_absences_count_once() -> None:
    assert days((10, 14), (12, 16)).moved(MONDAY + timedelta(30)) == MONDAY + timedelta(37)


def test_an_absence_before_the_plan_counts_only_where_it_reaches_into_it() -> None:
    assert days((-10, -1)).moved(MONDAY) == MONDAY
    assert days((-10, 1)).moved(MONDAY) == MONDAY + timedelta(2)


def test_window_deadline_and_decision_day_move_together() -> None:
    # Away 21-27 December, 7 days inside the window 8-31 December, and 4-5 January in the dispute days.
    absences = [
        Absence(first=date(2026, 12, 21), last=date(2026, 12, 27)),
        Absence(first=date(2027, 1, 10), last=date(2027, 1, 11)),
    ]
    dates = dates_of(milestone(), PlanDays(milestone().starts, absences), extended=False)
    assert (dates.window.first, dates.window.last) == (date(2026, 12, 8), date(2027, 1, 7))
    assert dates.deadline == date(2027, 1, 7)
    assert dates.decision_day == date(2027, 1, 16)


def test_the_extension_adds_its_days_to_the_window() -> None:
    dates = dates_of(milestone(), PlanDays(milestone().starts), extended=True)
    assert (dates.window.first, dates.window.last) == (date(2026, 12, 8), date(2027, 1, 21))
    assert dates.decision_day == date(2027, 1, 28)


periods = st.lists(st.tuples(st.integers(-20, 90), st.integers(0, 15)).map(lambda p: (p[0], p[0] + p[1])))


@given(periods, st.integers(0, 120))
def test_a_days_number_leads_back_to_it_and_it_is_never_an_absence(
    away: list[tuple[int, int]], number: int
) -> None:
    plan = days(*away)
    found = plan.day(number)
    assert plan.number(found) == number
    assert not plan.is_away(found)
    assert plan.day(number + 1) > found
