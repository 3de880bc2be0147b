"""Sam takes back what he did with Ana's review: first its release, then that he stands for it."""

from typing import Literal

import pytest
from sqlalchemy import select

from service.db.tables import Notice, TakenBack
from service.errors import Conflict, NotAllowed, NotFound, Stale
from service.people.rights import visible_call
from service.reviews import actions
from service.reviews.sheet import history
from service.reviews.wishes import NewDispute, Settlement
from tests.service.reviews.reviewed import Desk, yes

WHY = "I clicked on the wrong one."


def unrelease(desk: Desk, name: str, call: str, version: int | None = None) -> None:
    with desk.database.write() as session:
        actions.unrelease(session, desk.who(name), call, WHY, version)


def unconfirm(desk: Desk, name: str, call: str) -> None:
    with desk.database.write() as session:
        actions.unconfirm(session, desk.who(name), call, WHY)


def test_a_release_taken_back_leaves_its_rep_who_is_told_and_the_review_stays_confirmed(desk: Desk) -> None:
    call = desk.released()
    with desk.database.write() as session:
        actions.acknowledge(session, desk.who("Ana"), call)
    sums = desk.sums()
    with pytest.raises(Stale):
        unrelease(desk, "Sam", call, version=1)
    with pytest.raises(NotAllowed):
        unrelease(desk, "Ana", call)
    with pytest.raises(NotFound):
        unrelease(desk, "Otis", call)
    unrelease(desk, "Sam", call)
    review = desk.review(call)
    assert (review.state, review.confirmed_as) == ("confirmed", "confirmed")
    assert (review.released_at, review.acknowledged_at) == (None, None)
    assert desk.sums() == sums
    with desk.database.read() as session:
        with pytest.raises(NotFound):
            visible_call(session, desk.who("Ana"), call)
        told = session.scalars(select(Notice.kind).where(Notice.person_id == desk.company.keys["Ana"]))
        assert set(told) == {"review_released", "review_taken_back"}
        assert history(session, desk.who("Sam"), desk.row(session, call))[0].words == (
            f"took it back from the rep: {WHY}"
        )
        kept = session.scalars(select(TakenBack)).one()
        assert (kept.what, kept.reason, kept.run_id) == ("release", WHY, review.run_id)


def test_a_confirmation_taken_back_puts_the_bare_reading_into_the_trend_and_keeps_corrections(
    desk: Desk,
) -> None:
    call = desk.call()
    read = desk.sums()
    desk.override("Sam", call, yes("opening_m2", "S0003"))
    desk.confirm("Sam", call)
    assert desk.sums() != read
    unconfirm(desk, "Quinn", call)
    sheet = desk.sheet("Sam", call)
    assert (sheet.state, sheet.confirmation) == ("draft", None)
    assert [item.id for part in sheet.criteria for item in part.items if item.correction] == ["opening_m2"]
    assert desk.sums() == read
    assert "confirm" in sheet.may
    assert "unconfirm" not in sheet.may
    with pytest.raises(Conflict, match="a draft"):
        unconfirm(desk, "Sam", call)


def test_one_step_at_a_time_and_not_while_something_waits_for_an_answer(desk: Desk) -> None:
    call = desk.released()
    with pytest.raises(Conflict, match="released"):
        unconfirm(desk, "Sam", call)
    with desk.database.write() as session:
        asked = NewDispute(kind="not_me", says="I was ill that day.")
        question = actions.open_dispute(session, desk.who("Ana"), call, asked).public_id
    with pytest.raises(Conflict, match="question open"):
        unrelease(desk, "Sam", call)
    with desk.database.write() as session:
        actions.withdraw_dispute(session, desk.who("Ana"), question)
    desk.read_again(call)
    with pytest.raises(Conflict, match="newer reading waits"):
        unrelease(desk, "Sam", call)


def test_what_was_drawn_is_not_hidden_from_its_rep_again(desk: Desk) -> None:
    call = desk.released(by="Quinn", selection="random")
    with pytest.raises(Conflict, match="was drawn"):
        unrelease(desk, "Quinn", call)
    assert desk.review(call).state == "released"


def test_what_a_rep_asked_about_stays_with_its_answer(desk: Desk) -> None:
    call = desk.released()
    settled(desk, call, NewDispute(kind="not_me", says="I was ill that day."), "rejected")
    with pytest.raises(Conflict, match="was answered"):
        unrelease(desk, "Sam", call)
    assert "unrelease" in desk.sheet("Sam", call).may


def test_nothing_of_swapped_speakers_counts_whatever_is_done_with_the_review(desk: Desk) -> None:
    call = desk.released()
    settled(desk, call, NewDispute(kind="swapped", says="I am on the right."), "accepted")
    assert (desk.review(call).withheld, desk.sums()) == (True, {})
    # As after "This wasn't me": confirmed, and with whom it belongs not released yet.
    desk.set_review(call, state="confirmed", released_at=None)
    desk.override("Sam", call, yes("opening_m2", "S0003"))
    assert (desk.review(call).state, desk.sums()) == ("draft", {})
    desk.confirm("Sam", call)
    assert (desk.review(call).state, desk.sums()) == ("confirmed", {})
    unconfirm(desk, "Sam", call)
    assert desk.sums() == {}


def settled(desk: Desk, call: str, asked: NewDispute, outcome: Literal["accepted", "rejected"]) -> None:
    with desk.database.write() as session:
        question = actions.open_dispute(session, desk.who("Ana"), call, asked).public_id
    answer = Settlement(outcome=outcome, reason="wrong_speaker", says="We listened to it.")
    with desk.database.write() as session:
        actions.settle_dispute(session, desk.engine, desk.who("Quinn"), question, answer)
