"""Sam confirms Ana's review: by playing what costs points, or merely by having seen it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from scoring.errors import BadInput
from scoring.judgement import Answer
from service.db.base import now
from service.db.tables import Call, Confirmation, Membership, RubricVersion
from service.errors import Conflict, NotAllowed, NotFound, Stale, Unprocessable
from service.people.who import INSTALLATION
from service.reviews import actions
from service.reviews.own_sheet import comparison
from service.reviews.queue import to_confirm
from service.reviews.whose import name_rep
from service.reviews.wishes import SheetAnswers
from tests.cast import KEYS
from tests.service.reviews.reviewed import ANAS_FIRST, MUSTS_MISSED, Desk, drawn, no, yes


def stood_for(desk: Desk) -> Confirmation:
    with desk.database.read() as session:
        return session.scalars(select(Confirmation).order_by(Confirmation.id.desc())).all()[0]


def test_the_sheet_shows_what_costs_points_and_folds_the_rest(desk: Desk) -> None:
    sheet = desk.sheet("Sam", desk.call())
    # Missed pluses lift nothing while two musts are missed, so only the musts are shown.
    assert sheet.must_play == MUSTS_MISSED
    assert (sheet.to_look_at, sheet.folded) == (12, 24)
    with desk.database.read() as session:
        (line,) = to_confirm(session, desk.who("Sam"), None, 50).items
    assert line.items == sheet.to_look_at
    assert sheet.may == ("comment", "score", "override", "confirm")


def test_a_line_of_the_queue_counts_what_the_page_shows_once_an_answer_is_corrected(desk: Desk) -> None:
    call = desk.call()
    before = desk.sheet("Sam", call).to_look_at
    for item in ("opening_m2", "opening_m3", "discovery_m2"):
        desk.override("Sam", call, yes(item, ANAS_FIRST))
    shown = desk.sheet("Sam", call)
    # With its musts there, missed pluses of the opening would lift its level: they are shown instead.
    assert shown.to_look_at != before
    with desk.database.read() as session:
        (line,) = to_confirm(session, desk.who("Sam"), None, 50).items
    assert line.items == shown.to_look_at


def test_confirmed_is_who_played_all_that_costs_points(desk: Desk) -> None:
    call = desk.call()
    desk.confirm("Sam", call)
    found = stood_for(desk)
    assert (found.state, found.seconds, found.not_played) == ("confirmed", 90, [])
    assert desk.review(call).confirmed_as == "confirmed"


def test_seen_is_who_left_something_out(desk: Desk) -> None:
    call = desk.call()
    desk.confirm("Sam", call, played=MUSTS_MISSED[1:])
    assert (stood_for(desk).state, stood_for(desk).not_played) == ("seen", [MUSTS_MISSED[0]])


def test_what_somebody_corrected_themselves_they_have_listened_to(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, no("opening_m1"))
    desk.confirm("Sam", call)
    assert stood_for(desk).state == "confirmed"


def test_what_somebody_else_corrected_is_to_be_played(desk: Desk) -> None:
    call = desk.call()
    desk.override("Quinn", call, no("opening_m1"))
    desk.confirm("Sam", call)
    assert (stood_for(desk).state, stood_for(desk).not_played) == ("seen", ["opening_m1"])


def test_confirmed_once_and_by_whoever_was_quicker(desk: Desk) -> None:
    call = desk.call()
    seen = desk.review(call).version
    desk.confirm("Sam", call, version=seen)
    with pytest.raises(Stale):
        desk.confirm("Quinn", call, version=seen)
    with pytest.raises(Conflict, match="confirmed already"):
        desk.confirm("Quinn", call)


def test_items_of_another_form_are_no_evidence_of_listening(desk: Desk) -> None:
    call = desk.call()
    with pytest.raises(Unprocessable, match="no item stranger"):
        desk.confirm("Sam", call, played=["stranger"])


def test_nobody_confirms_their_own_call(desk: Desk) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        desk.confirm("Ana", desk.call())
    with pytest.raises((NotFound, NotAllowed)):
        desk.confirm("Sam", desk.call(rep="Sam"))


def test_only_a_confirmed_review_is_released(desk: Desk) -> None:
    call = desk.call()
    with pytest.raises(Conflict, match="not confirmed"):
        desk.release("Sam", call)
    desk.confirm("Sam", call)
    desk.release("Sam", call)
    assert desk.review(call).released_at is not None
    with desk.database.write() as session:
        actions.acknowledge(session, desk.who("Ana"), call)
        assert desk.row(session, call) is not None
    assert desk.review(call).acknowledged_at is not None
    with desk.database.write() as session, pytest.raises(NotAllowed):
        actions.acknowledge(session, desk.who("Sam"), call)


def everything(answer_to_second: Answer = Answer.NO) -> SheetAnswers:
    """A whole sheet: yes to the first must of each criterion, no to the rest, as the judge reads it."""
    answers = []
    for key in KEYS:
        answers.append(yes(f"{key}_m1", ANAS_FIRST))
        second = f"{key}_m2"
        answers.append(no(second) if answer_to_second is Answer.NO else yes(second, ANAS_FIRST))
        answers += [no(f"{key}_{rest}") for rest in ("m3", "p1", "p2", "n1")]
    return SheetAnswers(answers=tuple(answers), seconds=600)


def save(desk: Desk, name: str, call: str, filled: SheetAnswers) -> None:
    with desk.database.write() as session:
        form = session.get_one(RubricVersion, desk.run_of(call).rubric_id)
        actions.save_sheet(session, desk.who(name), call, filled, form)


def hand_in(desk: Desk, name: str, call: str) -> None:
    with desk.database.write() as session:
        actions.hand_in(session, desk.who(name), call)


def test_blind_first_shows_nothing_until_the_own_sheet_is_in(desk: Desk) -> None:
    desk.rules(blind_first=1)
    call = desk.call()
    sheet = desk.sheet("Sam", call)
    assert (sheet.blind_first, sheet.criteria, sheet.score) == (True, (), None)
    with pytest.raises(Conflict, match="blind-first"):
        desk.confirm("Sam", call)
    save(desk, "Sam", call, everything(Answer.YES))
    hand_in(desk, "Sam", call)
    sheet = desk.sheet("Sam", call)
    assert not sheet.blind_first
    with desk.database.read() as session:
        found = comparison(session, desk.who("Sam"), desk.row(session, call))
    assert (found.differing, found.same) == (6, 30)
    assert [one.item for one in found.items[:6]] == [f"{key}_m2" for key in KEYS]
    # He heard the third musts missing as well, so only the second ones are left to play.
    desk.confirm("Sam", call, played=[f"{key}_m2" for key in KEYS])
    assert (stood_for(desk).state, stood_for(desk).blind) == ("confirmed", True)


def test_who_has_seen_the_reading_is_not_asked_blind(desk: Desk) -> None:
    desk.rules(blind_first=1)
    call = desk.call()
    with desk.database.write() as session:
        actions.note_reading_seen(session, desk.who("Sam"), desk.row(session, call))
    assert not desk.sheet("Sam", call).blind_first
    assert desk.sheet("Quinn", call).blind_first
    desk.confirm("Sam", call)
    assert not stood_for(desk).blind


def test_an_empty_sheet_becomes_a_run_that_a_person_stands_for(desk: Desk) -> None:
    call = desk.call()
    save(desk, "Quinn", call, everything(Answer.YES))
    hand_in(desk, "Quinn", call)
    review, run = desk.review(call), desk.run_of(call)
    assert (run.judge, review.state, review.confirmed_as) == ("person", "confirmed", "scored")
    # One must missed in each criterion → level 3 → 65.
    assert (run.qa_value, desk.sums()["qa"]) == (65, (1, 65))
    assert (stood_for(desk).state, stood_for(desk).blind) == ("scored", True)


def test_a_sheet_is_handed_in_whole(desk: Desk) -> None:
    call = desk.call()
    whole = everything()
    save(desk, "Quinn", call, SheetAnswers(answers=whole.answers[1:]))
    with pytest.raises(BadInput, match="opening_m1: not answered yet"):
        hand_in(desk, "Quinn", call)
    save(desk, "Quinn", call, SheetAnswers(answers=(yes("opening_m1"), *whole.answers[1:])))
    with pytest.raises(BadInput, match="a yes without a sentence"):
        hand_in(desk, "Quinn", call)
    assert desk.run_of(call).judge == "scripted"


def test_the_installations_token_scores_nothing(desk: Desk) -> None:
    call = desk.call()
    with desk.database.write() as session, pytest.raises(NotAllowed, match="sign in"):
        actions.save_sheet(session, INSTALLATION, call, everything(), session.get_one(RubricVersion, 1))


def test_the_queue_has_drawn_calls_and_one_call_of_a_rep_and_week(desk: Desk) -> None:
    for _ in range(3):
        desk.call(started=now())
    random = desk.call("random", started=now())
    desk.call(rep="Uma", started=now())
    with desk.database.read() as session:
        sams = to_confirm(session, desk.who("Sam")).items
        every = to_confirm(session, desk.who("Sam"), every=True).items
        quinns = to_confirm(session, desk.who("Quinn")).items
        otis = to_confirm(session, desk.who("Otis")).items
    # Of four calls of Ana's week one is owed for coaching; where that is the drawn one, it is the only one.
    assert {line.call for line in sams if line.why == "duty_drawn"} == {random}
    assert len(sams) in (1, 2)
    assert len(every) == 4
    assert len(quinns) == len(sams) + 1
    assert [line.team for line in otis] == ["Southgate"]


def test_as_many_calls_of_a_week_are_owed_as_the_team_says_and_confirmed_ones_fill_a_place(
    desk: Desk,
) -> None:
    desk.rules(calls_a_week=2)
    calls = {desk.call(started=now()) for _ in range(4)}
    first, second = owed_by_sam(desk)
    # Nobody chooses: the random part of their ids does, whoever looks and however often.
    assert {first, second} == set(sorted(calls, key=lambda one: one[12:])[:2])
    other = min(calls - {first, second})
    desk.confirm("Sam", other)
    assert owed_by_sam(desk) == [min(first, second, key=lambda one: one[12:])]
    desk.confirm("Sam", owed_by_sam(desk)[0])
    assert owed_by_sam(desk) == []
    with desk.database.read() as session:
        every = to_confirm(session, desk.who("Sam"), every=True).items
    assert {line.why for line in every} == {"optional"}


def test_what_is_owed_goes_on_behind_the_cursor(desk: Desk) -> None:
    calls = [desk.call("random", started=now() - timedelta(hours=hours)) for hours in (3, 2, 1)]
    seen, cursor = [], None
    with desk.database.read() as session:
        while True:
            page = to_confirm(session, desk.who("Quinn"), cursor, limit=1)
            seen += [line.call for line in page.items]
            if page.next is None:
                break
            cursor = page.next
    assert seen == calls


def owed_by_sam(desk: Desk) -> list[str]:
    with desk.database.read() as session:
        return [line.call for line in to_confirm(session, desk.who("Sam")).items]


def test_a_drawn_and_replaced_call_stays_out_of_the_trend_when_it_is_confirmed(desk: Desk) -> None:
    call = desk.call("random")
    drawn(desk, call, replaced=True)
    desk.confirm("Sam", call)
    assert desk.sums() == {}


def test_who_stood_for_a_call_that_turns_out_to_be_theirs_stands_for_it_no_more(desk: Desk) -> None:
    call, sam, team = desk.call(), desk.company.keys["Sam"], desk.company.teams["Northwind"]
    with desk.database.write() as session:
        session.scalars(select(Call).where(Call.public_id == call)).one().rep_id = None
        session.add(Membership(person_id=sam, team_id=team, role="rep", since=now()))
    desk.override("Sam", call, yes(MUSTS_MISSED[0], ANAS_FIRST))
    desk.confirm("Sam", call)
    with desk.database.write() as session:
        name_rep(session, desk.who("Quinn"), call, desk.company.ids["Sam"])
    assert (desk.review(call).state, desk.review(call).confirmed_as) == ("draft", None)
