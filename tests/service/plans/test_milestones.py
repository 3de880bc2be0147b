"""Milestones on the calls of the database: what counts, what waits, one decision, and its way back."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from scoring.milestone.counting import Why
from scoring.milestone.decide import decide
from scoring.milestone.reading import read_case
from scoring.rubric import Rubric
from service.db.tables import (
    Call,
    DrawnCall,
    LoggedCall,
    Person,
    PlanDecision,
    Review,
    RubricVersion,
    SamplingRule,
    TeamRules,
)
from service.errors import Conflict, NotAllowed
from service.plans import changing, closing, deciding
from service.plans.closing import Closing
from service.plans.milestones import case_of, export, look
from service.plans.queries import deadline_of, plan_page
from service.plans.starting import milestones_of
from tests.cast import rubric_document
from tests.service.plans.staged import Staged, drawn, plan_row, running, score, scored
from tests.service.plans.written import DEADLINE, DECISION_DAY, WINDOW, noon

MET = [90, 87, 90, 85, 90, 87, 90, 90, 87, 90, 85, 90, 90, 87, 90, 90]
"""16 scores: 5 · 87 … their mean is 88.6, the likely range about 86 to 91."""
NOT_MET = [72, 75, 72, 72, 75, 72, 72, 72, 75, 72, 72, 75, 72, 72, 72, 72]
AFTER = noon(DECISION_DAY)


def status(stage: Staged, name: str, day: date = DECISION_DAY) -> tuple[str, str]:
    with stage.database.read() as session:
        plan = plan_row(session, name)
        decision = look(session, plan, milestones_of(session, plan)[0], noon(day))
        assert decision is not None
        return decision.status.value, decision.sentence


def decided(stage: Staged, name: str, day: date = DECISION_DAY) -> str:
    with stage.database.write() as session:
        kept = deciding.decide_milestone(
            session, stage.who("Hana"), plan_row(session, name), "qa_score", noon(day)
        )
        return kept.status


def test_sixteen_settled_calls_decide(both: Staged) -> None:
    name = running(both)
    scored(both, MET, WINDOW.first)
    assert decided(both, name) == "met"
    with both.database.read() as session:
        kept = session.scalars(select(PlanDecision)).one()
        assert (len(kept.document["counted"]), kept.document["drawn"]) == (16, 16)
        # Anybody can decide it again from what is stored, and from the export.
        again = decide(read_case(json.dumps(kept.document["case"]), "stored"))
        assert again.status.value == "met"
        plan = plan_row(session, name)
        case = case_of(session, plan, milestones_of(session, plan)[0], AFTER)
        assert case is not None
        assert decide(read_case(json.dumps(export(case)), "export")).model_dump() == again.model_dump()


def test_more_calls_ask_no_more_of_the_database(stage: Staged) -> None:
    name = running(stage)
    scored(stage, MET[:1], WINDOW.first)
    statements(stage, name)  # the rubric is read once by each process
    scored(stage, MET[1:4], WINDOW.first + timedelta(days=1))
    few = statements(stage, name)
    scored(stage, MET[4:], WINDOW.first + timedelta(days=4))
    assert statements(stage, name) == few


def statements(stage: Staged, name: str) -> int:
    """How many statements a look takes."""
    asked: list[str] = []
    with stage.database.read() as session:
        plan = plan_row(session, name)
        (row,) = milestones_of(session, plan)
        event.listen(stage.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert look(session, plan, row, AFTER) is not None
    return len(asked)


def test_one_unsettled_call_keeps_it_waiting(stage: Staged) -> None:
    name = running(stage)
    scored(stage, MET[:13], WINDOW.first)
    (late,) = drawn(stage, WINDOW.first + timedelta(days=20))
    assert status(stage, name)[1].startswith("Waiting: 1 of 14 calls.")
    with pytest.raises(Conflict) as refused:
        decided(stage, name)
    assert refused.value.code == "waiting"
    score(stage, late, 90)
    assert decided(stage, name) == "met"


def test_nothing_is_decided_before_its_day(stage: Staged) -> None:
    name = running(stage)
    scored(stage, MET, WINDOW.first)
    for day in (DEADLINE, DECISION_DAY - timedelta(days=1)):
        with pytest.raises(Conflict, match="decided on 4 November 2026"):
            decided(stage, name, day)
    assert status(stage, name, DEADLINE)[0] == "on_track"


def test_a_week_that_was_not_drawn_is_waited_for(stage: Staged) -> None:
    name = running(stage)
    scored(stage, MET, WINDOW.first)
    with stage.database.write() as session:
        session.add(
            LoggedCall(
                team_id=stage.cast.teams["Northwind"],
                rep_id=stage.cast.keys["Ana"],
                external_id="later",
                started_at=noon(date(2026, 10, 27)),
                zone="Europe/Berlin",
                week=20261026,
                seconds=300,
            )
        )
    with pytest.raises(Conflict, match="week of 2026-10-26 was not drawn"):
        decided(stage, name)


@pytest.mark.parametrize(
    ("by", "why"),
    [("Sam", "manager in charge"), ("Quill", "calibration")],
    ids=["the manager in charge", "somebody who was not calibrated"],
)
def test_who_confirms_has_to_be_somebody_else_and_calibrated(stage: Staged, by: str, why: str) -> None:
    name = running(stage)
    scored(stage, MET[:15], WINDOW.first)
    scored(stage, MET[15:], WINDOW.first + timedelta(days=20), by=by)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        decision = look(session, plan, milestones_of(session, plan)[0], AFTER)
        assert decision is not None
        assert [why in one.why for one in decision.unsettled] == [True]


def test_calls_that_were_chosen_do_not_count(stage: Staged) -> None:
    name = running(stage)
    calls = scored(stage, NOT_MET[:4], WINDOW.first)
    with stage.database.write() as session:
        rows = session.scalars(select(Call).where(Call.public_id.in_(calls))).all()
        lines = session.scalars(select(LoggedCall).where(LoggedCall.call_id.in_([one.id for one in rows])))
        for line in lines.all():
            session.delete(
                session.scalars(select(DrawnCall).where(DrawnCall.logged_call_id == line.id)).one()
            )
            line.call_id = None
        for row in rows:
            row.selection = "complaint"
    scored(stage, MET, WINDOW.first + timedelta(days=5))
    assert decided(stage, name) == "met"
    with stage.database.read() as session:
        kept = session.scalars(select(PlanDecision)).one().document
        reasons = {one["why"] for one in kept["left_out"]}
        assert reasons == {"heard because of a complaint: only drawn calls count"}


def test_an_absence_moves_the_days_and_drops_its_calls(stage: Staged) -> None:
    name = running(stage)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(NotAllowed):
            changing.be_away(
                session, stage.who("Sam"), plan, date(2026, 10, 5), date(2026, 10, 11), "Her knee."
            )
        changing.be_away(session, stage.who("Hana"), plan, date(2026, 10, 5), date(2026, 10, 11), "Her knee.")
    scored(stage, NOT_MET[:7], date(2026, 10, 5))
    scored(stage, MET, date(2026, 10, 12))
    with pytest.raises(Conflict, match="decided on 11 November 2026"):
        decided(stage, name)
    assert decided(stage, name, DECISION_DAY + timedelta(days=7)) == "met"
    with stage.database.read() as session:
        kept = session.scalars(select(PlanDecision)).one().document
        assert {one["code"] for one in kept["left_out"]} == {"absence"}
        assert "knee" not in json.dumps(kept)


def test_what_was_left_open_is_extended_once(stage: Staged) -> None:
    name = running(stage)
    scored(stage, [85, 75, 90, 87, 75, 90, 85, 90, 75, 90], WINDOW.first)  # 84.2: neither
    hana = stage.who("Hana")
    assert decided(stage, name) == "insufficient_evidence"
    with stage.database.write() as session:
        plan = plan_row(session, name)
        with pytest.raises(Conflict) as refused:
            closing.close(session, hana, plan, Closing(outcome="not_met", summary="No."), AFTER)
        assert "the data do not show it" in refused.value.next_step
        deciding.extend(session, hana, plan, "qa_score", AFTER)
        with pytest.raises(Conflict, match="extended already"):
            deciding.extend(session, hana, plan, "qa_score", AFTER)
        # The plan goes on with it: its last day, its meetings and what is promised week by week.
        page = plan_page(session, hana, plan, AFTER)
        assert deadline_of(session, plan, page.content, DECISION_DAY) == date(2026, 11, 27)
        later = [one for one in page.check_ins if one.at > AFTER]
        assert [(one.at.day, one.kind) for one in later] == [
            (10, "regular"), (17, "regular"), (24, "regular"), (27, "final"),
        ]  # fmt: skip
        assert len({one.number for one in page.check_ins}) == len(page.check_ins)
        coaching = [one.due for one in page.commitments if one.what == "A coaching session"]
        assert [one for one in coaching if one > DEADLINE][-1] == date(2026, 11, 27)
    # 28 days longer: deadline 27 November, decided on 2 December on window and extension together.
    scored(stage, MET[:12], date(2026, 11, 9))
    assert status(stage, name, date(2026, 11, 20))[0] == "waiting"
    assert decided(stage, name, date(2026, 12, 2)) == "met"
    with stage.database.read() as session:
        kept = session.scalars(select(PlanDecision).order_by(PlanDecision.id)).all()
        assert [len(one.document["counted"]) for one in kept] == [10, 22]


def test_the_extension_draws_more_calls(stage: Staged) -> None:
    name = running(stage)
    scored(stage, [85, 75, 90, 87, 75, 90, 85, 90, 75, 90], WINDOW.first)
    decided(stage, name)
    with stage.database.write() as session:
        for old in session.scalars(select(SamplingRule)):
            old.calls = 1
        deciding.extend(session, stage.who("Hana"), plan_row(session, name), "qa_score", AFTER)
        newest = session.scalars(select(SamplingRule).order_by(SamplingRule.id.desc())).first()
        assert newest is not None
        # All 10 scored calls counted, and 23 days are left from next Monday on: 12 / (23 / 7) → 4 a week.
        assert (newest.from_week, newest.calls) == (20261109, 4)


def test_a_rubric_that_ends_during_the_plan_decides_nothing(stage: Staged) -> None:
    name = running(stage)
    calls = scored(stage, MET, WINDOW.first)
    with stage.database.write() as session:
        from_other = _second_version(session)
        rows = session.scalars(
            select(Review).join(Call, Call.id == Review.call_id).where(Call.public_id.in_(calls[10:]))
        )
        for review in rows.all():
            _on_version(session, review, from_other)
    assert decided(stage, name) == "insufficient_evidence"
    with stage.database.write() as session:
        kept = session.scalars(select(PlanDecision)).one()
        assert kept.reason == "versions"
        assert "This does not use up the extension" in kept.document["next_step"]
        # Scored again on the version that was fixed they count; what was said before is kept.
        rows = session.scalars(select(Review).join(Call).where(Call.public_id.in_(calls[10:])))
        for review in rows.all():
            _on_version(session, review, stage.rubric)
    assert decided(stage, name) == "met"
    with stage.database.read() as session:
        kept_both = session.scalars(select(PlanDecision).order_by(PlanDecision.id)).all()
        assert [one.status for one in kept_both] == ["insufficient_evidence", "met"]


def test_where_too_many_could_not_be_scored_not_met_waits_for_hr(stage: Staged) -> None:
    name = running(stage)
    scored(stage, NOT_MET, WINDOW.first)
    lost = drawn(stage, *(WINDOW.first + timedelta(days=20 + n) for n in range(5)))  # 5 of 21: 24 %
    with stage.database.write() as session:
        for call in session.scalars(select(Call).where(Call.public_id.in_(lost))).all():
            line = session.scalars(select(LoggedCall).where(LoggedCall.call_id == call.id)).one()
            place = session.scalars(select(DrawnCall).where(DrawnCall.logged_call_id == line.id)).one()
            place.replaced_for, place.replaced_at = "no_audio", AFTER  # and the draw has no call left
    assert status(stage, name)[0] == "waiting"
    with stage.database.write() as session:
        plan, why = plan_row(session, name), "The recorder was down for two days; the rest is spread evenly."
        with pytest.raises(NotAllowed):
            deciding.write_reason(session, stage.who("Sam"), plan, "qa_score", why)
        deciding.write_reason(session, stage.who("Hana"), plan, "qa_score", why)
    assert decided(stage, name) == "not_met"
    with stage.database.read() as session:
        plan = plan_row(session, name)
        needed = closing.obstacles(session, plan, "not_met", AFTER).needs_reason
        assert any(line == "5 of 21 drawn calls could not be scored." for line in needed)


def test_a_rep_who_changes_team_keeps_plan_and_calls(stage: Staged) -> None:
    name = running(stage)
    calls = scored(stage, MET, WINDOW.first)
    with stage.database.write() as session:
        for row in session.scalars(select(Call).where(Call.public_id.in_(calls[8:]))):
            row.team_id = stage.cast.teams["Southgate"]
        rules = TeamRules(team_id=stage.cast.teams["Southgate"], scores_count_from=date(2026, 6, 1))
        session.add(rules)
    assert decided(stage, name) == "met"
    # In a team that is coaching only until the last call but one, seven of those eight enter no plan.
    with stage.database.write() as session:
        session.merge(rules).scores_count_from = WINDOW.first + timedelta(days=15)
        plan = plan_row(session, name)
        case = case_of(session, plan, milestones_of(session, plan)[0], AFTER)
        assert case is not None
        found = decide(case)
    assert (len(found.counted), found.drawn, len(found.unsettled)) == (9, 9, 0)
    assert {one.call for one in found.left_out if one.code is Why.COACHING} == set(calls[8:15])
    assert [one.coaching_only for one in case.calls] == [False] * 8 + [True] * 7 + [False]


def test_a_manager_who_leaves_is_followed_by_whom_hr_names(stage: Staged) -> None:
    name = running(stage)
    otis, hana = stage.who("Otis"), stage.who("Hana")
    scored(stage, MET[:1], WINDOW.first, by="Sam")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        follows = session.get_one(Person, otis.person)
        changing.hand_over(session, hana, plan, follows, "Sam has left the company.")
        assert plan.manager_id == otis.person
        decision = look(session, plan, milestones_of(session, plan)[0], AFTER)
        assert decision is not None
        # Whoever was in charge when they confirmed it does not become somebody else by leaving.
        assert [one.why.startswith("confirmed by the manager in charge") for one in decision.unsettled] == [
            True
        ]


def _second_version(session: Session) -> int:
    document = rubric_document() | {"version": 2, "changed": "Clearer."}
    row = RubricVersion(
        slug="small", version=2, fingerprint=Rubric.from_document(document).fingerprint(), document=document
    )
    session.add(row)
    session.flush()
    return row.id


def _on_version(session: Session, review: Review, rubric: int) -> None:
    session.execute(text("DROP TRIGGER IF EXISTS run_refuses_update"))
    session.execute(text("UPDATE run SET rubric_id = :r WHERE id = :i"), {"r": rubric, "i": review.run_id})
