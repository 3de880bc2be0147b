"""Whether a plan is the right tool: what stops it, what is right instead, and what HR writes to go on."""

from datetime import date

import pytest

from scoring.plans.fit import QUESTIONS, Answers, judge_fit

TODAY = date(2026, 3, 2)
GOOD = Answers.model_validate(
    {
        "cause": "skill",
        **dict.fromkeys(
            ("can_fix", "expectations", "tools", "said_before", "role_fits", "want_to_keep"), "yes"
        ),
        "outside": "no",
        "gap_since": date(2025, 11, 20),  # 102 days before
    }
)


def with_answers(**changes: object) -> Answers:
    return Answers.model_validate(GOOD.model_dump() | changes)


def test_a_gap_that_the_rep_can_close_and_heard_of_before_is_one_for_a_plan() -> None:
    fit = judge_fit(GOOD, TODAY)
    assert (fit.state, fit.findings, fit.hr_must_write) == ("right", (), "")


@pytest.mark.parametrize("cause", ["skill", "will", "knowledge"])
def test_skill_will_and_knowledge_can_be_coached(cause: str) -> None:
    assert judge_fit(with_answers(cause=cause), TODAY).state == "right"


STOPS = [
    ({"cause": "system"}, "system", "Mend the territory"),
    ({"cause": "misconduct"}, "misconduct", "HR today"),
    ({"cause": "conflict"}, "conflict", "talk with both"),
    ({"cause": "unsure"}, "cause_unknown", "eight calls drawn at random"),
    ({"can_fix": "no"}, "cannot_fix", "theirs to reach"),
    ({"outside": "yes"}, "outside", "new baseline"),
    ({"expectations": "no"}, "never_told", "Tell it in writing"),
    ({"tools": "no"}, "no_tools", "Give what is missing"),
    ({"said_before": "no"}, "never_said", "Have the talk"),
    ({"gap_since": date(2026, 1, 20)}, "too_short", "2026-03-21"),
    ({"role_fits": "no"}, "wrong_role", "another role"),
    ({"want_to_keep": "no"}, "decided_already", "Be honest"),
]


@pytest.mark.parametrize(("changes", "code", "instead"), STOPS)
def test_what_a_plan_cannot_mend_stops_it_and_says_what_is_right(
    changes: dict[str, object], code: str, instead: str
) -> None:
    fit = judge_fit(with_answers(**changes), TODAY)
    assert fit.state == "wrong"
    assert [finding.code for finding in fit.findings if finding.stops] == [code]
    assert instead in fit.findings[0].instead
    assert fit.hr_must_write.startswith("Going on needs HR, and in writing: why a plan is fair although ")


# From 1 January to 2 March 2026: 30 days of January are left, 28 of February, 2 of March: 60.
@pytest.mark.parametrize(
    ("since", "state", "codes"),
    [
        (date(2026, 1, 2), "wrong", ["too_short"]),
        (date(2026, 1, 1), "right", ["rather_short"]),
        (date(2025, 12, 2), "right", []),  # 90 days
        (date(2025, 3, 2), "right", []),  # 365 days
        (date(2025, 3, 1), "right", ["very_long"]),
    ],
)
def test_two_months_are_the_least_and_three_are_better(since: date, state: str, codes: list[str]) -> None:
    fit = judge_fit(with_answers(gap_since=since), TODAY)
    assert (fit.state, [finding.code for finding in fit.findings]) == (state, codes)


def test_a_wrong_tool_is_said_before_everything_is_answered() -> None:
    fit = judge_fit(Answers.model_validate({"cause": "system"}), TODAY)
    assert fit.state == "wrong"
    assert len(fit.unanswered) == len(QUESTIONS) - 1


def test_without_all_answers_nothing_is_decided() -> None:
    fit = judge_fit(with_answers(tools=None, gap_since=None), TODAY)
    assert (fit.state, fit.unanswered) == ("unanswered", ("tools", "gap_since"))
    assert "training, tools and time" in fit.sentence


def test_not_sure_stops_nothing_and_is_to_be_found_out() -> None:
    fit = judge_fit(with_answers(tools="unsure"), TODAY)
    assert fit.state == "right"
    assert [finding.instead for finding in fit.findings] == ["Find out before the plan is written."]


def test_all_stops_stand_in_what_hr_has_to_answer() -> None:
    fit = judge_fit(with_answers(cause="conflict", said_before="no"), TODAY)
    assert fit.hr_must_write == (
        "Going on needs HR, and in writing: why a plan is fair although two people do not get on, and only "
        "one of them would be put on a plan and the gap was never talked about with the rep."
    )


def test_a_gap_cannot_begin_tomorrow() -> None:
    with pytest.raises(ValueError, match="cannot begin on 2026-03-03"):
        judge_fit(with_answers(gap_since=date(2026, 3, 3)), TODAY)


def test_every_question_has_its_answer_and_its_reason() -> None:
    assert [question.key for question in QUESTIONS] == [
        name for name in Answers.model_fields if name != "notes"
    ]
    assert all(question.why and question.asks.endswith("?") for question in QUESTIONS)
