"""Milestones that a judge's readings count in: cleared for plans, and as far off as calibration says."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from scoring.rubric import Rubric
from service.db.tables import Clearance, PlanMilestone
from service.errors import Conflict
from service.plans import judges, publishing
from service.plans.peers import reached_by_team
from tests.cast import KEYS, rubric_document
from tests.service.plans.staged import Staged, begun, plan_row, running
from tests.service.plans.written import DECISION_DAY, PUBLISHED, milestone, rule

KEY = "0123456789abcdef" * 4
NAME = "llm small-model@0123456789abcdef"


def cleared(stage: Staged, use: str = "pip") -> None:
    rubric = Rubric.from_document(rubric_document())
    with stage.database.write() as session:
        session.add_all(
            Clearance(
                criterion=key,
                fingerprint=rubric.criterion_fingerprint(key),
                judge_key=KEY,
                judge={"judge": "llm", "model": "small-model"},
                use=use,
                kind="granted",
                by="test",
                reasons={},
            )
            for key in KEYS
        )


@pytest.mark.parametrize("name", ["small", "small@x", "small@²", "small@99999999999999999999", "@1", "a\0@1"])
def test_a_rubric_that_is_named_in_no_known_way_is_none(stage: Staged, name: str) -> None:
    with stage.database.read() as session:
        assert judges.rubric_named(session, "small@1") is not None
        assert judges.rubric_named(session, name) is None
        asked = rule().model_copy(update={"rubric": name})
        assert list(reached_by_team(session, stage.cast.teams["Northwind"], asked, DECISION_DAY)) == []


@pytest.mark.parametrize("use", [None, "coaching"], ids=["not known", "for coaching only"])
def test_a_judge_that_is_not_cleared_for_plans_is_refused(stage: Staged, use: str | None) -> None:
    if use:
        cleared(stage, use)
    name = begun(stage, milestones=(milestone(rule=rule(judge=NAME)),))
    with stage.database.write() as session:
        plan = plan_row(session, name)
        publishing.submit(session, stage.who("Sam"), plan)
        with pytest.raises(Conflict) as refused:
            publishing.publish(session, stage.who("Hana"), plan, PUBLISHED)
        assert f"{NAME} is not cleared for plans on opening, discovery" in refused.value.next_step


def test_how_far_it_is_off_is_fixed_when_the_plan_starts(
    stage: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared(stage)
    # sd 8 over 60 calls that people scored too: 8 / sqrt(60) = 1.0328, kept as 1.033.
    monkeypatch.setattr(judges, "se_bias_of", lambda *asked: 8 / 60**0.5)
    running(stage, milestones=(milestone(rule=rule(judge=NAME)),))
    with stage.database.read() as session:
        fixed = session.scalars(select(PlanMilestone)).one()
    assert Fraction(str(fixed.rule["goal"]["se_bias"])) == Fraction(1033, 1000)


def test_where_people_score_every_call_there_is_none(stage: Staged) -> None:
    running(stage)
    with stage.database.read() as session:
        assert session.scalars(select(PlanMilestone)).one().rule["goal"]["se_bias"] == 0
