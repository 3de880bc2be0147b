# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""While Ana's plan runs: meetings, promises, changes by HR, absences, and the end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from scoring.plans.papers.lay_out import lay_out
from scoring.plans.sections import Audience, Support
from service.db.tables import CheckIn, CheckInNote, Commitment, PlanDecision, PlanEvent, PlanLook, Signature
from service.errors import Conflict, NotAllowed, Unprocessable
from service.plans import changing, check_ins, closing, commitments, deciding, saying
from service.plans.check_ins import Held, NoteText
from service.plans.closing import Closing
from service.plans.milestones import look
from service.plans.papers import meetings_of
from service.plans.promises_shown import promises_shown
from service.plans.queries import plan_page
from service.plans.starting import milestones_of
from service.plans.versions import content_of
from service.plans.weekly import agenda_of, status_of
from service.plans.whole import whole_plan
from tests.clock import Clock, clock  # noqa: F401
from tests.service.plans.staged import DELIVERED, Staged, delivered, plan_row, running, scored
from tests.service.plans.test_milestones import AFTER, MET, NOT_MET, decided
from tests.service.plans.written import DECISION_DAY, STARTS, WINDOW, content, milestone, noon, rule

FIRST = noon(date(2026, 9, 4))
"""The first check-in is on Friday of the first week."""
SAID = NoteText(action="Ask for a date before hanging up.", drill="Five times in role-play.")
REASON = "The two sessions were moved at the rep's own wish; see the notes of 15 September."


def held(stage: Staged, name: str) -> str:
    """The first check-in, held by Sam; its note's public id."""
    with stage.database.write() as session:
        plan = plan_row(session, name)
        meeting = check_ins.check_ins_of(session, plan)[0]
        took = Held(at=FIRST, present=["Ana", "Sam"], text=SAID)
        return check_ins.hold(session, stage.who("Sam"), plan, meeting, took, FIRST).public_id


def test_a_check_in_keeps_its_signed_note_and_where_everything_stood(both: Staged) -> None:
    name = running(both)
    held(both, name)
    with both.database.read() as session:
        (kept,) = session.scalars(select(PlanDecision)).all()
        assert (kept.final, kept.status) == (False, "insufficient_evidence")
        signed = session.scalars(select(Signature).where(Signature.what == "check_in")).one()
        assert (signed.name, signed.role) == ("Sam", "manager")
        page = plan_page(session, both.who("Ana"), plan_row(session, name), FIRST)
        assert [one.state for one in page.check_ins][:2] == ["held", "planned"]
        assert page.check_ins[0].notes[0].text["action"] == "Ask for a date before hanging up."
        printed = whole_plan(session, plan_row(session, name), Audience.REP, FIRST).check_ins[0].signatures
        assert [(one.name, one.role, one.text_hash) for one in printed] == [("Sam", "manager", signed.hash)]


def test_a_meeting_written_down_later_prints_where_the_goals_stood_then(stage: Staged) -> None:
    name, later = running(stage), noon(date(2026, 9, 9))
    with stage.database.write() as session:
        plan, sam = plan_row(session, name), stage.who("Sam")
        for meeting in check_ins.check_ins_of(session, plan)[:2]:
            took = Held(at=meeting.at, present=["Ana", "Sam"], text=SAID)
            check_ins.hold(session, sam, plan, meeting, took, later)
    with stage.database.read() as session:
        printed = whole_plan(session, plan_row(session, name), Audience.REP, later)
        for number in (1, 2):
            meeting = printed.check_ins[number - 1]
            assert (meeting.at.date(), meeting.stood_on) != (later.date(), None)
            assert [one.split(":")[0] for one in meeting.standing] == ["QA score"]
            titles = [one.title for one in lay_out(printed, "check_in", Audience.REP, number).sections]
            assert "Where the goals stood on 9 September 2026" in titles


def test_after_a_day_only_corrections_follow(stage: Staged) -> None:
    name = running(stage)
    note = held(stage, name)
    ana, sam, day = stage.who("Ana"), stage.who("Sam"), timedelta(days=1)
    other = SAID.model_copy(update={"action": "Ask for two dates."})
    with stage.database.write() as session:
        plan = plan_row(session, name)
        row = check_ins.note_row(session, plan, note)
        with pytest.raises(NotAllowed, match="somebody else's words"):
            check_ins.edit_note(session, ana, plan, row, other, FIRST)
        check_ins.edit_note(session, sam, plan, row, other, FIRST + day)
        with pytest.raises(Conflict, match="stays as it is"):
            check_ins.edit_note(session, sam, plan, row, SAID, FIRST + day + timedelta(seconds=1))
        added = check_ins.correct(session, ana, plan, row, NoteText(notes="One date."), FIRST + 3 * day)
        assert added.corrects_id == row.id
        assert session.get_one(CheckInNote, row.id).document["action"] == "Ask for two dates."


def test_a_skipped_check_in_is_seen_by_everybody(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        first = check_ins.check_ins_of(session, plan)[0]
        with pytest.raises(NotAllowed):
            check_ins.skip(session, stage.who("Ana"), plan, first, "Sam was ill.")
        check_ins.skip(session, stage.who("Sam"), plan, first, "I was at a customer's.")
        # The second one: its time passed without a word.
        second = check_ins.check_ins_of(session, plan)[1]
        page = plan_page(session, stage.who("Ana"), plan, second.at + timedelta(days=2))
        assert [one.skipped for one in page.check_ins][:3] == [True, True, False]


def test_the_agenda_fills_itself_and_the_week_is_told_in_plain_words(stage: Staged) -> None:
    name = running(stage)
    held(stage, name)
    calls = scored(stage, [72, 75], date(2026, 9, 5))
    with stage.database.read() as session:
        plan = plan_row(session, name)
        second = check_ins.check_ins_of(session, plan)[1]
        agenda = agenda_of(session, plan, second, second.at)
        assert agenda.last_action == "Ask for a date before hanging up."
        assert [one["call"] for one in agenda.calls] == calls
        assert agenda.calls[0]["listen_to"][0]["item"] == "opening_m3"
        assert any(
            "Listen to three own calls (overdue since 7 September 2026)" in line for line in agenda.due
        )
        status = status_of(session, plan, noon(date(2026, 9, 9)))
        assert status.lines[0] == "Week 2 of 9; the plan runs until 30 October 2026."
        assert any(line.startswith("QA score:") for line in status.lines)


def test_promises_bind_both_sides(stage: Staged) -> None:
    name = running(stage)
    ana, sam = stage.who("Ana"), stage.who("Sam")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        rows = commitments.promises_of(session, plan)
        training = next(one for one in rows if one.key == "training")
        with pytest.raises(Conflict, match="Whoever promised it"):
            commitments.settle(session, ana, plan, training, "done", "")
        commitments.settle(session, sam, plan, training, "done", "On 14 September.")
        commitments.settle(session, ana, plan, training, "not_done", "It was cancelled.")
        assert training.state == "done"
        assert "The rep: It was cancelled." in (training.note or "")
        own = next(one for one in rows if one.key == "three_calls")
        with pytest.raises(Unprocessable, match="how you know"):
            commitments.settle(session, sam, plan, own, "done", "")
        commitments.settle(session, ana, plan, own, "done", "")


def test_a_change_by_hr_pauses_and_asks_for_a_receipt_again(stage: Staged) -> None:
    name = running(stage)
    ana, hana = stage.who("Ana"), stage.who("Hana")
    paused, back = date(2026, 9, 14), date(2026, 9, 18)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        saying.take_receipt(session, ana, plan, "given", 1)
        before = content_of(session, plan)
        more = (*before.support, Support(key="mentor", what="A mentor", when="weekly"))
        other = before.model_copy(update={"support": more})
        with pytest.raises(NotAllowed):
            changing.change(session, stage.who("Sam"), plan, other, REASON, paused)
        changing.change(session, hana, plan, other, REASON, paused)
        assert (plan.state, plan.receipt, plan.newest) == ("paused", "none", 2)
        with pytest.raises(Conflict, match="neither taken nor declined"):
            changing.resume(session, hana, plan, back)
        saying.take_receipt(session, ana, plan, "declined", 2)
        changing.resume(session, hana, plan, back)
        assert plan.state == "running"
        decision = look(session, plan, milestones_of(session, plan)[0], noon(back))
        assert decision is not None
        # 15, 16 and 17 September stood still.
        assert decision.dates.deadline == date(2026, 11, 2)


def test_milestones_are_locked(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(Conflict, match="Locked since the plan runs: milestones"):
            changing.change(
                session, stage.who("Hana"), plan, content(milestones=()), REASON, date(2026, 9, 14)
            )
        assert plan.state == "running"


def test_until_it_runs_milestones_change_to_what_could_have_been_published(stage: Staged) -> None:
    name = delivered(stage)
    with stage.database.write() as session:
        plan, hana = plan_row(session, name), stage.who("Hana")
        before = content_of(session, plan)
        # Two points above the baseline, with calls 25 apart: nobody could tell the two from another.
        noisy = rule().goal.model_copy(update={"team_sd": 25, "target": 73})
        worse = before.model_copy(update={"milestones": (milestone(rule=rule(noisy)),)})
        with pytest.raises(Conflict, match="could not have been published") as refused:
            changing.change(session, hana, plan, worse, REASON, DELIVERED.date())
        assert "It would rarely decide" in refused.value.next_step
        two = (*before.milestones, milestone("again", title="The same again"))
        both = before.model_copy(update={"milestones": two})
        with pytest.raises(Conflict, match="could not have been published"):
            changing.change(session, hana, plan, both, REASON, DELIVERED.date())
        renamed = before.milestones[0].model_copy(update={"title": "What Ana said is met"})
        better = before.model_copy(update={"milestones": (renamed,)})
        changing.change(session, hana, plan, better, REASON, DELIVERED.date())
        assert content_of(session, plan).milestones == (renamed,)


def test_an_absence_moves_meetings_and_promises(clock: Clock, stage: Staged) -> None:
    name = running(stage)
    clock.put(FIRST)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        hana = stage.who("Hana")
        changing.be_away(session, hana, plan, date(2026, 9, 7), date(2026, 9, 13), "Leave.")
        states = {row.at.date(): row.state for row in check_ins.check_ins_of(session, plan)}
        assert {day: state for day, state in states.items() if state != "planned"} == {
            date(2026, 9, 8): "cancelled",
            date(2026, 9, 11): "cancelled",
        }
        training = session.scalars(select(Commitment).where(Commitment.key == "training")).one()
        assert training.due == date(2026, 9, 22)
        rep = plan_page(session, stage.who("Ana"), plan, FIRST).absences[0]
        assert (rep.first, rep.why) == (date(2026, 9, 7), None)
        hr = plan_page(session, hana, plan, FIRST).absences[0]
        assert hr.why == "Leave."
        # It did not take place after all: everything moves back, but for days on which Ana is away besides.
        friday = changing.be_away(session, hana, plan, date(2026, 9, 11), date(2026, 9, 11), "Ill.")
        changing.take_back_absence(session, hana, plan, hr.id)
        called_off = [row for row in check_ins.check_ins_of(session, plan) if row.state == "cancelled"]
        assert [row.at.date() for row in called_off] == [date(2026, 9, 11)]
        changing.take_back_absence(session, hana, plan, friday.public_id)
        assert training.due == date(2026, 9, 15)
        assert {row.state for row in check_ins.check_ins_of(session, plan)} == {"planned"}


def test_an_absence_calls_off_the_meetings_of_its_days_by_their_own_clocks(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        meeting = check_ins.check_ins_of(session, plan)[0]
        # 09:00 on the 7th in Sydney is 23:00 on the 6th in UTC.
        meeting.zone, meeting.at = "Australia/Sydney", datetime(2026, 9, 6, 23, tzinfo=UTC)
        changing.be_away(session, stage.who("Hana"), plan, date(2026, 9, 7), date(2026, 9, 7), "")
        assert meeting.state == "cancelled"


def test_not_met_needs_a_reason_where_support_was_not_given(stage: Staged) -> None:
    name = running(stage)
    scored(stage, NOT_MET, WINDOW.first)
    assert decided(stage, name) == "not_met"
    how = Closing(outcome="not_met", summary="The QA score stayed at 73.")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        hana = stage.who("Hana")
        with pytest.raises(Conflict) as refused:
            closing.close(session, hana, plan, how, AFTER)
        assert refused.value.code == "needs_reason"
        assert "promises of support not kept" in refused.value.next_step
        assert "check-ins skipped" in refused.value.next_step
        closing.close(session, hana, plan, how.model_copy(update={"reason": REASON}), AFTER)
        assert (plan.state, plan.outcome) == ("closed", "not_met")
        assert plan.closing is not None
        assert len(plan.closing["needed_reason"]) == 2


def test_not_met_needs_none_where_everything_was_given(stage: Staged) -> None:
    name = running(stage)
    scored(stage, NOT_MET, WINDOW.first)
    decided(stage, name)
    with stage.database.write() as session:
        for row in session.scalars(select(Commitment)):
            row.state = "done"
        for meeting in session.scalars(select(CheckIn)):
            meeting.state = "held"
        plan = plan_row(session, name)
        closing.close(session, stage.who("Hana"), plan, Closing(outcome="not_met", summary="No."), AFTER)
        assert plan.outcome == "not_met"


def test_passed_writes_recognition_and_sets_two_looks(stage: Staged) -> None:
    name = running(stage)
    scored(stage, MET, WINDOW.first)
    decided(stage, name)
    how = Closing(outcome="passed", summary="88, likely 86 to 91: target 85 met.")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(NotAllowed):
            closing.close(session, stage.who("Sam"), plan, how, AFTER)
        with pytest.raises(Unprocessable, match="recognition"):
            closing.close(session, stage.who("Hana"), plan, how, AFTER)
        said = how.model_copy(update={"recognition": "You agree on a date on nearly every call now."})
        closing.close(session, stage.who("Hana"), plan, said, AFTER)
        looks = session.scalars(select(PlanLook.due).order_by(PlanLook.due)).all()
        assert looks == [DECISION_DAY + timedelta(days=30), DECISION_DAY + timedelta(days=60)]
        page = plan_page(session, stage.who("Ana"), plan, AFTER)
        assert page.closing is not None
        assert page.closing["recognition"] == "You agree on a date on nearly every call now."
        assert "needed_reason" not in page.closing


def test_what_the_data_do_not_show_is_closed_as_that(stage: Staged) -> None:
    name = running(stage)
    scored(stage, [85, 75, 90, 87, 75, 90, 85, 90, 75, 90], WINDOW.first)
    hana, later = stage.who("Hana"), date(2026, 12, 2)
    decided(stage, name)
    how = Closing(outcome="not_shown", summary="It cannot be told.", recognition="You kept every promise.")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(Conflict) as refused:
            closing.close(session, hana, plan, how, AFTER)
        assert "give the extension first" in refused.value.next_step
        deciding.extend(session, hana, plan, "qa_score", AFTER)
    assert decided(stage, name, later) == "insufficient_evidence"
    with stage.database.write() as session:
        plan = plan_row(session, name)
        passed = how.model_copy(update={"outcome": "passed", "otherwise": "Another role is looked for."})
        with pytest.raises(Unprocessable, match="do not show"):
            closing.close(session, hana, plan, passed, noon(later))
        # HR may write that it is handled otherwise: then nothing is celebrated, and the rep reads why.
        with pytest.raises(Unprocessable, match="what follows and why"):
            closing.close(session, hana, plan, how.model_copy(update={"otherwise": "No."}), noon(later))
        why = "She moves to renewals, as she asked in September; no step follows."
        undo = session.begin_nested()
        otherwise = Closing(outcome="not_shown", summary="It cannot be told.", otherwise=why)
        closing.close(session, hana, plan, otherwise, noon(later))
        assert closing.looks_of(session, plan) == []
        page = plan_page(session, stage.who("Ana"), plan, noon(later))
        assert page.closing is not None
        assert page.closing["otherwise"] == why
        undo.rollback()
        closing.close(session, hana, plan, how, noon(later))
        assert plan.outcome == "not_shown"
        assert closing.looks_of(session, plan)


def test_a_plan_is_stopped_as_the_wrong_tool(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        how = Closing(outcome="wrong_tool", summary="The routing was at fault.")
        with pytest.raises(Conflict, match="reason"):
            closing.close(session, stage.who("Hana"), plan, how, FIRST)
        why = how.model_copy(update={"reason": "Her calls come from the wrong queue; that is mended first."})
        closing.close(session, stage.who("Hana"), plan, why, FIRST)
        assert plan.outcome == "wrong_tool"
        (event,) = session.scalars(select(PlanEvent).where(PlanEvent.kind == "closed")).all()
        assert event.document["before"] == "running"


def test_with_its_end_a_plan_stands_still(stage: Staged) -> None:
    """Months later nothing of it was skipped, fell due or was left open after the day on which it ended."""
    name = running(stage)
    with stage.database.write() as session:
        plan, hana = plan_row(session, name), stage.who("Hana")
        changing.be_away(session, hana, plan, date(2026, 9, 8), date(2026, 9, 8), "")
        how = Closing(outcome="withdrawn", summary="Over.", reason="Ana takes up another role.")
        closing.close(session, hana, plan, how, FIRST)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        then, later = (plan_page(session, stage.who("Ana"), plan, at) for at in (FIRST, AFTER))
        assert later.model_dump(exclude={"may"}) == then.model_dump(exclude={"may"})
        assert [one.state for one in later.check_ins if one.at > FIRST] == ["cancelled"] * 12
        assert [one.skipped for one in later.check_ins if one.skipped] == []
        assert [one.overdue for one in later.commitments if one.overdue] == []
        assert status_of(session, plan, AFTER).lines == status_of(session, plan, FIRST).lines
        printed = whole_plan(session, plan, Audience.REP, AFTER)
        assert {one.day for one in printed.decisions} == {FIRST.date()}
        assert {one.state for one in printed.promises} == {"dropped"}
        assert {one.note for one in printed.promises} == {"The plan ended before."}
        (coaching,) = (one for one in promises_shown(later.commitments) if one.what == "A coaching session")
        assert (coaching.settled, coaching.now) == (True, None)
        assert coaching.summary == "0 of 9 done, 9 no longer asked for"
        assert not any("Next," in line for line in status_of(session, plan, AFTER).lines)
        cancelled = Calendar.from_ical(meetings_of(session, plan, AFTER, "here.example")).walk("VEVENT")
        assert [str(one["status"]) for one in cancelled if one["dtstart"].dt > FIRST] == ["CANCELLED"] * 12


def test_a_page_says_what_each_can_do(stage: Staged) -> None:
    name = running(stage)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        may = {who: plan_page(session, stage.who(who), plan, FIRST).may for who in ("Ana", "Sam", "Hana")}
    assert may["Ana"] == ["receipt", "request", "comment", "concern", "commitment"]
    assert "hold" in may["Sam"]
    assert "close" not in may["Sam"]
    assert {"close", "decide", "absence"} <= set(may["Hana"])


def test_the_rep_sees_nothing_that_was_weighed_before(stage: Staged) -> None:
    name = running(stage)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        rep, hr = (plan_page(session, stage.who(who), plan, noon(STARTS)) for who in ("Ana", "Hana"))
    assert (rep.fit, next(one.kind for one in rep.history)) == (None, "delivered")
    assert hr.fit is not None
    assert [one.kind for one in hr.history][:2] == ["drafted", "submitted"]
