"""From the check before a plan to the day it runs: who may, in which state, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from scoring.plans.sections import Audience
from service.db.tables import (
    AuditEntry,
    CheckIn,
    Commitment,
    Deputy,
    Person,
    PlanMilestone,
    SamplingRule,
    Signature,
)
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.plans import closing, drafting, publishing, saying, starting
from service.plans.allowed import allowed
from service.plans.closing import Closing
from service.plans.publishing import Delivery
from service.plans.rights import in_charge_of_open_plan, visible_plan
from service.plans.signing import audited_hash
from service.plans.versions import content_of
from service.plans.whole import whole_plan
from tests.scoring.plans.examples import example
from tests.service.company import SINCE
from tests.service.plans.staged import Staged, begun, delivered, plan_row, published, running
from tests.service.plans.written import (
    DELIVERED,
    DRAFTED,
    PUBLISHED,
    RIGHT,
    SAY_UNTIL,
    STARTS,
    WRONG,
    content,
    milestone,
    noon,
    rule,
)


def test_a_plan_goes_from_the_draft_to_running(both: Staged) -> None:
    name = running(both)
    with both.database.read() as session:
        plan = plan_row(session, name)
        assert (plan.state, plan.starts_on, plan.newest) == ("running", STARTS, 1)
        (fixed,) = session.scalars(select(PlanMilestone)).all()
        # From 71 at the start to 85 on the 60th day: after the first week 71 + 14 · 6/59.
        assert fixed.path[0]["target"] == pytest.approx(71 + 14 * 6 / 59)
        assert fixed.path[-1]["target"] == 85
        signed = session.scalars(select(Signature)).all()
        assert [one.what for one in signed] == ["published", "delivered"]
        # The audit log can prove a signature as long as the plan is here, and without its salt nothing.
        entries = select(AuditEntry.details).where(AuditEntry.action == "plan.signed").order_by(AuditEntry.id)
        kept = [one["signed"] for one in session.scalars(entries)]
        assert kept == [audited_hash(plan, one) for one in signed]
        assert len(plan.salt) == 64
        plan.salt = ""
        assert {audited_hash(plan, one) for one in signed}.isdisjoint(kept)
        assert {one.hash for one in signed}.isdisjoint(kept)


def test_the_database_itself_keeps_what_was_fixed(stage: Staged) -> None:
    running(stage)
    for table in ("plan_version", "plan_milestone", "plan_event", "signature"):
        with pytest.raises(DBAPIError, match="append-only"), stage.database.write() as session:
            session.execute(text(f"UPDATE {table} SET id = id"))


def test_system_as_a_cause_stops_it_until_hr_writes_why(stage: Staged) -> None:
    with stage.database.write() as session:
        ana, sam = session.get_one(Person, stage.cast.keys["Ana"]), stage.who("Sam")
        check = drafting.check_fit(session, sam, ana, WRONG, DRAFTED.date())
        with pytest.raises(Conflict, match="wrong tool") as refused:
            drafting.begin(session, sam, check, content(), None, DRAFTED)
        assert "HR has to write why" in refused.value.next_step
        with pytest.raises(NotAllowed):
            drafting.go_on(session, sam, check, "Because I say so, and that is that.")
        with pytest.raises(Unprocessable, match="sentence"):
            drafting.go_on(session, stage.who("Hana"), check, "ok")
        drafting.go_on(session, stage.who("Hana"), check, "The routing was mended in May; the gap stayed.")
        assert drafting.begin(session, sam, check, content(), None, DRAFTED).state == "draft"


def test_only_who_manages_the_rep_and_hr_begin_one(stage: Staged) -> None:
    with stage.database.write() as session:
        ana = session.get_one(Person, stage.cast.keys["Ana"])
        for name in ("Otis", "Ana", "Quinn", "Ada"):
            with pytest.raises(NotFound):
                drafting.check_fit(session, stage.who(name), ana, RIGHT, DRAFTED.date())
        check = drafting.check_fit(session, stage.who("Hana"), ana, RIGHT, DRAFTED.date())
        plan = drafting.begin(session, stage.who("Hana"), check, content(), None, DRAFTED)
        assert plan.manager_id == stage.cast.keys["Sam"]  # of the rep's team
        with pytest.raises(Conflict, match="open plan"):
            drafting.begin(session, stage.who("Hana"), check, content(), None, DRAFTED)


def test_who_sees_it_and_when(stage: Staged) -> None:
    name = published(stage)
    with stage.database.write() as session:
        for seeing in ("Sam", "Hana"):
            visible_plan(session, stage.who(seeing), name)
        for blind in ("Ana", "Rui", "Uma", "Otis", "Quinn", "Ada", "Aud"):
            with pytest.raises(NotFound):
                visible_plan(session, stage.who(blind), name)
        talk = Delivery(how="video", at=DELIVERED, there=["Ana", "Sam"], summary="By video.")
        publishing.deliver(session, stage.who("Sam"), plan_row(session, name), talk, DELIVERED)
        visible_plan(session, stage.who("Ana"), name)
        printed = whole_plan(session, plan_row(session, name), Audience.REP, DELIVERED)
        assert [one.meaning for one in printed.signatures] == ["Published", "Gone through by video"]


def test_only_hr_publishes_and_not_what_is_incomplete(stage: Staged) -> None:
    name = begun(stage, support=())
    with stage.database.write() as session:
        plan = plan_row(session, name)
        publishing.submit(session, stage.who("Sam"), plan)
        with pytest.raises(NotAllowed):
            publishing.publish(session, stage.who("Sam"), plan, PUBLISHED)
        with pytest.raises(Conflict) as refused:
            publishing.publish(session, stage.who("Hana"), plan, PUBLISHED)
        assert "a plan without support is no plan" in refused.value.next_step
        assert plan.state == "hr_review"


def test_who_stands_in_for_the_manager_in_charge_neither_publishes_nor_closes(stage: Staged) -> None:
    name = begun(stage)
    with stage.database.write() as session:
        plan, hana = plan_row(session, name), stage.who("Hana")
        publishing.submit(session, stage.who("Sam"), plan)
        assert "publish" in allowed(session, hana, plan, PUBLISHED.date())
        keys = stage.cast.keys
        session.add(Deputy(manager_id=keys["Sam"], deputy_id=keys["Hana"], since=SINCE))
        session.flush()
        assert {"publish", "withdraw"}.isdisjoint(allowed(session, hana, plan, PUBLISHED.date()))
        with pytest.raises(NotAllowed, match="in charge"):
            publishing.publish(session, hana, plan, PUBLISHED)
        with pytest.raises(NotAllowed, match="in charge"):
            closing.close(session, hana, plan, Closing(outcome="withdrawn", summary="No."), PUBLISHED)


def test_a_milestone_that_would_rarely_decide_is_not_published(stage: Staged) -> None:
    # Two points above the baseline, with calls 25 apart: nobody could tell the two from another.
    noisy = rule().goal.model_copy(update={"team_sd": 25, "target": 73})
    name = begun(stage, milestones=(milestone(rule=rule(noisy)),))
    with stage.database.write() as session:
        plan = plan_row(session, name)
        publishing.submit(session, stage.who("Sam"), plan)
        with pytest.raises(Conflict) as refused:
            publishing.publish(session, stage.who("Hana"), plan, PUBLISHED)
        assert "It would rarely decide" in refused.value.next_step


def test_two_that_decide_split_the_error_or_one_is_a_signpost(stage: Staged) -> None:
    two = (milestone(), milestone("again", title="The same again"))
    name = begun(stage, milestones=two)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        found = publishing.problems_before_publishing(
            session, plan, content(milestones=two), PUBLISHED.date()
        )
        assert any("2 of them decide" in line for line in found)
        split = content(milestones=two, outcome_rule="error_split")
        assert publishing.problems_before_publishing(session, plan, split, PUBLISHED.date()) == []


def test_thirty_days_for_a_close_rate_need_a_reason(stage: Staged) -> None:
    sales = example("enrolment-rate").content
    short = sales.model_copy(update={"days": 30})
    with stage.database.read() as session:
        plan = plan_row(session, begun(stage))
        for given, refused in ((sales, False), (short, True)):
            found = publishing.problems_before_publishing(session, plan, given, PUBLISHED.date())
            assert any("30 are too short" in line for line in found) is refused


def test_publishing_fixes_how_many_calls_are_drawn(stage: Staged) -> None:
    published(stage)
    with stage.database.read() as session:
        (drawing,) = session.scalars(select(SamplingRule)).all()
    # 20 countable calls in 28 days, 4 in 5 of those drawn: 20 / (4 · 0.8) = 6.25 → 7 a week.
    assert (drawing.rep_id, drawing.calls, drawing.from_week) == (stage.cast.keys["Ana"], 7, 20260831)


def test_a_talk_that_has_not_taken_place_delivers_nothing(stage: Staged) -> None:
    name = published(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        talk = Delivery(how="video", at=DELIVERED, there=["Ana", "Sam"], summary="By video.")
        with pytest.raises(Unprocessable, match="not come yet"):
            publishing.deliver(session, stage.who("Sam"), plan, talk, PUBLISHED)
        assert plan.delivered_at is None


def test_the_rep_is_heard_before_it_runs(stage: Staged) -> None:
    name = delivered(stage)
    ana, sam = stage.who("Ana"), stage.who("Sam")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        assert plan.say_until == SAY_UNTIL  # Tuesday 25 August and five working days
        with pytest.raises(Conflict, match="has until"):
            starting.start(session, sam, plan, STARTS, date(2026, 8, 28))
        word = saying.say(session, ana, plan, "support", "Half an hour a week with Rui.", date(2026, 8, 27))
        with pytest.raises(Conflict, match="already"):
            saying.say(session, ana, plan, "support", "Two.", date(2026, 8, 27))
        with pytest.raises(Conflict, match="no reply"):
            starting.start(session, sam, plan, date(2026, 9, 2), date(2026, 9, 2))
        saying.answer(session, sam, plan, word, "Every Thursday at two.", written_in=True)
        with pytest.raises(Conflict, match="ended"):
            saying.say(session, ana, plan, "achievable", "Too late.", date(2026, 9, 2))
        starting.start(session, sam, plan, date(2026, 9, 2), date(2026, 9, 2))
        # It began a day later than planned, and with it every date.
        assert content_of(session, plan).deadline == date(2026, 10, 31)
        fixed = session.scalars(select(PlanMilestone)).one()
        assert fixed.rule["window"] == {"first": "2026-10-04", "last": "2026-10-31"}


def test_declining_is_recorded_and_stops_nothing(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(NotAllowed):
            saying.take_receipt(session, stage.who("Sam"), plan, "given", 1)
        saying.take_receipt(session, stage.who("Ana"), plan, "declined", 1)
        assert (plan.receipt, plan.state) == ("declined", "running")
        with pytest.raises(Conflict, match="already"):
            saying.take_receipt(session, stage.who("Ana"), plan, "given", 1)


def test_a_concern_is_read_by_hr_alone(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        saying.say(session, stage.who("Ana"), plan, "concern", "Sam skips our meetings.", STARTS)
        kinds = {
            reader: [word.kind for word in saying.words_for(session, stage.who(reader), plan)]
            for reader in ("Ana", "Sam", "Hana")
        }
        # A manager who is in HR as well does not read what may be said about them.
        both = replace(stage.who("Sam"), roles=frozenset({"manager", "hr"}))
        kinds["Sam, also in HR"] = [word.kind for word in saying.words_for(session, both, plan)]
    assert "concern" in kinds["Ana"]
    assert "concern" not in kinds["Sam"]
    assert "concern" not in kinds["Sam, also in HR"]
    assert "concern" in kinds["Hana"]
    with stage.database.write() as session:
        plan, hana = plan_row(session, name), stage.who("Hana")
        how = Closing(
            outcome="withdrawn", summary="Over.", reason="The role ends with the year, for all of them."
        )
        closing.close(session, hana, plan, how, noon(STARTS))
        # Also after the end HR can answer it.
        (word,) = [one for one in saying.words_for(session, hana, plan) if one.kind == "concern"]
        assert "answer" in allowed(session, hana, plan, STARTS)
        saying.answer(session, hana, plan, word, "We looked into it.")


def test_meetings_and_promises_are_set_when_it_starts(stage: Staged) -> None:
    name = running(stage)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        meetings = session.scalars(select(CheckIn).where(CheckIn.plan_id == plan.id)).all()
        promises = session.scalars(select(Commitment).where(Commitment.plan_id == plan.id)).all()
    # Ten in the morning in Berlin, before the clocks change on 25 October and after it.
    assert {meeting.at.hour for meeting in meetings if meeting.at.date() < date(2026, 10, 25)} == {8}
    assert {meeting.at.hour for meeting in meetings if meeting.at.date() > date(2026, 10, 25)} == {9}
    assert [meeting.kind for meeting in meetings].count("final") == 1
    by_key = {one.key: sum(other.key == one.key for other in promises) for one in promises}
    assert by_key == {"three_calls": 9, "coaching": 9, "training": 1}  # nine weeks begun


def test_the_manager_in_charge_confirms_none_of_its_calls(stage: Staged) -> None:
    begun(stage)
    ana = stage.cast.keys["Ana"]
    with stage.database.read() as session:
        assert in_charge_of_open_plan(session, stage.cast.keys["Sam"], ana)
        assert not in_charge_of_open_plan(session, stage.cast.keys["Otis"], ana)
        assert not in_charge_of_open_plan(session, stage.cast.keys["Sam"], stage.cast.keys["Rui"])
