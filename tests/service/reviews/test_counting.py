"""What of Ana's calls may count in a plan: every reason alone keeps one out."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from scoring.judgement import Answer
from service.reviews import actions
from service.reviews.counting import Standards, counting, facts_of
from service.reviews.wishes import NewDispute
from tests.service.reviews.reviewed import MONDAY, Desk, drawn, yes
from tests.service.reviews.test_confirming import everything, hand_in, save

ALL_EARNED = Standards(lambda session, person, day: True, lambda session, criterion, judge: "pip")
NOBODY_CALIBRATED = Standards(lambda session, person, day: False, lambda session, criterion, judge: "pip")
COACHING_ONLY = Standards(lambda session, person, day: True, lambda session, criterion, judge: "coaching")


@pytest.fixture
def call(desk: Desk) -> str:
    """A drawn call that Quinn has confirmed, in a team whose scores count."""
    desk.rules(blind_first=0, scores_count_from=MONDAY.date())
    made = desk.call("random")
    drawn(desk, made)
    desk.confirm("Quinn", made)
    return made


def missing(desk: Desk, call: str, standards: Standards = ALL_EARNED) -> list[str]:
    with desk.database.read() as session:
        found = counting(session, desk.row(session, call), standards=standards)
    assert found.counts == (not found.missing)
    return [one.code for one in found.missing]


def test_a_drawn_confirmed_undisputed_call_by_a_cleared_judge_counts(desk: Desk, call: str) -> None:
    assert missing(desk, call) == []


def test_nobody_who_is_not_calibrated_makes_a_call_count(desk: Desk, call: str) -> None:
    assert missing(desk, call, NOBODY_CALIBRATED) == ["not_calibrated"]


def test_a_judge_that_is_cleared_for_coaching_makes_none_count(desk: Desk, call: str) -> None:
    assert missing(desk, call, COACHING_ONLY) == ["not_cleared"]


def test_by_default_nobody_and_nothing_has_earned_anything(desk: Desk, call: str) -> None:
    with desk.database.read() as session:
        found = counting(session, desk.row(session, call))
    assert [one.code for one in found.missing] == ["not_calibrated", "not_cleared"]


def test_an_open_question_keeps_it_out_until_it_is_settled(desk: Desk, call: str) -> None:
    desk.release("Quinn", call)
    with desk.database.write() as session:
        new = NewDispute(kind="item", item="opening_m2", proposed=Answer.YES, says="I said it.")
        opened = actions.open_dispute(session, desk.who("Ana"), call, new).public_id
    assert missing(desk, call) == ["disputed"]
    with desk.database.write() as session:
        actions.withdraw_dispute(session, desk.who("Ana"), opened)
    assert missing(desk, call) == []


def a_draft(desk: Desk, call: str) -> None:
    desk.override("Quinn", call, yes("opening_m2"))


def chosen(desk: Desk, call: str) -> None:
    with desk.database.write() as session:
        desk.row(session, call).selection = "manager"


def too_early(desk: Desk, call: str) -> None:
    desk.rules(scores_count_from=MONDAY.date() + timedelta(days=1))


def coaching_only(desk: Desk, call: str) -> None:
    desk.rules(scores_count_from=None)


def swapped(desk: Desk, call: str) -> None:
    desk.set_review(call, withheld=True)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (a_draft, "unconfirmed"),
        (chosen, "not_drawn"),
        (too_early, "too_early"),
        (coaching_only, "too_early"),
        (swapped, "withheld"),
    ],
)
def test_each_of_these_keeps_it_out(
    desk: Desk, call: str, happens: Callable[[Desk, str], None], reason: str
) -> None:
    happens(desk, call)
    assert missing(desk, call) == [reason]


def test_what_was_only_seen_does_not_count(desk: Desk) -> None:
    desk.rules(blind_first=0, scores_count_from=date(2026, 1, 1))
    call = desk.call("random")
    desk.confirm("Quinn", call, played=())
    assert missing(desk, call) == ["seen"]


def test_where_a_person_scored_it_blind_clearance_does_not_matter(desk: Desk) -> None:
    desk.rules(blind_first=0, scores_count_from=date(2026, 1, 1))
    call = desk.call("random")
    save(desk, "Quinn", call, everything())
    hand_in(desk, "Quinn", call)
    assert missing(desk, call, COACHING_ONLY) == []


def test_an_own_sheet_after_the_reading_was_seen_is_not_blind(desk: Desk) -> None:
    desk.rules(blind_first=0, scores_count_from=date(2026, 1, 1))
    call = desk.call("random")
    save(desk, "Quinn", call, everything())
    with desk.database.write() as session:
        actions.note_reading_seen(session, desk.who("Quinn"), desk.row(session, call))
    hand_in(desk, "Quinn", call)
    assert missing(desk, call, COACHING_ONLY) == ["not_cleared"]


def test_the_facts_for_plans_are_those_with_the_corrections(desk: Desk) -> None:
    call = desk.call("random")
    desk.override("Quinn", call, yes("discovery_m2"))
    desk.confirm("Quinn", call)
    with desk.database.read() as session:
        row = desk.row(session, call)
        found = facts_of(session, [row.id])[row.id]
    assert (found.state, found.confirmed_by) == ("confirmed", desk.company.keys["Quinn"])
    assert (found.answers["discovery_m2"], found.scorecard.qa_score.value) == (Answer.YES, 41)
    assert (found.dispute, found.rubric, found.released) == ("none", "small@1", False)
