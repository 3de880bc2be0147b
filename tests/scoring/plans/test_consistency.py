"""A plan beside the others of its team: targets, lengths and consequences out of line."""

from datetime import date
from typing import Any

import pytest

from scoring.plans.consistency import PlanSummary, check_consistency


def plan(name: str, **changes: Any) -> PlanSummary:
    usual = {
        **{"plan": name, "team": "Northwind", "about": "qa_score", "target": 85, "days": 60},
        **{"starts": date(2026, 1, 5), "state": "closed", "support": 3},
    }
    return PlanSummary.model_validate(usual | changes)


OTHERS = [plan("a", target=84), plan("b"), plan("c", target=86, days=90)]


def codes(**changes: Any) -> list[str]:
    return [one.code for one in check_consistency(plan("this", **changes), OTHERS).findings]


def test_a_plan_like_the_others_is_in_line() -> None:
    found = check_consistency(plan("this"), OTHERS, below_without_plan=0)
    assert (found.findings, found.compared) == ((), 3)
    assert found.sentence == "In line with 3 other plans about the same in this team."


# The middle of 84, 85 and 86 is 85; a tenth of it is 8.5.
@pytest.mark.parametrize(("target", "expected"), [(76, ["target"]), (76.5, []), (93.5, []), (94, ["target"])])
def test_a_target_out_of_line(target: float, expected: list[str]) -> None:
    assert codes(target=target) == expected


def test_what_is_out_of_line_is_said_with_its_numbers() -> None:
    (found,) = check_consistency(plan("this", target=95, unit="%"), OTHERS).findings
    assert found.sentence == (
        "The target 95 % asks for more than the other plans (middle 85 %, from 84 to 86)."
    )
    lower = [
        plan(name, about="aht", target=target, direction="lower")
        for name, target in zip("abc", (5, 5, 6), strict=True)
    ]
    (found,) = check_consistency(plan("this", about="aht", target=4, direction="lower"), lower).findings
    assert "asks for more than" in found.sentence


def test_a_length_a_consequence_and_support_out_of_line() -> None:
    assert codes(days=30) == ["length"]
    assert codes(days=90) == []
    assert codes(severe=True) == ["consequence"]
    assert codes(support=1) == ["support"]


def test_others_below_the_same_standard_without_a_plan_are_counted() -> None:
    found = check_consistency(plan("this"), OTHERS, below_without_plan=2)
    assert [one.sentence for one in found.findings] == [
        "2 others were below the same standard at the time and had no plan. Why this rep?"
    ]
    few = check_consistency(plan("this"), [], below_without_plan=1)
    assert [one.code for one in few.findings] == ["others_below"]


def test_two_other_plans_are_too_few_to_compare() -> None:
    found = check_consistency(plan("this", target=99), OTHERS[:2])
    assert (found.findings, found.compared) == ((), 2)
    assert found.sentence == "Too few to compare: 2 other plans about the same in this team; 3 are needed."


def test_other_teams_other_subjects_and_withdrawn_plans_are_not_compared() -> None:
    others = [
        *OTHERS[:2],
        plan("this", target=10),
        plan("d", team="Southgate"),
        plan("e", about="close_rate", target=20),
        plan("f", outcome="withdrawn"),
    ]
    found = check_consistency(plan("this"), others)
    assert found.compared == 2
    assert [row.plan for row in found.rows] == ["a", "b", "f", "e"]
