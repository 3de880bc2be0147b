"""Pass rates by exact bounds, and count rules in plain words."""

from datetime import date, timedelta

import pytest

from scoring.milestone.counting import Why
from scoring.milestone.decision import Decision, Reason, Status
from scoring.milestone.goals import CountGoal, RateGoal
from tests.scoring.milestone.examples import (
    NINE_OF_12,
    NOTICE_95,
    ONE_MISS_IN_20,
    WINDOW,
    call,
    calls,
    decided,
)


def item(goal: RateGoal | CountGoal, answers: str, **changed: object) -> Decision:
    """Oldest first: p passed, f failed, n no occasion. Three a day from the window's first day on."""
    words = {"p": "pass", "f": "fail", "n": "no_occasion"}
    scored = [
        call(f"c{place:03}", words[answer], WINDOW.first + timedelta(days=place // 3))
        for place, answer in enumerate(answers)
    ]
    return decided(scored, goal=goal, baseline=None, **changed)


@pytest.mark.parametrize(
    ("passes", "fails", "status"),
    [
        (44, 0, Status.INSUFFICIENT_EVIDENCE),
        (45, 0, Status.MET),
        (44, 1, Status.INSUFFICIENT_EVIDENCE),
        (41, 4, Status.INSUFFICIENT_EVIDENCE),
        (40, 5, Status.NOT_MET),
        (9, 3, Status.NOT_MET),
        (10, 2, Status.INSUFFICIENT_EVIDENCE),
        (6, 2, Status.NOT_MET),
        (7, 0, Status.INSUFFICIENT_EVIDENCE),
        (0, 7, Status.INSUFFICIENT_EVIDENCE),
    ],
)
def test_a_rate_is_decided_as_in_the_published_table(passes: int, fails: int, status: Status) -> None:
    assert item(NOTICE_95, "p" * passes + "f" * fails).status is status


def test_no_miss_in_38_says_how_many_are_needed() -> None:
    decision = item(NOTICE_95, "p" * 38)
    assert decision.sentence.endswith("No confirmed miss so far; 45 such calls are needed to state 95 %.")
    assert any(notice.startswith("With 38 calls nobody could meet") for notice in decision.notices)


def test_a_rate_counts_occasions_and_not_calls() -> None:
    decision = item(NOTICE_95, "n" * 12 + "p" * 45)
    assert decision.status is Status.MET
    assert decision.sentence == (
        "100 %, likely 95–100, 45 of 45 random calls with an occasion: target 95 % met."
    )


def test_where_the_job_is_at_stake_a_rate_needs_95_percent_too() -> None:
    # 6 of 8: the upper bound at 90 % is .9314, at 95 % it is .9536.
    assert item(NOTICE_95, "ppppppff").status is Status.NOT_MET
    assert item(NOTICE_95, "ppppppff", severe=True).status is Status.INSUFFICIENT_EVIDENCE


def test_a_rate_before_the_deadline_is_held_against_the_path() -> None:
    # Baseline 60, mean day of 36 + 3.5 (two a day, 8-15 December): path 60 + 35 · 39.5/59 = 83.4 %.
    start = {"value": 60, "n": 20, "day": date(2026, 10, 30)}
    today = date(2026, 12, 16)
    passed, failed = calls(["pass"] * 16), calls(["fail", "pass"] * 8)
    assert decided(passed, today, goal=NOTICE_95, baseline=start).status is Status.ON_TRACK
    at_risk = decided(failed, today, goal=NOTICE_95, baseline=start)
    assert at_risk.status is Status.AT_RISK
    assert "the plan expects you today (83 %)" in at_risk.sentence


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ("pppppppppfff", Status.MET),
        ("ppppppppffff", Status.NOT_MET),
        ("ppppppppppp", Status.INSUFFICIENT_EVIDENCE),
        ("ffffffffpppppppppfff", Status.MET),
        ("ppppppppffffffffffff", Status.NOT_MET),
        ("pppnppppnpppnfff", Status.MET),
    ],
)
def test_nine_of_the_last_twelve_occasions(answers: str, status: Status) -> None:
    # The last line has 10 passes and 3 misses: 13 occasions, of which the last 12 hold 9 passes.
    assert item(NINE_OF_12, answers).status is status


def test_older_occasions_are_left_out_by_name() -> None:
    decision = item(NINE_OF_12, "ff" + "p" * 12)
    assert [(aside.call, aside.code) for aside in decision.left_out] == [
        ("c000", Why.OLDER),
        ("c001", Why.OLDER),
    ]
    assert decision.sentence == "Done in 12 of the last 12 occasions, and at least 9 were asked for: met."


@pytest.mark.parametrize(("misses", "status"), [(0, Status.MET), (1, Status.MET), (2, Status.NOT_MET)])
def test_at_most_one_miss_in_20(misses: int, status: Status) -> None:
    decision = item(ONE_MISS_IN_20, "p" * (20 - misses) + "f" * misses)
    assert decision.status is status
    noun = "miss" if misses == 1 else "misses"
    assert decision.sentence.startswith(f"{misses} {noun} in the last 20 occasions, and at most 1 allowed: ")


def test_nineteen_occasions_do_not_decide_a_rule_about_twenty() -> None:
    decision = item(ONE_MISS_IN_20, "p" * 19)
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.TOO_FEW)
    assert "19 random calls with an occasion so far, and at least 20 are needed" in decision.sentence


def test_a_count_rule_prints_how_often_it_passes_whom() -> None:
    decision = item(NINE_OF_12, "p" * 12)
    assert "a true 50 % 0.07, a true 80 % 0.79" in decision.sums[-1]


def test_a_count_rule_says_that_a_split_error_does_not_enter() -> None:
    notices = item(NINE_OF_12, "p" * 12, sharing_error=3).notices
    assert any("its own error rates" in notice for notice in notices)
