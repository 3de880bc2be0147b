"""Beside a running plan: rounds that score its calls enter it nowhere, and rules of draws tell of it."""

from pathlib import Path

from sqlalchemy import select

from scoring.milestone.case import Case
from service.db.tables import RatedSheet, SamplingRule
from service.plans import deciding
from service.plans.milestones import case_of
from service.plans.rights import rules_visible_to
from service.plans.starting import milestones_of
from tests.databases import fresh_database
from tests.service.calibration.test_rounds import ROUNDS, made
from tests.service.calibration.world import World, rate
from tests.service.company import as_
from tests.service.plans.staged import Staged, drawn, plan_row, running, scored, staged
from tests.service.plans.written import DEADLINE, DECISION_DAY, WINDOW, noon
from tests.service.served import served, settings_for, web

UNSURE = [85, 75, 90, 87, 75, 90, 85, 90, 75, 90]


def counted(stage: Staged, name: str) -> list[Case | None]:
    """All that each milestone rests on."""
    with stage.database.read() as session:
        plan = plan_row(session, name)
        return [case_of(session, plan, row, noon(DECISION_DAY)) for row in milestones_of(session, plan)]


def test_what_a_round_gave_for_the_calls_of_a_running_plan_enters_it_nowhere(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        stage = staged(web(client).database)
        name = running(stage)
        calls = scored(stage, UNSURE, WINDOW.first)
        (waits,) = drawn(stage, DEADLINE)
        before = counted(stage, name)
        world = World(stage.database, 0, stage.cast)
        world.calls = calls
        made_round = str(made(client, world, "Sam", "Quill")["id"])
        rate(world, made_round, "Sam", 1)
        rate(world, made_round, "Quill", 1)
        settled = {"criterion": "discovery", "level": {"level": 1}}
        place = f"{ROUNDS}/{made_round}/calls/1/settlements"
        assert as_(client, "Quinn").post(place, json=settled).status_code == 201
        with stage.database.read() as session:
            assert len(session.scalars(select(RatedSheet)).all()) == 2 * len(calls)
        after = counted(stage, name)
        assert after == before
        assert waits in repr(after)


def test_the_rule_of_an_extension_is_shown_only_to_who_sees_the_plan(stage: Staged) -> None:
    name = running(stage)
    scored(stage, UNSURE, WINDOW.first)
    with stage.database.write() as session:
        hana, plan = stage.who("Hana"), plan_row(session, name)
        deciding.decide_milestone(session, hana, plan, "qa_score", noon(DECISION_DAY))
        for old in session.scalars(select(SamplingRule)):
            old.calls = 1
        deciding.extend(session, hana, plan, "qa_score", noon(DECISION_DAY))
        newest = session.scalars(select(SamplingRule).order_by(SamplingRule.id.desc())).first()
        assert newest is not None
        assert newest.calls > 1
        for someone in ("Hana", "Sam", "Quinn", "Aud"):
            shown = select(SamplingRule.id).where(rules_visible_to(stage.who(someone)))
            assert (newest.id in session.scalars(shown).all()) == (someone in ("Hana", "Sam")), someone
