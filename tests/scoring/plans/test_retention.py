"""What is kept of a plan, and when it goes."""

from datetime import date

import pytest
from pydantic import ValidationError

from scoring.plans.retention import (
    FileState,
    Hold,
    RetentionRule,
    audio_gone,
    days_of,
    due,
    may_delete_recording,
)

CLOSED = date(2026, 5, 1)
RULE = RetentionRule(recordings_days=100, working_papers_days=200, file_days=300, decision_days=400)
# 1 May 2026 + 100 days = 9 August 2026; + 200 = 17 November; + 300 = 25 February 2027; + 400 = 5 June 2027.
DAYS = [date(2026, 8, 9), date(2026, 11, 17), date(2027, 2, 25), date(2027, 6, 5)]


def whats(state: FileState, day: date) -> list[str]:
    return [one.what for one in due(state, RULE, day)]


def test_recordings_go_first_and_the_signed_decision_last() -> None:
    state = FileState(closed=CLOSED)
    assert list(days_of(state, RULE).values()) == DAYS
    assert whats(state, date(2026, 8, 8)) == []
    assert whats(state, DAYS[0]) == ["recordings"]
    assert whats(state, DAYS[3]) == ["recordings", "working_papers", "file", "decision"]


def test_what_is_gone_is_not_deleted_again() -> None:
    assert whats(FileState(closed=CLOSED, gone=("recordings",)), DAYS[1]) == ["working_papers"]


def test_of_an_open_plan_nothing_goes() -> None:
    assert due(FileState(closed=None), RULE, date(2036, 1, 1)) == ()


def test_a_dispute_that_may_still_come_moves_every_day() -> None:
    state = FileState(closed=CLOSED, dispute_until=date(2026, 5, 11))
    assert days_of(state, RULE)["recordings"] == date(2026, 8, 19)


def test_a_legal_hold_stops_everything_until_it_is_lifted() -> None:
    held = FileState(closed=CLOSED, holds=(Hold(since=date(2026, 6, 1)),))
    assert due(held, RULE, date(2030, 1, 1)) == ()
    lifted = FileState(closed=CLOSED, holds=(Hold(since=date(2026, 6, 1), until=date(2026, 9, 1)),))
    assert whats(lifted, date(2026, 8, 31)) == []
    assert whats(lifted, date(2026, 9, 1)) == ["recordings"]


def test_a_plan_without_a_signed_decision_leaves_nothing_behind() -> None:
    assert "decision" not in days_of(FileState(closed=CLOSED, signed=False), RULE)


def test_the_reason_names_both_days() -> None:
    (one,) = due(FileState(closed=CLOSED), RULE, DAYS[0])
    assert one.why == "Recordings are kept until 9 August 2026; the plan was closed on 1 May 2026."


def test_a_recording_stays_while_any_plan_it_counts_in_needs_it() -> None:
    over, running = FileState(closed=CLOSED), FileState(closed=None)
    held = FileState(closed=CLOSED, holds=(Hold(since=CLOSED),))
    later = date(2026, 12, 1)
    assert may_delete_recording((over,), RULE, later) == ""
    assert may_delete_recording((over, running), RULE, later) == "It counts in a plan that is still open."
    assert may_delete_recording((over, held), RULE, later) == "It is under a legal hold."
    assert may_delete_recording((over,), RULE, date(2026, 8, 1)) == (
        "It counts in a plan whose recordings are kept until 9 August 2026."
    )
    assert may_delete_recording((), RULE, CLOSED) == ""


def test_a_decision_says_that_its_audio_is_gone() -> None:
    assert audio_gone(date(2027, 5, 2), "rule") == (
        "The audio was deleted on 2 May 2027, by the rule for keeping recordings. "
        "The sentences, the scores and the signatures stay as they were."
    )


def test_a_rule_that_keeps_sound_longer_than_the_decision_is_refused() -> None:
    with pytest.raises(ValidationError, match="recordings go first"):
        RetentionRule(recordings_days=500, working_papers_days=365)
