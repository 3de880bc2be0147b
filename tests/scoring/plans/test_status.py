"""The weekly status: what Ana reads."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from scoring.coaching.readability import grade
from scoring.plans.schedule import Slot
from scoring.plans.status import Move, StatusInput, move_in_words, weekly_status

WEEK: dict[str, Any] = {
    **{"rep": "Ana", "week": 4, "weeks": 9, "today": date(2026, 3, 27), "deadline": date(2026, 4, 30)},
    "goals": [
        {
            "title": "QA score",
            "status": "on_track",
            "sentence": "79, likely 75–83, 14 random calls: at or above the path (77).",
        },
        {
            "title": "Notes",
            "status": "insufficient_evidence",
            "sentence": "Too early to say: no calls yet.",
            "decides": False,
        },
    ],
    "yours": {"kept": 3, "next": ["listen to 3 calls by Friday"]},
    "ours": {"kept": 1, "missed": ["the training session of 6 March"]},
    "skipped": [date(2026, 3, 24)],
    "next_check_in": Slot(
        **{"number": 9, "kind": "mid_point", "zone": "Europe/Berlin", "minutes": 30},
        at=datetime(2026, 3, 31, 8, 0, tzinfo=UTC),
    ),
}


def status(**changes: Any) -> tuple[str, ...]:
    return weekly_status(StatusInput.model_validate(WEEK | changes)).lines


def test_it_says_where_each_goal_stands_what_was_kept_and_what_comes_next() -> None:
    assert status() == (
        "Week 4 of 9; the plan runs until 30 April 2026.",
        "QA score: On track. 79, likely 75–83, 14 random calls: at or above the path (77).",
        "Notes (a signpost; it decides nothing): Too early to say: no calls yet.",
        "You kept 3 promises. Next, you promised: listen to 3 calls by Friday.",
        "We kept 1 promise. We did not: the training session of 6 March.",
        "1 check-in did not take place: 24 March 2026.",
        "Next mid-point review: Tuesday, 31 March 2026, 10:00 (Europe/Berlin).",
    )


def test_nothing_is_said_of_what_was_not_promised() -> None:
    lines = status(yours={"kept": 0}, ours={"kept": 0}, skipped=[], next_check_in=None)
    assert len(lines) == 3


def test_a_pause_is_said_first() -> None:
    assert status(paused=True)[0] == ("The plan is paused, and its days do not count. It was in week 4 of 9.")


def test_the_subject_tells_nothing() -> None:
    assert weekly_status(StatusInput.model_validate(WEEK)).subject == "Your week 4"


@pytest.mark.parametrize(
    ("before", "since", "sentence"),
    [
        ((2, 9), (5, 8), "2 of 9 before, 5 of 8 since. More often than before."),
        ((6, 9), (2, 8), "6 of 9 before, 2 of 8 since. Less often than before."),
        ((3, 9), (3, 9), "3 of 9 before, 3 of 9 since. As often as before."),
        ((2, 9), (3, 4), "2 of 9 before, 3 of 4 since. Too few to say whether it changed."),
        ((2, 9), (0, 0), "2 of 9 before; no occasion for it since."),
        ((0, 0), (5, 8), "0 of 0 before, 5 of 8 since. Too few to say whether it changed."),
    ],
)
def test_whether_the_coached_move_was_heard(
    before: tuple[int, int], since: tuple[int, int], sentence: str
) -> None:
    move = Move(what="asked for a dated next step", before=before, since=since)
    assert move_in_words(move) == f"Asked for a dated next step: {sentence}"


def test_what_is_not_to_happen_is_avoided() -> None:
    asks = "does the rep leave it to the customer to get back?"
    move = Move(what=asks, before=(2, 9), since=(7, 9), avoided=True)
    assert move_in_words(move) == (
        "Does the rep leave it to the customer to get back? Avoided on 2 of 9 before, 7 of 9 since. "
        "More often than before."
    )


def test_it_can_be_read_alone_at_home() -> None:
    assert grade(" ".join(status())) <= 9
