"""The plan as a form: what it shows comes back as it was, and what is typed becomes the content."""

from datetime import date, time
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from scoring.errors import BadInput
from scoring.milestone.goals import CountGoal, RateGoal
from scoring.plans.sections import PlanContent
from scoring.plans.weekly import with_weekly
from service.plans.editing import content_of_form, form_of
from service.plans.forecasting import meaning_of
from service.plans.rhythm import ASKED, parts_in
from service.plans.starting import weekly_path
from service.plans.steps_of_pages import refusal
from service.plans.usual import usual_goal
from tests.scoring.plans.examples import EXAMPLES, example
from tests.service.plans.staged import Staged
from tests.service.plans.written import content, milestone


def typed(before: PlanContent, **changed: str) -> PlanContent:
    """The form with some fields typed over; dots in their names are written as two underscores."""
    fields = form_of(before) | {ASKED: "on"}
    fields |= {name.replace("__", "."): text for name, text in changed.items()}
    return content_of_form(fields, before, lambda of: 11.0)


@pytest.mark.parametrize("which", EXAMPLES)
def test_a_form_that_is_sent_as_it_is_changes_nothing(which: str) -> None:
    before = example(which).content
    assert typed(before) == before


def test_the_rhythm_of_check_ins_is_typed_part_by_part() -> None:
    before = content()
    assert [phase.weekdays for phase in before.monitoring.cadence.phases] == [(1, 4), (1,)]
    assert parts_in(form_of(before)) == range(3)
    after = typed(
        before,
        monitoring__rhythm__0__2="on",
        monitoring__rhythm__0__until="14",
        monitoring__rhythm__1__1="",
        monitoring__rhythm__2__3="on",
        monitoring__at="14:30",
    ).monitoring.cadence
    assert [(one.weekdays, one.until_day) for one in after.phases] == [((1, 2, 4), 14), ((3,), None)]
    assert after.at == time(14, 30)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"0__1": "", "0__4": "", "1__1": ""}, "No day is ticked"),
        ({"0__until": ""}, "do not follow one another"),
    ],
    ids=["no day at all", "a part without an end before another"],
)
def test_a_rhythm_that_cannot_be_is_refused(changed: dict[str, str], says: str) -> None:
    fields = {f"monitoring__rhythm__{name}": text for name, text in changed.items()}
    with pytest.raises(BadInput, match=says):
        typed(content(), **fields)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"target": "-5"}, "milestones 1: target has to lie above 0 and not above 100"),
        ({"target": "1e400"}, "milestones 1 › target: has to be a number, or a fraction"),
        ({"tolerance": "-1"}, "milestones 1 › tolerance: must be 0 or more"),
        ({"n_min": "3"}, "milestones 1 › n min: must be 8 or more"),
        ({"baseline_n": "-3"}, "milestones 1 › baseline › n: must be 0 or more"),
        ({"more_days": "9" * 5000}, "milestones 1 › extension › days: must be a whole number"),
        ({"dispute_days": "9" * 5000}, "milestones 1 › dispute days: must be a whole number"),
        ({"more_days": "-7"}, "milestones 1 › extension › days: must be 7 or more"),
        ({"deadline": "2027-02-30"}, "milestones 1 › deadline: must be a day, such as 2026-12-31"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_a_number_that_makes_no_sense_is_named_with_its_field(changed: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        typed(content(), **{f"milestones__0__{name}": text for name, text in changed.items()})
    assert any(line.startswith(says) for line in refusal(refused.value))


def test_how_long_a_sale_takes_is_typed_and_signed_only_where_it_is() -> None:
    before = content()
    after = typed(before, cycle_days="90")
    assert (after.cycle_days, typed(after, cycle_days="")) == (90, before)
    # A plan that was signed before anybody was asked for it keeps its hash.
    assert "cycle_days" not in before.model_dump(exclude_none=True)
    assert before.fingerprint() != after.fingerprint()
    with pytest.raises(ValidationError, match="cycle_days"):
        typed(before, cycle_days="a quarter")


def test_a_window_that_is_left_empty_is_the_last_four_weeks() -> None:
    cleared = typed(content(), milestones__0__first="", milestones__0__last="")
    rule = cleared.milestones[0].rule
    assert rule is not None
    assert rule.window.first == date(2026, 10, 3)


def test_weekly_targets_are_typed_and_fixed_when_the_plan_starts() -> None:
    asked = {"milestones__0__weekly": "on", "milestones__0__week1": "72,5", "milestones__0__week4": "80 %"}
    (goal,) = typed(content(), **asked).milestones
    assert [(one.week, str(one.last_day), one.target) for one in goal.weekly] == [
        (1, "2026-09-07", "72,5"),
        (4, "2026-09-28", "80 %"),
    ]
    assert goal.rule is not None
    path = {one["week"]: one["target"] for one in weekly_path(with_weekly(goal.rule, goal.weekly))}
    # Between them and up to the target the line is straight: days 6, 13 and 27 of the plan, and 59.
    assert path[1] == 72.5
    assert path[2] == pytest.approx(72.5 + 7.5 * 7 / 21)
    assert path[4] == 80
    assert path[5] == pytest.approx(80 + 5 * 7 / 32)
    assert path[max(path)] == 85
    with pytest.raises(BadInput, match="QA score, week 1: “soon” is no number"):
        typed(content(), milestones__0__weekly="on", milestones__0__week1="soon")


def test_how_many_calls_there_are_a_week_is_declared_on_the_form() -> None:
    before = content(milestones=(milestone(a_week=None),))
    after = typed(before, milestones__0__a_week="12")
    assert [one.a_week for one in after.milestones] == [12]
    # What was signed before it could be declared keeps its hash.
    assert after.fingerprint() != before.fingerprint()
    assert "a_week" not in str(before.model_dump(mode="json", exclude_none=True))


def test_an_item_is_decided_by_a_count_rule_where_calls_are_few(stage: Staged) -> None:
    kind = {"milestones__0__kind": "item", "milestones__0__of": "next_step_m1", "milestones__0__target": "90"}
    fields = form_of(content()) | {name.replace("__", "."): text for name, text in kind.items()}
    fields |= {"milestones.0.baseline": "50", ASKED: "on"}
    with stage.database.read() as session:
        rep = stage.cast.keys["Ana"]

        def usual(typed: Any, declared: Any) -> dict[str, Any]:
            return usual_goal(session, rep, typed, declared, date(2026, 8, 20))

        (few,) = content_of_form(fields, content(), lambda of: 11.0, usual).milestones
        assert few.rule is not None
        words = meaning_of(session, few.rule)
        # Nobody knows how many there will be: then it stays as it was typed.
        (unknown,) = content_of_form(
            fields | {"milestones.0.a_week": ""}, content(), lambda of: 11.0, usual
        ).milestones
    # 30 calls a week are declared, 7 of them drawn: 22 count in four weeks, of which the rule looks at 16.
    assert few.rule.goal == CountGoal(kind="count", of="next_step_m1", at_least=13, of_last=16)
    assert words.startswith("At least 13 of the last 16 occasions. Of 100 reps who truly do it")
    assert words.endswith("90 %: 93; 80 %: 60; 50 %: 1; at the baseline of 50 %: 1.")
    assert unknown.rule is not None
    assert unknown.rule.goal == RateGoal(kind="rate", of="next_step_m1", target=Fraction(90))
