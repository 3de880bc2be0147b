"""What a milestone would decide is known before it is published."""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from scoring.milestone.decision import Status
from scoring.milestone.forecast import (
    Chance,
    countable_calls,
    forecast_milestone,
    simulated_scores,
    verdicts_of_rows,
)
from scoring.milestone.goals import ImportedCount
from tests.scoring.milestone.examples import (
    NINE_OF_12,
    NOTICE_95,
    ONE_MISS_IN_20,
    QA_85,
    calls,
    decided,
    milestone,
)

# Remembered: each one simulates the calls of 20,000 plans a rep.
forecast = cache(forecast_milestone)


def chances(countable: int, **plan: Any) -> dict[str, Chance]:
    found = forecast(milestone(**plan), countable)
    assert found is not None
    return {chance.rep: chance for chance in found.chances}


def rarely_decides(countable: int, **plan: Any) -> bool:
    found = forecast(milestone(**plan), countable)
    assert found is not None
    return found.rarely_decides


def test_twelve_calls_and_twelve_more_decide_as_often_as_published() -> None:
    # Two-stage 12 → 24, sd 11: true 85 met .57, not met .13; true 88 met .91, not met .01.
    found = chances(12)
    assert found["at the target"].met == pytest.approx(0.574, abs=0.012)
    assert found["at the target"].not_met == pytest.approx(0.130, abs=0.012)
    assert found["a little above"].true == 88
    assert found["a little above"].met == pytest.approx(0.908, abs=0.012)
    assert found["at the baseline"].not_met > 0.99


def test_without_an_extension_more_stays_open() -> None:
    # One look at 12 calls: true 85 open .53, not met .08.
    found = chances(12, extension=None)
    assert found["at the target"].open == pytest.approx(0.53, abs=0.02)
    assert found["at the target"].not_met == pytest.approx(0.08, abs=0.012)


def test_the_same_question_gets_the_same_answer() -> None:
    assert forecast_milestone(milestone(), 12) == forecast(milestone(), 12)


def test_a_forecast_decides_rows_as_the_rule_decides_calls() -> None:
    scores = simulated_scores(QA_85, 85, 12)[:40]
    met, not_met = verdicts_of_rows(milestone(), QA_85, scores)
    for row, is_met, is_not_met in zip(scores, met, not_met, strict=True):
        status = decided(calls([Fraction(float(score)) for score in row])).status
        assert (status is Status.MET, status is Status.NOT_MET) == (is_met, is_not_met)


def test_a_count_rule_looks_at_its_last_occasions_however_many_there_are() -> None:
    # 9 of the last 12 passes a true 75 % .65 of the time, and 9 of all 20 would nearly always.
    for countable in (12, 20, 40):
        assert chances(countable, goal=NINE_OF_12)["at the target"].met == pytest.approx(0.649, abs=0.001)


def test_95_percent_cannot_be_met_on_20_calls_and_is_not_published() -> None:
    found = chances(20, goal=NOTICE_95, extension=None)
    assert all(chance.met == 0 for chance in found.values())
    # The published table: 3 fails of 20 happen to a true 95 % .08.
    assert found["at the target"].not_met == pytest.approx(0.08, abs=0.005)
    assert rarely_decides(20, goal=NOTICE_95)


def test_a_count_rule_on_20_calls_decides() -> None:
    found = chances(20, goal=ONE_MISS_IN_20)
    # True .975: .975^20 + 20 · .025 · .975^19 = .6027 + .3091 = .9118. At the baseline of 71: .0097.
    assert found["a little above"].true == Fraction(195, 2)
    assert found["a little above"].met == pytest.approx(0.9118, abs=1e-4)
    assert found["at the baseline"].not_met == pytest.approx(1 - 0.0097, abs=1e-4)
    assert all(chance.open == pytest.approx(0, abs=1e-12) for chance in found.values())
    assert not rarely_decides(20, goal=ONE_MISS_IN_20)


def test_a_count_rule_waits_for_its_occasions() -> None:
    assert chances(8, goal=NINE_OF_12, extension=None)["a little above"].open == 1
    # With the extension 8 + 12 occasions hold the 12 it needs.
    assert chances(8, goal=NINE_OF_12)["a little above"].open == pytest.approx(0, abs=1e-12)


def test_five_calls_would_rarely_decide_and_twelve_do() -> None:
    assert rarely_decides(5, extension=None)
    assert not rarely_decides(12)


def test_a_baseline_right_below_the_target_would_rarely_decide() -> None:
    assert rarely_decides(12, baseline={"value": 84, "n": 12, "day": "2026-10-30"})


def test_the_chances_add_up() -> None:
    for goal in (QA_85, NOTICE_95, NINE_OF_12):
        for chance in chances(12, goal=goal).values():
            assert chance.met + chance.not_met + chance.open == pytest.approx(1)


def test_a_complete_count_has_no_chances() -> None:
    goal = ImportedCount(kind="imported_count", of="meetings", target=Fraction(24), direction="higher")
    assert forecast_milestone(milestone(goal, baseline=None), 24) is None


def test_simulated_scores_have_the_mean_and_the_spread_asked_for() -> None:
    scores = simulated_scores(QA_85, 85, 12)
    assert scores.mean() == pytest.approx(85, abs=0.1)
    assert scores.std() == pytest.approx(11, abs=0.1)
    assert np.all((scores >= 0) & (scores <= 100))


def test_countable_calls_are_rounded_down() -> None:
    # 24 days · 5 a week · 4/5 = 13.7.
    assert countable_calls(24, 5, Fraction(4, 5)) == 13
