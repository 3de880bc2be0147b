"""Milestones on another system's figures."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from scoring.milestone.decide import evaluate_milestone
from scoring.milestone.decision import Decision, Reason, Status
from scoring.milestone.figures import Figures
from scoring.milestone.goals import ImportedAverage, ImportedCount, ImportedPercentage, ImportedRate
from tests.scoring.milestone.examples import DECISION_DAY, WINDOW, milestone

CLOSE_RATE = ImportedRate(kind="imported_rate", of="close_rate", target=Fraction(20), direction="higher")
REFUNDS = ImportedRate(kind="imported_rate", of="refunds", target=Fraction(5), direction="lower")
HANDLE_TIME = ImportedAverage(
    kind="imported_average", of="handle_time", unit="s", target=Fraction(300), direction="lower"
)
MEETINGS = ImportedCount(kind="imported_count", of="meetings", target=Fraction(24), direction="higher")
COMPLAINTS = ImportedCount(kind="imported_count", of="complaints", target=Fraction(3), direction="lower")


def imported(goal: Any, today: date = DECISION_DAY, baseline: Any = None, **figures: Any) -> Decision:
    known = {"source": "CRM", "imported": today, "first": WINDOW.first, "last": WINDOW.last}
    plan = milestone(goal, baseline=baseline, judge=None, rubric=None)
    return evaluate_milestone(plan, [], today, figures=Figures(**known | figures))


@pytest.mark.parametrize(
    ("wins", "status"),
    # Of 100: lower bound of 25 .1938, of 26 .2029; upper bound of 14 .1950, of 15 .2061.
    [
        (26, Status.MET),
        (25, Status.INSUFFICIENT_EVIDENCE),
        (15, Status.INSUFFICIENT_EVIDENCE),
        (14, Status.NOT_MET),
    ],
)
def test_a_close_rate_is_decided_by_exact_bounds(wins: int, status: Status) -> None:
    assert imported(CLOSE_RATE, numerator=wins, denominator=100).status is status


def test_a_close_rate_says_what_it_rests_on() -> None:
    decision = imported(CLOSE_RATE, numerator=30, denominator=100)
    assert decision.sentence == "30 %, likely 24–37, 100 cases: target 20 % met."


@pytest.mark.parametrize(
    ("refunds", "status"),
    # Of 200: upper bound of 5 .0459, of 6 .0521; lower bound of 14 .0478, of 15 .0520.
    [
        (5, Status.MET),
        (6, Status.INSUFFICIENT_EVIDENCE),
        (14, Status.INSUFFICIENT_EVIDENCE),
        (15, Status.NOT_MET),
    ],
)
def test_where_less_is_better_the_bounds_change_places(refunds: int, status: Status) -> None:
    assert imported(REFUNDS, numerator=refunds, denominator=200).status is status


def test_a_ceiling_that_was_passed_says_above() -> None:
    decision = imported(REFUNDS, numerator=20, denominator=200)
    assert decision.sentence == "10 %, likely 7–13, 200 cases: all of it above 5 %, target not met."


@pytest.mark.parametrize(
    ("average", "status"),
    # sd 60, n 100, no team: t(.90; 99) = 1.29016 · 6 = 7.741. Met up to 292.2, not met from 307.8 on.
    [
        (292, Status.MET),
        (293, Status.INSUFFICIENT_EVIDENCE),
        (307, Status.INSUFFICIENT_EVIDENCE),
        (308, Status.NOT_MET),
    ],
)
def test_an_average_is_decided_by_its_own_spread(average: int, status: Status) -> None:
    assert imported(HANDLE_TIME, average=average, n=100, spread=60).status is status


def test_an_average_says_its_unit() -> None:
    decision = imported(HANDLE_TIME, average=290, n=100, spread=60)
    assert decision.sentence == ("Average 290.0 s, likely 282.3–297.7, 100 cases: target at most 300 s met.")


@pytest.mark.parametrize(
    ("goal", "count", "status"),
    [
        (MEETINGS, 24, Status.MET),
        (MEETINGS, 23, Status.NOT_MET),
        (COMPLAINTS, 3, Status.MET),
        (COMPLAINTS, 4, Status.NOT_MET),
    ],
)
def test_a_complete_count_is_compared_directly(goal: ImportedCount, count: int, status: Status) -> None:
    assert imported(goal, count=count).status is status


def test_a_count_so_far_is_held_against_its_share_of_the_window() -> None:
    # 12 of 24 days are over: 24 meetings · 12/24 = 12; 3 complaints · 12/24 = 1.5, rounded up to 2.
    middle = date(2026, 12, 19)
    for goal, count, status in (
        (MEETINGS, 12, Status.ON_TRACK),
        (MEETINGS, 11, Status.AT_RISK),
        (COMPLAINTS, 2, Status.ON_TRACK),
        (COMPLAINTS, 3, Status.AT_RISK),
    ):
        assert imported(goal, middle, count=count, last=middle).status is status


def test_a_count_that_began_elsewhere_is_not_held_against_the_window() -> None:
    middle = date(2026, 12, 19)
    decision = imported(MEETINGS, middle, count=40, first=date(2026, 11, 2), last=middle)
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.FIGURES)


def test_a_bare_percentage_is_shown_and_never_decided() -> None:
    goal = ImportedPercentage(kind="imported_percentage", of="csat", target=Fraction(90), direction="higher")
    for today in (date(2026, 12, 30), DECISION_DAY):
        decision = imported(goal, today, percentage=Fraction(714, 10), last=date(2026, 12, 30))
        assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.ONLY_SHOWN)
        assert decision.sentence.startswith("71 %, target 90 %. Shown and not decided")


def test_figures_that_stop_short_of_the_window_are_waited_for() -> None:
    decision = imported(CLOSE_RATE, numerator=40, denominator=100, last=date(2026, 12, 20))
    assert (decision.status, decision.reason) == (Status.WAITING, Reason.FIGURES)
    assert decision.sentence == (
        "Waiting: the figures reach to 20 December 2026, and the window to 31 December 2026."
    )


def test_figures_that_mix_in_the_learning_half_decide_nothing() -> None:
    decision = imported(CLOSE_RATE, numerator=40, denominator=100, first=date(2026, 11, 2))
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.FIGURES)


def test_a_rate_of_nothing_is_no_evidence() -> None:
    decision = imported(CLOSE_RATE, numerator=0, denominator=0)
    assert (decision.status, decision.estimate) == (Status.INSUFFICIENT_EVIDENCE, None)


def test_an_average_of_millions_is_decided_at_once() -> None:
    decision = imported(HANDLE_TIME, average=290_000_000, n=10**9, spread=10**11)
    assert decision.status is Status.NOT_MET
    assert type(decision).model_validate_json(decision.model_dump_json()).status is Status.NOT_MET


def test_a_rate_of_millions_is_decided_at_once() -> None:
    assert imported(CLOSE_RATE, numerator=210_000, denominator=1_000_000).status is Status.MET
