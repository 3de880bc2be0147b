"""When what a decision rests on changes afterwards: it is reopened, and the old one is kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.plans.sections import Audience
from service.db.base import now
from service.db.tables import Call, PlanDecision, PlanEvent, Review
from service.errors import Conflict
from service.plans import closing, deciding
from service.plans.closing import Closing
from service.plans.milestones import look
from service.plans.reopening import call_changed
from service.plans.starting import milestones_of
from service.plans.whole import whole_plan
from service.privacy.erasing import erase
from tests.databases import fresh_database
from tests.service.company import as_
from tests.service.plans.staged import Staged, plan_row, running, scored, staged
from tests.service.plans.test_milestones import AFTER, MET, NOT_MET, decided
from tests.service.plans.written import STARTS, WINDOW
from tests.service.served import served, settings_for, web


def test_a_dispute_upheld_afterwards_reopens_it_and_keeps_the_old_one(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        stage = staged(web(client).database)
        name = running(stage)
        call, _, other = scored(stage, NOT_MET, WINDOW.first)[:3]
        assert decided(stage, name) == "not_met"
        with stage.database.write() as session:
            plan = plan_row(session, name)
            why = "Support: see the list; it was offered."
            how = Closing(outcome="not_met", summary="Not met.", reason=why)
            closing.close(session, stage.who("Hana"), plan, how, AFTER)
            review = session.scalars(select(Review).join(Call).where(Call.public_id == call)).one()
            review.released_at = now()
        upheld(client, call, "discovery_m3")
        upheld(client, call, "opening_m3")  # told twice, reopened once
        with stage.database.read() as session:
            plan = plan_row(session, name)
            assert (plan.state, plan.outcome, plan.closing) == ("running", None, None)
            events = session.scalars(select(PlanEvent).where(PlanEvent.plan_id == plan.id))
            kinds = [one.kind for one in events]
            assert (kinds.count("reopened"), kinds.count("runs_again")) == (1, 1)
            assert len(session.scalars(select(PlanDecision)).all()) == 1
            # What is printed of the call is what stands since.
            printed = whole_plan(session, plan, Audience.HR, AFTER, stage.who("Hana")).evidence
            asked = {one.call: {item.asks for item in one.quotes} for one in printed}
            assert "Asks for discovery_m3" in asked[other] - asked[call]
        assert "Reopened decision" in as_(client, "Hana").get(f"/plans/{name}").text
        assert decided(stage, name) == "not_met"  # decided anew; both are kept
        with stage.database.read() as session:
            assert len(session.scalars(select(PlanDecision)).all()) == 2
        # While a question about a call that counts is open, nobody ends it as not met.
        question = questioned(client, call, "qualification_m3")
        with stage.database.write() as session, pytest.raises(Conflict) as refused:
            closing.close(session, stage.who("Hana"), plan_row(session, name), how, AFTER)
        assert refused.value.next_step == "1 question about calls that count: to be answered first."
        settled(client, question)
        with stage.database.read() as session:
            assert deciding.reopened(session, plan_row(session, name)).keys() == {
                one.public_id for one in session.scalars(select(PlanDecision))
            }


def upheld(client: TestClient, call: str, item: str) -> None:
    """Ana says that she did it, and Quill, who did not score the call, accepts it."""
    settled(client, questioned(client, call, item))


def questioned(client: TestClient, call: str, item: str) -> str:
    question = {"kind": "item", "item": item, "proposed": "yes", "sentence": "S0001", "says": "I did ask."}
    taken = as_(client, "Ana").post(f"/api/v1/calls/{call}/disputes", json=question)
    assert taken.status_code == 201, taken.text
    return str(taken.json()["id"])


def settled(client: TestClient, question: str) -> None:
    answer = {"outcome": "accepted", "reason": "ai_reading_wrong", "says": "You are right."}
    taken = as_(client, "Quill").post(f"/api/v1/disputes/{question}/settle", json=answer)
    assert taken.status_code == 200, taken.text


def test_a_call_that_was_erased_waits_to_be_replaced_and_says_why(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        stage, store = staged(web(client).database), web(client).store
        name = running(stage)
        first = scored(stage, NOT_MET, WINDOW.first)[0]
        erase(stage.database, store, [first], "test")
        with stage.database.read() as session:
            plan = plan_row(session, name)
            (row,) = milestones_of(session, plan)
            waits = look(session, plan, row, AFTER)
            assert waits is not None
            (why,) = [one.why for one in waits.unsettled]
            assert why == (
                "not scorable: it was deleted because a customer asked to be forgotten; not replaced by the "
                "next of the draw yet"
            )


def test_a_call_that_did_not_count_reopens_nothing(stage: Staged) -> None:
    name = running(stage)
    (early,) = scored(stage, [72], STARTS + timedelta(days=3))
    scored(stage, MET, WINDOW.first)
    decided(stage, name)
    with stage.database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == early)).one()
        call_changed(session, call.id, "dispute", "test")
        assert not [one for one in session.scalars(select(PlanEvent)) if one.kind == "reopened"]
