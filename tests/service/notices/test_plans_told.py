"""Who is told of what happens to a plan, step by step, and what its days remind of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import CheckIn, Commitment, Deputy, PersonRole, Plan, PlanLook
from service.notices.plan_reminders import (
    of_check_ins,
    of_commitments,
    of_decisions,
    of_looks,
    of_missed_check_ins,
    of_says,
    of_weeks,
)
from service.notices.reminders import remind
from service.plans import changing, check_ins, closing, commitments, publishing, saying
from service.plans.closing import Closing
from tests.service.notices.sent import told
from tests.service.plans.staged import Staged, begun, delivered, plan_row, published, running
from tests.service.plans.written import DECISION_DAY, PUBLISHED, SAY_UNTIL, STARTS, noon

CAST = ("Ana", "Rui", "Sam", "Otis", "Quinn", "Hana", "Ada")


def of(stage: Staged, *names: str) -> dict[str, list[str]]:
    return {name: found for name in names if (found := told(stage.database, stage.cast, name))}


class Ear:
    """What everybody was told since the last time it was asked."""

    def __init__(self, stage: Staged) -> None:
        self.stage, self.heard = stage, of(stage, *CAST)

    def new(self) -> dict[str, list[str]]:
        before, self.heard = self.heard, of(self.stage, *CAST)
        fresh = {name: kinds[len(before.get(name, [])) :] for name, kinds in self.heard.items()}
        return {name: kinds for name, kinds in fresh.items() if kinds}


def test_each_step_of_a_plan_is_told_to_whom_it_concerns(stage: Staged) -> None:
    ana, sam, hana = stage.who("Ana"), stage.who("Sam"), stage.who("Hana")
    name = running(stage)
    said = ["plan_said"] * 3
    assert of(stage, *CAST) == {
        "Ana": ["plan_delivered", *["plan_answered"] * 3, "plan_started"],
        "Sam": ["plan_published", *said],
        "Hana": ["plan_to_review", *said],
    }
    ear = Ear(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        saying.take_receipt(session, ana, plan, "given", plan.newest)
        first = session.scalars(select(CheckIn).order_by(CheckIn.at).limit(1)).one()
        check_ins.move(session, sam, plan, first, first.at + timedelta(hours=1))
        check_ins.skip(session, sam, plan, first, "Sam was ill.")
        promise = session.scalars(select(Commitment).where(Commitment.side == "manager").limit(1)).one()
        commitments.settle(session, ana, plan, promise, "not_done", "")
    assert ear.new() == {
        "Ana": ["check_in_set", "check_in_skipped"],
        "Sam": ["plan_receipt", "commitment_doubted"],
        "Hana": ["plan_receipt", "check_in_skipped", "commitment_doubted"],
    }
    with stage.database.write() as session:
        plan = plan_row(session, name)
        concern = saying.say(session, ana, plan, "concern", "Sam does not listen.", STARTS)
    assert ear.new() == {"Hana": ["plan_concern"]}
    with stage.database.write() as session:
        plan = plan_row(session, name)
        saying.answer(session, hana, plan, session.merge(concern), "We will talk.")
        changing.pause(session, hana, plan, "Ana is on a training.", STARTS)
        changing.resume(session, hana, plan, STARTS + timedelta(days=3))
        how = Closing(outcome="withdrawn", summary="Withdrawn.", reason="Ana takes up another role.")
        closing.close(session, hana, plan, how, noon(DECISION_DAY))
    # The days it stood still come along with its end.
    steps = ["plan_paused", "plan_resumed", "plan_closed"]
    assert ear.new() == {"Ana": ["plan_answered", *steps], "Sam": steps}


def test_a_rep_in_hr_who_stands_in_for_the_manager_hears_of_their_plan_as_its_rep_alone(
    stage: Staged,
) -> None:
    ana, sam = stage.cast.keys["Ana"], stage.cast.keys["Sam"]
    name = begun(stage)
    with stage.database.write() as session:
        session.add(PersonRole(person_id=ana, role="hr", asked_by="test", since=now() - timedelta(days=1)))
        session.add(Deputy(manager_id=sam, deputy_id=ana, since=now() - timedelta(days=1)))
    with stage.database.write() as session:
        publish(stage, session, name)
    assert of(stage, "Ana", "Hana", "Sam") == {"Hana": ["plan_to_review"], "Sam": ["plan_published"]}


def test_a_concern_is_not_told_to_who_in_hr_is_in_charge_or_stands_in(stage: Staged) -> None:
    name, sam, quill = running(stage), stage.cast.keys["Sam"], stage.cast.keys["Quill"]
    since = now() - timedelta(days=1)
    with stage.database.write() as session:
        session.add_all(
            PersonRole(person_id=one, role="hr", asked_by="test", since=since) for one in (sam, quill)
        )
        session.add(Deputy(manager_id=sam, deputy_id=quill, since=since))
    ear = Ear(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        saying.say(session, stage.who("Ana"), plan, "concern", "Sam does not listen.", STARTS)
    assert ear.new() == {"Hana": ["plan_concern"]}


def publish(stage: Staged, session: Session, name: str) -> None:
    plan = plan_row(session, name)
    publishing.submit(session, stage.who("Sam"), plan)
    publishing.publish(session, stage.who("Hana"), plan, PUBLISHED)


def test_nothing_of_a_plan_reaches_the_rep_before_it_was_delivered(stage: Staged) -> None:
    published(stage)
    remind(stage.database, now())
    assert of(stage, "Ana", "Sam", "Hana", "Rui") == {"Hana": ["plan_to_review"], "Sam": ["plan_published"]}


def test_a_delivered_plan_is_told_to_the_rep_alone(stage: Staged) -> None:
    delivered(stage)
    assert of(stage, "Ana", "Rui", "Otis", "Quinn", "Ada") == {"Ana": ["plan_delivered"]}


def test_both_are_reminded_the_day_before_they_meet_across_a_change_of_clocks(stage: Staged) -> None:
    """Clocks in Berlin go back on Sunday 25 October 2026: Monday 0:30 there is Sunday 23:30 in UTC."""
    running(stage)
    with stage.database.write() as session:
        session.execute(update(CheckIn).values(state="cancelled"))
        row = session.scalars(select(CheckIn).limit(1)).one()
        row.state, row.at, row.zone = "planned", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/Berlin"
    saturday, sunday = datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    before = of(stage, "Ana", "Sam")
    for at, count in ((saturday, 0), (sunday, 1), (sunday + timedelta(hours=5), 1)):
        with stage.database.write() as session:
            of_check_ins(session, at)
        for name in ("Ana", "Sam"):
            assert of(stage, name)[name] == before[name] + ["check_in_tomorrow"] * count


@pytest.mark.parametrize(("side", "name"), [("rep", "Ana"), ("manager", "Sam"), ("hr", "Hana")])
def test_whoever_promised_something_is_reminded_of_it_and_nobody_else(
    stage: Staged, side: str, name: str
) -> None:
    running(stage)
    before = of(stage, "Ana", "Sam", "Hana")
    with stage.database.write() as session:
        session.execute(update(Commitment).values(state="done"))
        row = session.scalars(select(Commitment).limit(1)).one()
        row.state, row.side, row.due = "open", side, date(2026, 9, 10)
    for day in (8, 9, 9, 10, 11, 12):
        with stage.database.write() as session:
            of_commitments(session, datetime(2026, 9, day, 12, tzinfo=UTC))
    after = of(stage, "Ana", "Sam", "Hana")
    assert after == {**before, name: [*before[name], "commitment_due", "commitment_overdue"]}


def test_the_days_of_a_plan_remind_of_it_once_each(stage: Staged) -> None:
    name = delivered(stage)
    for days in (3, 1, 1, 0):
        with stage.database.write() as session:
            of_says(session, noon(SAY_UNTIL - timedelta(days=days)))
    assert of(stage, "Ana", "Rui") == {"Ana": ["plan_delivered", "plan_say_ends"]}
    ear = Ear(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        plan.state, plan.starts_on = "running", STARTS
        meeting = CheckIn(plan_id=plan.id, number=1, kind="regular", at=noon(STARTS), zone="UTC", minutes=30)
        session.add(meeting)
    for days in (0, 2, 2, 7, 13, 14):
        with stage.database.write() as session:
            of_missed_check_ins(session, noon(STARTS + timedelta(days=days)))
            of_weeks(session, noon(STARTS + timedelta(days=days)))
    assert ear.new() == {
        "Ana": ["check_in_skipped", "plan_status", "plan_status"],
        "Sam": ["check_in_skipped"],
        "Hana": ["check_in_skipped"],
    }
    with stage.database.write() as session:
        plan = session.scalars(select(Plan)).one()
        plan.state = "closed"
        session.add(PlanLook(plan_id=plan.id, due=DECISION_DAY))
    for days in (-1, 0, 5):
        with stage.database.write() as session:
            of_looks(session, noon(DECISION_DAY + timedelta(days=days)))
    assert ear.new() == {"Sam": ["plan_look_due"], "Hana": ["plan_look_due"]}


def test_hr_hears_on_the_day_on_which_a_milestone_can_be_decided(stage: Staged) -> None:
    running(stage)
    ear = Ear(stage)
    for days in (-1, 0, 3):
        with stage.database.write() as session:
            of_decisions(session, noon(DECISION_DAY + timedelta(days=days)))
    assert ear.new() == {"Hana": ["plan_decision_due"]}
