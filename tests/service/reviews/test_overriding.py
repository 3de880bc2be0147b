"""Sam corrects what the judge read of Ana's call: what it needs, what it shows, what it changes.

The small rubric's criteria weigh 20 each, disclosure 0. The scripted judge says yes to the first must and no
to the rest: 2 of 3 musts missed → level 2 → worth 35, so the QA score is 35.
"""

import pytest
from sqlalchemy import select

from scoring.errors import BadInput
from scoring.judgement import Answer, Span
from service.db.tables import AuditEntry, Override
from service.errors import Conflict, NotAllowed, NotFound, Stale
from service.reviews import actions
from service.reviews.sheet import preview_change
from tests.service.reviews.reviewed import ANAS_FIRST, BENS_FIRST, Desk, no, none, yes


def test_a_correction_shows_old_and_new_and_what_the_score_becomes(desk: Desk) -> None:
    call = desk.call()
    with desk.database.read() as session:
        change = preview_change(session, desk.who("Sam"), desk.row(session, call), yes("discovery_m2"))
    # Discovery: 1 of 3 musts missed → level 3 → 65; (4 × 35 + 65) / 5 = 41.
    assert (change.before, change.after) == (Answer.NO, Answer.YES)
    assert (change.level_before, change.level_after) == ((2, 2), (3, 3))
    assert (change.score_before.value, change.score_after.value) == (35, 41)
    assert not change.costs_points
    assert desk.sheet("Sam", call).score == change.score_before


def test_a_correction_in_the_reps_favour_needs_only_a_reason(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2"))
    sheet = desk.sheet("Sam", call)
    assert sheet.score is not None
    assert sheet.reading_score is not None
    assert (sheet.score.value, sheet.reading_score.value) == (41, 35)
    item = next(i for c in sheet.criteria for i in c.items if i.id == "discovery_m2")
    assert (item.reading, item.answer, item.evidence) == (Answer.NO, Answer.YES, ())
    assert item.correction is not None
    assert (item.correction.by.name, item.correction.before) == ("Sam", Answer.NO)


def test_what_costs_points_needs_a_sentence_or_the_part_that_was_searched(desk: Desk) -> None:
    call = desk.call()
    with pytest.raises(BadInput, match="costs points"):
        desk.override("Sam", call, no("discovery_m1", searched=None))
    desk.override("Sam", call, no("discovery_m1"))
    # Discovery: no must met → level 1 → 0; (4 × 35 + 0) / 5 = 28.
    assert desk.sheet("Sam", call).score.value == 28  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (yes("discovery_n1", BENS_FIRST), "spoken by the customer"),
        (yes("discovery_n1", "S0099"), "no sentence S0099"),
        (no("discovery_m1", Span(first="S0002", last="S0002")), "leaves out"),
        (no("discovery_m1", Span(first="S0006", last="S0001")), "ends"),
        (none("discovery_m1"), "always applies"),
        (no("discovery_m2"), "the answer already"),
        (yes("another_rubrics_item"), "has no item another_rubrics_item"),
    ],
)
def test_what_does_not_carry_the_answer_is_refused(desk: Desk, said, words: str) -> None:  # type: ignore[no-untyped-def]
    call = desk.call()
    with pytest.raises(BadInput, match=words):
        desk.override("Sam", call, said)
    with desk.database.read() as session:
        assert session.scalars(select(Override)).all() == []


def test_a_must_not_that_happened_is_shown_by_the_reps_own_sentence(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_n1", ANAS_FIRST))
    item = next(i for c in desk.sheet("Sam", call).criteria for i in c.items if i.id == "discovery_n1")
    assert [one.sentence for one in item.evidence] == [ANAS_FIRST]
    assert item.costs_points


def test_two_at_once_the_second_is_told_and_nothing_is_overwritten(desk: Desk) -> None:
    call = desk.call()
    seen = desk.review(call).version
    desk.override("Sam", call, yes("discovery_m2"), version=seen)
    with pytest.raises(Stale, match="changed meanwhile"):
        desk.override("Quinn", call, yes("discovery_m3"), version=seen)
    assert desk.sheet("Sam", call).score.value == 41  # type: ignore[union-attr]


def test_a_confirmed_review_is_a_draft_again_and_the_trend_has_the_bare_reading(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2"))
    desk.confirm("Sam", call)
    assert desk.sums()["qa"] == (1, 41)
    desk.override("Quinn", call, yes("discovery_m3"))
    assert desk.review(call).state == "draft"
    assert desk.sums()["qa"] == (1, 35)
    desk.confirm("Quinn", call)
    # Discovery: no must missed → level 4 → 90; (4 × 35 + 90) / 5 = 46.
    assert desk.sums()["qa"] == (1, 46)


def test_a_correction_can_be_taken_back(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2"))
    with desk.database.write() as session:
        actions.take_back(session, desk.who("Quinn"), call, "discovery_m2", "It is the other item.")
    assert desk.review(call).effective is None
    with desk.database.write() as session, pytest.raises(Conflict, match="Nobody has corrected"):
        actions.take_back(session, desk.who("Quinn"), call, "discovery_m2", "Again.")


def test_a_released_review_is_not_corrected_behind_its_reps_back(desk: Desk) -> None:
    call = desk.released()
    with pytest.raises(Conflict, match="released"):
        desk.override("Quinn", call, yes("discovery_m2"))


@pytest.mark.parametrize(
    ("name", "error"), [("Otis", NotFound), ("Rui", NotFound), ("Ana", NotFound), ("Hana", NotFound)]
)
def test_nobody_else_corrects(desk: Desk, name: str, error: type[Exception]) -> None:
    call = desk.call()
    with pytest.raises(error):
        desk.override(name, call, yes("discovery_m2"))


def test_nobody_corrects_their_own_call(desk: Desk) -> None:
    """Sam took a call himself, and leads the team it was taken in."""
    call = desk.call(rep="Sam")
    with pytest.raises((NotFound, NotAllowed)):
        desk.override("Sam", call, yes("discovery_m2"))


def test_the_audit_log_has_ids_and_answers_but_no_words(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2"))
    with desk.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "review.corrected")).one()
    assert (entry.subject, entry.details["before"], entry.details["after"]) == (call, "no", "yes")
    assert "listened" not in str(entry.details)
