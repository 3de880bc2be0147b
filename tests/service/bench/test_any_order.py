"""Words of two people at once may stand in either order; whoever is one person's may not."""

import pytest

from scoring.accuracy.measures import Spoken, measure
from service.bench.any_order import fewest_errors


def say(voice: str, text: str, start: float, apart: float = 0.5) -> list[Spoken]:
    return [
        Spoken(word, voice, start + place * apart, start + place * apart + 0.4)
        for place, word in enumerate(text.split())
    ]


AT_ONCE = [*say("rep", "we can start on monday", 0.0), *say("customer", "oh that is great", 1.1)]


@pytest.mark.parametrize(
    "written", ["we can start on monday oh that is great", "we can oh that start is on great monday"]
)
def test_people_who_speak_at_once_may_be_written_in_any_order(written: str) -> None:
    heard = say("", written, 0.0, apart=0.3)
    assert fewest_errors(AT_ONCE, heard) == 0
    assert sum(measure(AT_ONCE, heard).errors[1:]) > 0


def test_the_words_of_one_person_keep_their_order() -> None:
    heard = say("", "we can start monday on oh that is great", 0.0)
    assert fewest_errors(AT_ONCE, heard) == 2


def test_words_far_apart_keep_their_order() -> None:
    said = [*say("rep", "hello there", 0.0), *say("customer", "good day", 10.0)]
    assert fewest_errors(said, say("", "good day hello there", 0.0)) == 4


@pytest.mark.parametrize(
    ("written", "errors"),
    [("", 9), ("we can stop on monday that is great", 2), ("so we can start on monday oh that is great", 1)],
    ids=["all lost", "one wrong, one lost", "one invented"],
)
def test_what_is_wrong_lost_or_invented_counts_in_any_order(written: str, errors: int) -> None:
    assert fewest_errors(AT_ONCE, say("", written, 0.0)) == errors


def test_where_nobody_speaks_every_word_is_invented() -> None:
    assert fewest_errors([], say("", "thank you", 0.0)) == 2
