"""What a goal on another system's average would decide: adherence of 21 working days, target 95, spread 4."""

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring.milestone.decide import evaluate_milestone
from scoring.milestone.figures import Figures
from scoring.milestone.forecast import Chance, forecast_milestone
from scoring.milestone.forecast_average import PLANS, _drawn, _together, _verdicts
from scoring.milestone.goals import ImportedAverage
from scoring.milestone.rule import Milestone
from tests.scoring.plans.examples import example
from tests.scoring.plans.plans import rule

ADHERENCE = {"kind": "imported_average", "of": "adherence", "unit": "%", "target": 95, "direction": "higher"}


def milestone(**goal: Any) -> Milestone:
    asked = {**ADHERENCE, "tolerance": 2, "team_sd": 4, **goal}
    return rule(goal=asked, baseline={"value": 82, "n": 61, "day": "2026-02-27"}, extension=None, rubric=None)


def chances(countable: int, **goal: Any) -> dict[str, Chance]:
    found = forecast_milestone(milestone(**goal), countable)
    assert found is not None
    return {one.rep: one for one in found.chances}


def test_three_weeks_of_days_decide() -> None:
    found = chances(21)
    assert found["at the baseline"].not_met > 0.99
    assert found["a little above"].true == 97
    assert found["a little above"].met > 0.95
    # Whoever is truly at the target is called *not met* one time in ten, as everywhere.
    assert found["at the target"].not_met == pytest.approx(0.1, abs=0.02)
    # Met: the mean reaches 95 and its range goes down to no less than 93; half of all means do the first.
    assert found["at the target"].met == pytest.approx(0.5, abs=0.02)


def test_less_is_better_the_other_way_round() -> None:
    found = chances(21, target=5, direction="lower", team_sd=1, tolerance=Fraction(1, 2), unit="min")
    assert found["a little above"].true == Fraction(9, 2)
    assert found["a little above"].met > 0.9
    assert found["at the baseline"].not_met > 0.99


def test_without_a_tolerance_a_little_above_is_a_quarter_of_the_spread() -> None:
    assert chances(21, tolerance=0)["a little above"].true == 96


def test_without_the_teams_spread_nothing_is_foreseen() -> None:
    assert forecast_milestone(milestone(team_sd=None), 21) is None


def test_five_days_decide_nothing() -> None:
    assert {one.open for one in chances(5).values()} == {1.0}


def test_an_extension_brings_as_many_cases_as_its_days_hold() -> None:
    with_extension = example("adherence").content.milestones[0].rule
    assert with_extension is not None
    found = forecast_milestone(with_extension, 20)
    assert found is not None
    assert found.more == 14  # 21 days after a window of 30
    assert all(chance.met + chance.not_met + chance.open == pytest.approx(1) for chance in found.chances)


def test_the_rows_are_decided_as_the_rule_decides_figures() -> None:
    """The same mean, n and spread through `decide` and through the forecast's arithmetic."""
    asked = milestone()
    goal = asked.goal
    assert isinstance(goal, ImportedAverage)
    means, spreads = np.linspace(90, 98, 33), np.linspace(2, 7, 33)
    met, not_met = _verdicts(asked, goal, 21, means, spreads**2 * 20)
    for number, (mean, spread) in enumerate(zip(means, spreads, strict=True)):
        figures = Figures(
            source="WFM",
            imported=date(2026, 5, 4),
            first=asked.window.first,
            last=asked.window.last,
            average=Fraction(float(mean)).limit_denominator(1000),
            n=21,
            spread=Fraction(float(spread)).limit_denominator(1000),
        )
        status = evaluate_milestone(asked, [], date(2026, 5, 20), figures=figures).status
        assert status == ("met" if met[number] else "not_met" if not_met[number] else "insufficient_evidence")


def test_two_averages_together_are_one() -> None:
    """5, 7 and then 12: mean 8, squares 9 + 1 + 16 = 26."""
    mean, squares = _together(2, (np.array([6.0]), np.array([2.0])), 1, (np.array([12.0]), np.array([0.0])))
    assert (mean[0], squares[0]) == (8, 26)


def test_what_is_drawn_scatters_as_asked_for() -> None:
    mean, squares = _drawn(np.random.default_rng(1), 95, 4, 21)
    assert len(mean) == PLANS
    assert mean.mean() == pytest.approx(95, abs=0.05)
    assert squares.mean() == pytest.approx(16 * 20, rel=0.02)
