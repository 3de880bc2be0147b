"""Ana questions her released review; what is accepted applies everywhere in one step."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from scoring.coaching.note import Focus
from scoring.coaching.note import Note as NoteDocument
from scoring.errors import BadInput
from scoring.judgement import Answer
from service.calls.actions import name_rep_channel
from service.coaching.actions import answer
from service.coaching.views import NoteAnswer
from service.db.base import now
from service.db.tables import Dispute, Note
from service.errors import Conflict, NotAllowed, NotFound, Stale, Unprocessable
from service.reviews import actions
from service.reviews.disputes import disputes_waiting, overdue_disputes
from service.reviews.wishes import Confirming, NewDispute, Settlement
from tests.service.reviews.reviewed import (
    ANAS_FIRST,
    BENS_FIRST,
    MUSTS_MISSED,
    WEEK,
    WHOLE,
    Desk,
    drawn,
    yes,
)

I_ASKED = NewDispute(
    kind="item", item="discovery_m2", proposed=Answer.YES, sentence=ANAS_FIRST, says="I asked it first."
)
NOT_ME = NewDispute(kind="not_me", says="I was ill that day.")
SWAPPED = NewDispute(kind="swapped", says="I am on the right channel.")
AGREED = Settlement(outcome="accepted", reason="ai_reading_wrong", says="You are right.")


def ask(desk: Desk, call: str, new: NewDispute = I_ASKED, name: str = "Ana") -> str:
    with desk.database.write() as session:
        return actions.open_dispute(session, desk.who(name), call, new).public_id


def settle(desk: Desk, dispute: str, outcome: Settlement = AGREED, name: str = "Quinn", **more: int) -> None:
    with desk.database.write() as session:
        actions.settle_dispute(session, desk.engine, desk.who(name), dispute, outcome, **more)


def row(desk: Desk, dispute: str) -> Dispute:
    with desk.database.read() as session:
        return session.scalars(select(Dispute).where(Dispute.public_id == dispute)).one()


def test_an_accepted_question_changes_review_trend_and_note_in_one_step(desk: Desk) -> None:
    call = desk.released()
    note = a_note(desk, call, "discovery_m2")
    settle(desk, ask(desk, call))
    # Discovery: 1 of 3 musts missed → level 3 → 65; (4 × 35 + 65) / 5 = 41.
    sheet = desk.sheet("Ana", call)
    assert (sheet.score.value, sheet.state) == (41, "released")  # type: ignore[union-attr]
    assert desk.sums()["qa"] == (1, 41)
    assert desk.sums()["discovery"] == (1, 65)
    with desk.database.read() as session:
        assert "was not missed" in (session.get_one(Note, note).corrected or "")
    item = next(i for c in sheet.criteria for i in c.items if i.id == "discovery_m2")
    assert item.correction is not None
    assert (item.correction.origin, [one.sentence for one in item.evidence]) == ("dispute", [ANAS_FIRST])


def a_note(desk: Desk, call: str, item: str) -> int:
    focus = Focus(criterion="discovery", item=item, since=date(2026, 11, 16), calls=(call,))
    document = NoteDocument(focus=focus).model_dump(mode="json")
    with desk.database.write() as session:
        made = Note(rep_id=desk.company.keys["Ana"], week=WEEK, calls=[call], document=document)
        session.add(made)
        session.flush()
        return made.id


def test_a_sentence_by_the_customer_is_no_evidence_for_what_ana_did(desk: Desk) -> None:
    call = desk.released()
    settle(desk, ask(desk, call, I_ASKED.model_copy(update={"sentence": BENS_FIRST})))
    sheet = desk.sheet("Ana", call)
    item = next(i for c in sheet.criteria for i in c.items if i.id == "discovery_m2")
    assert (item.answer, item.evidence) == (Answer.YES, ())


def test_the_same_is_asked_once_at_a_time(desk: Desk) -> None:
    call = desk.released()
    first = ask(desk, call)
    with pytest.raises(Conflict, match="still open"):
        ask(desk, call)
    ask(desk, call, I_ASKED.model_copy(update={"item": "discovery_m3"}))
    with desk.database.write() as session:
        actions.withdraw_dispute(session, desk.who("Ana"), first)
    ask(desk, call)


@pytest.mark.parametrize("name", ["Rui", "Uma", "Otis"])
def test_to_everybody_else_there_is_no_such_call(desk: Desk, name: str) -> None:
    with pytest.raises(NotFound):
        ask(desk, desk.released(), name=name)


def test_only_the_rep_asks_and_only_about_what_was_released(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        ask(desk, desk.released(), name="Sam")
    with pytest.raises(NotFound):
        ask(desk, desk.call())


def test_the_window_ends_with_its_last_day(desk: Desk) -> None:
    call = desk.released()
    desk.set_review(call, released_at=now() - timedelta(days=10))
    ask(desk, call)
    desk.set_review(call, released_at=now() - timedelta(days=11))
    with pytest.raises(Conflict, match="could be questioned until"):
        ask(desk, call, NOT_ME)


def test_an_item_of_another_form_or_the_same_answer_is_no_question(desk: Desk) -> None:
    call = desk.released()
    with pytest.raises(BadInput, match="has no item"):
        ask(desk, call, I_ASKED.model_copy(update={"item": "stranger"}))
    with pytest.raises(Conflict, match="as it stands"):
        ask(desk, call, I_ASKED.model_copy(update={"proposed": Answer.NO}))
    with pytest.raises(Unprocessable, match="no sentence"):
        ask(desk, call, I_ASKED.model_copy(update={"sentence": "S0999"}))


def test_who_confirmed_does_not_settle_nor_does_the_rep(desk: Desk) -> None:
    dispute = ask(desk, desk.released(by="Sam"))
    with pytest.raises(NotAllowed, match="confirmed or scored this review yourself"):
        settle(desk, dispute, name="Sam")
    with pytest.raises(NotAllowed):
        settle(desk, dispute, name="Ana")
    with pytest.raises(NotFound):
        settle(desk, dispute, name="Otis")
    assert row(desk, dispute).state == "open"
    with desk.database.read() as session:
        assert disputes_waiting(session, desk.who("Sam")) == ()
        assert [one.id for one in disputes_waiting(session, desk.who("Quinn"))] == [dispute]


def test_a_rejection_changes_nothing_and_says_why(desk: Desk) -> None:
    call = desk.released()
    dispute = ask(desk, call)
    settle(desk, dispute, Settlement(outcome="rejected", reason="rubric_unclear", says="It is no question."))
    assert (row(desk, dispute).state, row(desk, dispute).reason) == ("rejected", "rubric_unclear")
    assert desk.sums()["qa"] == (1, 35)
    with pytest.raises(Conflict, match="rejected already"):
        settle(desk, dispute)


def test_partly_names_the_answer_that_stands_instead(desk: Desk) -> None:
    call = desk.released()
    dispute = ask(desk, call)
    part = Settlement(
        outcome="partly",
        reason="transcript_error",
        says="It cannot be heard.",
        answer=Answer.CANNOT_ASSESS,
        searched=WHOLE,
    )
    settle(desk, dispute, part)
    sheet = desk.sheet("Ana", call)
    item = next(i for c in sheet.criteria for i in c.items if i.id == "discovery_m2")
    assert item.answer is Answer.CANNOT_ASSESS
    # Level 2 or 3: the score is open, so it leaves the average; the sums of other criteria stay.
    assert sheet.score is not None
    assert (sheet.score.state, sheet.score.low, sheet.score.high) == ("incomplete", 35, 41)
    assert "qa" not in desk.sums()
    assert desk.sums()["opening"] == (1, 35)


def test_two_who_settle_at_once_the_second_is_told(desk: Desk) -> None:
    dispute = ask(desk, desk.released())
    seen = row(desk, dispute).version
    settle(desk, dispute, version=seen)
    with pytest.raises((Stale, Conflict)):
        settle(desk, dispute, name="Quill", version=seen)


def test_this_was_not_me_takes_the_call_and_its_score_from_the_rep(desk: Desk) -> None:
    call = desk.released(selection="random")
    drawn(desk, call)
    note = a_note(desk, call, "discovery_m2")
    desk.set_review(call, shared_at=now())  # with Ana, by the rule of her team
    said = AGREED.model_copy(update={"reason": "wrong_speaker", "rep": desk.company.ids["Rui"]})
    settle(desk, ask(desk, call, NOT_ME), said)
    with desk.database.read() as session:
        moved = desk.row(session, call)
        assert (moved.rep_id, moved.selection) == (desk.company.keys["Rui"], "manager")
        assert "somebody else's" in (session.get_one(Note, note).corrected or "")
    assert (desk.review(call).state, desk.review(call).shared_at) == ("confirmed", None)  # not yet with Rui
    with pytest.raises(NotFound):
        ask(desk, call)


def test_a_call_is_not_put_on_somebody_of_another_manager(desk: Desk) -> None:
    call = desk.released(by="Quinn")
    dispute = ask(desk, call, NOT_ME)
    for name in ("Uma", "Hana"):
        said = AGREED.model_copy(update={"reason": "wrong_speaker", "rep": desk.company.ids[name]})
        with pytest.raises(Unprocessable, match="rep of your teams"):
            settle(desk, dispute, said, "Sam")
    with desk.database.read() as session:
        assert desk.row(session, call).rep_id == desk.company.keys["Ana"]


def test_swapped_speakers_are_read_again_and_nothing_counts_until_then(desk: Desk) -> None:
    call = desk.released()
    settle(desk, ask(desk, call, SWAPPED))
    assert desk.review(call).withheld
    assert desk.sums() == {}
    with desk.database.read() as session:
        assert desk.row(session, call).rep_channel == "right"
    before = desk.run_of(call)
    desk.read(call, number=2)
    assert desk.sheet("Sam", call).revision is not None
    with desk.database.write() as session:
        actions.confirm_revision(session, desk.who("Sam"), call, confirming())
    assert not desk.review(call).withheld
    # What the judge cited is Ben's now, so its yes does not stand: the score is open, and enters no average.
    assert desk.run_of(call).transcript_id != before.transcript_id
    assert desk.sheet("Ana", call).score.state == "incomplete"  # type: ignore[union-attr]


def test_a_question_about_swapped_speakers_is_about_what_was_released(desk: Desk) -> None:
    """Sam has swapped them before it is answered: they are not swapped back."""
    call = desk.released()
    dispute = ask(desk, call, SWAPPED)
    with desk.database.write() as session:
        name_rep_channel(session, desk.engine, desk.row(session, call), "right", desk.who("Sam").actor)
    desk.read(call, number=2)
    settle(desk, dispute)
    with desk.database.read() as session:
        assert desk.row(session, call).rep_channel == "right"


def confirming() -> Confirming:
    return Confirming(seconds=10, played=MUSTS_MISSED)


def test_overdue_hr_names_who_decides_without_reading_it(desk: Desk) -> None:
    call = desk.released(by="Sam")
    dispute = ask(desk, call)
    with desk.database.write() as session, pytest.raises(Conflict, match="it may still be answered"):
        actions.name_decider(session, desk.who("Hana"), dispute, desk.company.ids["Quinn"])
    with desk.database.write() as session:
        found = session.scalars(select(Dispute)).one()
        found.due = (now() - timedelta(days=2)).date()
    with desk.database.write() as session:
        assert [one.id for one in overdue_disputes(session)] == [dispute]
        with pytest.raises(Unprocessable):  # he confirmed it
            actions.name_decider(session, desk.who("Hana"), dispute, desk.company.ids["Sam"])
        actions.name_decider(session, desk.who("Hana"), dispute, desk.company.ids["Quill"])
    with pytest.raises(NotAllowed, match="somebody else"):
        settle(desk, dispute, name="Quinn")
    settle(desk, dispute, name="Quill")


def test_the_answer_is_due_after_five_working_days(desk: Desk) -> None:
    dispute = row(desk, ask(desk, desk.released()))
    opened = datetime.now(UTC).date()
    working = [opened + timedelta(days=n) for n in range(1, 15) if (opened + timedelta(days=n)).weekday() < 5]
    assert dispute.due == working[4]


def test_a_later_correction_leaves_the_question_open_and_blocks_the_newer_reading(desk: Desk) -> None:
    call = desk.released()
    ask(desk, call)
    desk.read_again(call)
    with desk.database.write() as session, pytest.raises(Conflict, match="A dispute"):
        actions.confirm_revision(session, desk.who("Quinn"), call, confirming())


def test_corrections_move_along_to_the_newer_reading(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2", ANAS_FIRST))
    desk.confirm("Sam", call)
    desk.release("Sam", call)
    desk.read_again(call)
    revision = desk.sheet("Sam", call).revision
    assert revision is not None
    assert (revision.kept, revision.lost) == (("discovery_m2",), ())
    with desk.database.write() as session:
        actions.confirm_revision(session, desk.who("Quinn"), call, confirming())
    assert desk.sheet("Ana", call).score.value == 41  # type: ignore[union-attr]
    assert desk.sums()["qa"] == (1, 41)


@pytest.mark.parametrize("is_released", [True, False])
def test_i_did_say_it_in_answer_to_a_note_asks_about_its_focus(desk: Desk, is_released: bool) -> None:
    call = desk.released() if is_released else desk.call()
    note = a_note(desk, call, "discovery_m2")
    said = NoteAnswer(answer="did_say_it", call=call, sentence=ANAS_FIRST, text="Right at the start.")
    with desk.database.write() as session:
        row = session.get_one(Note, note)
        row.state = "released"
        answer(session, row, said, desk.company.ids["Ana"])
    with desk.database.read() as session:
        asked = session.scalars(select(Dispute)).one()
    assert (asked.subject, asked.proposed, asked.sentence) == ("discovery_m2", "yes", ANAS_FIRST)
    settle(desk, asked.public_id)
    # A draft stays in the trend as it was read; it is corrected there once somebody stands for it.
    assert desk.sums()["qa"] == (1, 41 if is_released else 35)
    assert desk.sheet("Quinn", call).score.value == 41  # type: ignore[union-attr]
