"""What is pointed at in a goal, and what must be left alone."""

from datetime import date
from fractions import Fraction

import pytest

from scoring.milestone.goals import Direction
from scoring.plans.smart import GoalText, Peers, check_goal

NUMBERS = {"measure": "close rate", "baseline": 12, "target": 20, "unit": "%", "deadline": date(2026, 3, 31)}


def codes(wording: str, **more: object) -> list[str]:
    return [one.code for one in check_goal(GoalText.model_validate({"wording": wording, **more}))]


VAGUE = [
    ("Improve performance.", ["vague", "no_number", "no_date"]),
    ("Improve sales performance.", ["vague", "no_number", "no_date"]),
    ("Be more responsive.", ["vague", "no_number", "no_date"]),
    ("Do better.", ["vague", "no_number", "no_date"]),
    ("Try to follow the process.", ["vague", "no_number", "no_date"]),
    ("Answer e-mails as soon as possible.", ["vague", "no_number", "no_date"]),
    ("Reach an acceptable QA score by 12 December 2026.", ["vague", "no_number"]),
    ("Consistently read the recording notice.", ["vague", "no_number", "no_date"]),
    ("Show a better attitude towards customers.", ["about_the_person", "no_number", "no_date"]),
    ("Needs improvement.", ["vague", "no_number", "no_date"]),
    ("Be a team player and step up.", ["about_the_person", "vague", "no_number", "no_date"]),
    ("Raise the QA score to 85.", ["no_date"]),
    ("Raise the QA score by 12 December 2026.", ["no_number"]),
    ("Read the recording notice by the end of June.", ["no_number"]),
    ("Ask for a dated next step within 30 days.", ["no_number"]),
]


@pytest.mark.parametrize(("wording", "expected"), VAGUE)
def test_what_is_vague_without_a_number_or_a_date_is_pointed_at(wording: str, expected: list[str]) -> None:
    assert codes(wording) == expected


CLEAR = [
    "Increase the close rate from 12 % to 18 % within 45 days.",
    "Raise the QA score from 71 % to 85 % by 12 December 2026.",
    "Improve the QA score from 71 to 85 by 12 December 2026.",
    "Achieve 90% of monthly quota by June 30, 2026, via a minimum of 50 daily outreach calls.",
    "Respond to 95% of support tickets within 24 hours by May 15, 2026.",
    "Complete the discovery training module by Week 2.",
    "Make 50 outreach calls a day, starting week 3.",
    "Generate 15 qualified leads a week by Week 6.",
    "Ask for a dated next step on at least nine of the last twelve calls by 2026-12-12.",
    "Finish wrap-up notes within 2 minutes of each call, on 95 % of calls, by 31.03.2026.",
    "At most 1 missed recording notice in the last 20 calls by 31 March.",
    "Read the recording notice on every call until the end of March.",
    'Complete the course "Do better: trying to improve" by 4 May 2026.',
    "Call 20 customers of Better Homes in week 2.",
    "Log in by 9:00 on 19 of 20 days in the next four weeks.",
    "Promptly (within 5 minutes) return missed calls, 18 of 20, by 3 June 2026.",
    "Consistently ask for a next step: on 9 of 12 calls by 12 December 2026.",
    "Bring the average handle time down from 7 to 5 minutes by 30 April 2026.",
    "Pass the product exam by day 14.",
]


@pytest.mark.parametrize("wording", CLEAR)
def test_a_clear_goal_is_left_alone(wording: str) -> None:
    assert codes(wording) == []


def test_each_remark_says_why_and_how_it_could_read() -> None:
    goal = GoalText.model_validate({"wording": "Improve sales.", **NUMBERS})
    (vague,) = check_goal(goal)
    assert vague.better == '"Raise the close rate from 12 % to 20 % by 31 March 2026."'
    assert vague.what == '"Improve" leaves open what counts.'
    assert vague.why


def test_less_is_better_where_it_is() -> None:
    goal = GoalText.model_validate(
        {
            "wording": "Handle calls more effectively.",
            **{"measure": "handle time", "baseline": 7, "target": 5, "unit": "min"},
            "direction": Direction.LOWER,
            "deadline": date(2026, 4, 30),
        }
    )
    assert [one.better for one in check_goal(goal)] == [
        '"Lower the handle time from 7 min to 5 min by 30 April 2026."'
    ]


PEERS = Peers(
    n=9, worst=Fraction(14), middle=Fraction(21), upper_quarter=Fraction(24), best=Fraction(28), period=""
)


@pytest.mark.parametrize(
    ("target", "expected"),
    [(20, []), (24, []), (25, ["above_most_peers"]), (28, ["above_most_peers"]), (29, ["out_of_reach"])],
)
def test_a_target_outside_what_peers_reach_is_pointed_at(target: int, expected: list[str]) -> None:
    goal = GoalText.model_validate(
        {
            "wording": f"Raise the close rate from 12 % to {target} % by 31 March 2026.",
            **NUMBERS,
            "target": target,
        }
    )
    found = check_goal(goal, PEERS)
    assert [one.code for one in found] == expected
    assert all("to 21 %" in one.better for one in found)  # the middle of the others


def test_with_less_better_the_best_is_the_lowest() -> None:
    peers = Peers(n=6, worst=Fraction(8), middle=Fraction(5), upper_quarter=Fraction(9, 2), best=Fraction(4))
    goal = {"wording": "From 7 to 3 minutes by 30 April 2026.", "baseline": 7, "direction": Direction.LOWER}
    reach = {3: ["out_of_reach"], 4: ["above_most_peers"], 5: []}
    for target, expected in reach.items():
        asked = GoalText.model_validate({**goal, "target": target})
        assert [one.code for one in check_goal(asked, peers)] == expected


def test_four_peers_are_too_few_to_compare_with() -> None:
    goal = GoalText.model_validate({"wording": "To 90 % by 31 March 2026.", **NUMBERS, "target": 90})
    assert check_goal(goal, PEERS.model_copy(update={"n": 4})) == ()


def test_a_target_that_asks_for_nothing_is_pointed_at() -> None:
    assert codes("From 12 % to 12 % by 31 March 2026.", **NUMBERS | {"target": 12}) == ["no_improvement"]
    assert codes("From 12 % to 10 % by 31 March 2026.", **NUMBERS | {"target": 10}) == ["no_improvement"]


NINETY = {"starts": date(2026, 3, 2), "cycle_days": 90}


@pytest.mark.parametrize(
    ("wording", "days", "expected"),
    [
        ("Close $40,000 of new business by 31 March 2026.", 30, ["not_in_their_hands"]),
        ("Reach 80 % of the quarterly target by 31 March 2026.", 30, ["not_in_their_hands"]),
        ("Reach 90 % of quota by 31 March 2026.", 60, ["not_in_their_hands"]),
        ("Reach 90 % of quota by 31 May 2026.", 90, []),
        ("Hold 12 qualified discovery calls a week by 31 March 2026.", 30, []),
        ("Create 4 new opportunities by 31 March 2026.", 30, []),
        ("Raise the enrolment rate from 12 % to 20 % by 31 March 2026.", 30, []),
    ],
)
def test_closed_business_is_not_asked_for_in_less_than_a_sale_takes(
    wording: str, days: int, expected: list[str]
) -> None:
    deadline = date.fromordinal(NINETY["starts"].toordinal() + days - 1)  # type: ignore[attr-defined]
    assert codes(wording, **NINETY, deadline=deadline) == expected


def test_where_a_sale_closes_within_the_plan_or_nobody_knows_nothing_is_said() -> None:
    wording, deadline = "Reach 90 % of quota by 31 March 2026.", date(2026, 3, 31)
    assert codes(wording, starts=date(2026, 3, 2), deadline=deadline, cycle_days=14) == []
    assert codes(wording, starts=date(2026, 3, 2), deadline=deadline) == []
