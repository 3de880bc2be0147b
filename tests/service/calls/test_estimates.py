"""How long hearing still takes."""

import pytest

from service.calls.queue.estimates import USUAL_PACE, InWork, in_words, pace_of, seconds_left


def test_the_pace_is_the_middle_one_of_late() -> None:
    # 30/120 = 0.25, 20/100 = 0.2, 90/100 = 0.9: the middle one is 0.25.
    assert pace_of([(30, 120), (20, 100), (90, 100)]) == 0.25
    assert pace_of([]) == USUAL_PACE


def test_each_waits_for_the_worker_that_is_free_first() -> None:
    # Pace 0.5, two workers: a has half of 200 s left, 50 s; b takes 100 s; c begins after a: 50 + 30 = 80 s.
    calls = [
        InWork(id="b", seconds=200, progress=0.0),
        InWork(id="c", seconds=60, progress=None),
        InWork(id="a", seconds=200, progress=0.5),
    ]
    assert seconds_left(calls, 0.5, 2) == {"b": 100, "a": 50, "c": 80}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "less than a minute"), (61, "about 2 min"), (3600, "about 60 min"), (9000, "about 2 h")],
)
def test_words_are_rounded_up(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
