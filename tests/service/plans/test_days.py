"""Days of a plan are the days of its clocks: Berlin's, which go back an hour in its last week."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.tables import Call, LoggedCall
from service.errors import Conflict
from service.plans import deciding
from service.plans.milestones import look
from service.plans.starting import milestones_of
from tests.service.plans.staged import Staged, plan_row, running, scored
from tests.service.plans.test_milestones import AFTER, MET
from tests.service.plans.written import WINDOW

EDGES = {
    # In summer time Berlin is two hours ahead of UTC, from 25 October on one.
    datetime(2026, 10, 2, 21, 59, tzinfo=UTC): False,  # a minute before the window of 3 to 30 October
    datetime(2026, 10, 2, 22, 0, tzinfo=UTC): True,
    datetime(2026, 10, 30, 22, 59, tzinfo=UTC): True,  # the last minute of the deadline
    datetime(2026, 10, 30, 23, 0, tzinfo=UTC): False,
}


def test_a_window_begins_and_ends_at_midnight_of_the_plans_clocks(stage: Staged) -> None:
    name = running(stage)
    scored(stage, MET, WINDOW.first)
    edges = scored(stage, [90] * len(EDGES), date(2026, 10, 19))
    with stage.database.write() as session:
        for public_id, at in zip(edges, EDGES, strict=True):
            call = session.scalars(select(Call).where(Call.public_id == public_id)).one()
            line = session.scalars(select(LoggedCall).where(LoggedCall.call_id == call.id)).one()
            call.started_at = line.started_at = at
    with stage.database.read() as session:
        plan = plan_row(session, name)
        decision = look(session, plan, milestones_of(session, plan)[0], AFTER)
    assert decision is not None
    assert [call in decision.counted for call in edges] == list(EDGES.values())
    assert {one.code.value for one in decision.left_out} == {"outside_window"}


def test_the_decision_day_begins_at_midnight_there(stage: Staged) -> None:
    name, hana = running(stage), stage.who("Hana")
    scored(stage, MET, WINDOW.first)
    midnight = datetime(2026, 11, 3, 23, tzinfo=UTC)  # of 4 November in Berlin
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(Conflict, match="decided on 4 November 2026"):
            deciding.decide_milestone(session, hana, plan, "qa_score", midnight - timedelta(seconds=1))
        assert deciding.decide_milestone(session, hana, plan, "qa_score", midnight).status == "met"
