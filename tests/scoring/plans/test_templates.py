"""Templates: three gaps in 30, 60 and 90 days, to be filled in and never to be published as they are."""

from datetime import date
from itertools import product

import pytest

from scoring.errors import BadInput
from scoring.plans.schedule import check_ins
from scoring.plans.sections import Days, PlanPerson, missing_parts
from scoring.plans.smart import check_plan
from scoring.plans.templates import TEMPLATES, Draft, TemplateKey, plan_from_template

DRAFT = Draft(
    person=PlanPerson(name="Ana", manager="Sam", hr="Hana"), starts=date(2026, 3, 2), zone="Europe/Berlin"
)
ALL = [(key, days) for key, days in product(TEMPLATES, (30, 60, 90)) if days > 30 or key == "adherence"]


@pytest.mark.parametrize(("key", "days"), ALL)
def test_a_template_brings_all_but_what_people_have_to_know(key: TemplateKey, days: Days) -> None:
    plan = plan_from_template(key, days, DRAFT)
    # Numbers and reasons are the manager's to fill in; all the rest is there.
    assert {missing.part for missing in missing_parts(plan)} == {"reason", "expectations", "milestones"}
    assert plan.deadline is not None
    assert all(one.deadline == plan.deadline for one in plan.milestones)
    assert all(one.due is None or one.due <= plan.deadline for one in (*plan.actions, *plan.support))


@pytest.mark.parametrize(("key", "days"), ALL)
def test_its_check_ins_are_twice_a_week_at_first(key: TemplateKey, days: Days) -> None:
    plan = plan_from_template(key, days, DRAFT)
    assert plan.starts is not None
    assert plan.deadline is not None
    slots = check_ins(plan.starts, plan.deadline, plan.monitoring.cadence, "Europe/Berlin")
    first_two_weeks = [slot for slot in slots if (slot.local.date() - plan.starts).days < 14]
    assert len(first_two_weeks) == (9 if key == "adherence" else 4)
    assert slots[-1].kind == "final"


@pytest.mark.parametrize("key", ["low_close_rate", "low_qa_score"])
def test_thirty_days_for_a_complex_skill_need_a_reason(key: TemplateKey) -> None:
    with pytest.raises(BadInput, match="30 days are too short") as refused:
        plan_from_template(key, 30, DRAFT, short_reason="  ")
    assert refused.value.next_step == "Choose 60 or 90 days, or write why 30 are enough here."
    plan = plan_from_template(key, 30, DRAFT, short_reason="She did it for years and stopped in January.")
    assert plan.short_reason.startswith("She did it")


def test_adherence_may_have_thirty_days() -> None:
    assert plan_from_template("adherence", 30, DRAFT).days == 30


def test_what_the_rep_said_and_a_possible_end_stand_in_it() -> None:
    plan = plan_from_template(
        "adherence", 30, DRAFT.model_copy(update={"rep_said": "The late shift is hard.", "severe": True})
    )
    assert plan.rep_said == "The late shift is hard."
    assert plan.outcomes.if_not_met.endswith("The employment may end.")
    assert "end" not in plan_from_template("adherence", 30, DRAFT).outcomes.if_not_met.split()


def test_a_template_as_it_is_has_goals_without_numbers() -> None:
    pointed = check_plan(plan_from_template("low_qa_score", 60, DRAFT))
    assert {one.code for found in pointed.values() for one in found} == {"no_number"}
