"""What a complete plan has, what is missing in one that is not, and what is signed."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from scoring.plans.sections import PlanContent, missing_parts
from tests.scoring.plans.plans import CONTENT, content


def test_anas_plan_is_complete() -> None:
    assert missing_parts(content()) == ()


MISSING: list[tuple[dict[str, Any], str, str]] = [
    ({"person": {"name": "Ana", "manager": "Sam"}}, "person", "who in HR"),
    ({"starts": None}, "person", "the day the plan starts"),
    ({"reason": CONTENT["reason"] | {"facts": []}}, "reason", "at least one fact"),
    (
        {"reason": CONTENT["reason"] | {"facts": [{"text": "Bad calls", "source": "Sam"}]}},
        "reason",
        "a figure",
    ),
    ({"reason": CONTENT["reason"] | {"earlier_talks": " "}}, "reason", "when it was said before"),
    ({"expectations": [{"area": "QA score", "current": "71"}]}, "expectations", "current, expected"),
    ({"milestones": []}, "milestones", "at least one measurable goal"),
    ({"milestones": [CONTENT["milestones"][0] | {"decides": False}]}, "milestones", "one that decides"),
    ({"milestones": [CONTENT["milestones"][0] | {"rule": None}]}, "milestones", "the rule of each"),
    ({"actions": [{"key": "listen", "what": "Listen"}]}, "actions", "when each action is done"),
    ({"support": []}, "support", "what the company gives"),
    ({"support": [CONTENT["support"][0] | {"who": "other"}]}, "support", "the manager promises"),
    ({"outcomes": {"if_met": "Closed as passed."}}, "outcomes", "if they are not"),
]


@pytest.mark.parametrize(("changes", "part", "why"), MISSING)
def test_a_part_that_is_missing_is_named(changes: dict[str, Any], part: str, why: str) -> None:
    missing = missing_parts(content(**changes))
    assert any(one.part == part and why in one.why for one in missing), missing


def test_two_milestones_that_decide_need_a_word_on_how() -> None:
    one = CONTENT["milestones"][0]
    two = content(milestones=[one, one | {"key": "second"}])
    assert [missing.part for missing in missing_parts(two)] == ["outcomes"]


def test_the_first_day_is_day_one() -> None:
    assert content().deadline == date(2026, 4, 30)
    assert content(days=30).deadline == date(2026, 3, 31)
    assert content(starts=None).deadline is None


def test_what_is_signed_changes_with_every_word_but_those_for_hr_alone() -> None:
    plan = content()
    assert plan.fingerprint() == content(hr_only="Ask counsel first.").fingerprint()
    assert plan.fingerprint() != content(rep_said="I need the product training.").fingerprint()
    assert PlanContent.model_validate(plan.model_dump(mode="json")).fingerprint() == plan.fingerprint()


def test_a_key_twice_and_45_days_are_refused() -> None:
    with pytest.raises(ValidationError, match='the key "listen" is there twice'):
        content(actions=CONTENT["actions"] * 2)
    with pytest.raises(ValidationError, match="30, 60 or 90"):
        content(days=45)


def test_it_is_counted_by_the_clocks_of_its_meetings() -> None:
    assert content().zone == "Europe/Berlin"
