"""Each figure of a hearing, worked by hand on a few words."""

import pytest

from scoring.accuracy.measures import Errors, Spoken, comparable, measure


def say(voice: str, text: str, start: float = 0.0, sentence: int = 0) -> list[Spoken]:
    """The words of a sentence, half a second each, one every second."""
    words = text.split()
    timed = [(word, start + place, start + place + 0.5, sentence) for place, word in enumerate(words)]
    return comparable(voice, timed)


SAID = [*say("rep", "how can I help you", 0.0, 1), *say("customer", "my printer is broken", 6.0, 2)]


def test_a_perfect_hearing_has_no_errors() -> None:
    heard = [*say("left", "how can I help you", 0.0), *say("right", "my printer is broken", 6.0)]
    found = measure(SAID, heard)
    assert found.errors == found.attributed == Errors(9)
    assert (found.right_words, found.right_sentences) == ((9, 9), (2, 2))
    assert (found.starts_off, found.ends_off, found.longest_loss, found.in_silence) == (0, 0, 0, 0)


def test_spelling_fillers_and_the_writing_of_numbers_are_no_errors() -> None:
    said = say("rep", "um I'll need twenty-five of them")
    assert measure(said, say("", "I will need 25 of them.")).errors.rate == 0


def test_lost_words_are_counted_and_the_longest_loss_is_the_time_it_took_to_say_them() -> None:
    heard = [*say("left", "how can I help you"), *say("right", "my", 6.0)]
    found = measure(SAID, heard)
    assert found.errors == Errors(9, lost=3)
    assert found.longest_loss == pytest.approx(1.5)


def test_invented_words_are_counted_and_those_in_silence_told_apart() -> None:
    heard = [
        *say("left", "how can I help you you"),
        *say("right", "my printer is broken", 6.0),
        *say("right", "thank you for watching", 30.0),
    ]
    found = measure(SAID, heard)
    assert found.errors.invented == 5
    assert found.in_silence == 4


def test_words_with_the_other_voice_are_wrong_only_where_voices_are_told_apart() -> None:
    heard = [*say("1", "how can I help you"), *say("1", "my", 6.0), *say("2", "printer is broken", 7.0)]
    found = measure(SAID, heard)
    assert found.errors == Errors(9)
    assert found.right_words == (8, 9)
    assert found.right_sentences == (2, 2)
    assert found.attributed == Errors(9, lost=1, invented=1)


def test_voices_have_no_fixed_names() -> None:
    heard = [*say("right", "how can I help you"), *say("left", "my printer is broken", 6.0)]
    assert measure(SAID, heard).right_words == (9, 9)


def test_the_words_of_a_third_voice_belong_to_nobody() -> None:
    heard = [*say("1", "how can I help you"), *say("2", "my printer", 6.0), *say("3", "is broken", 8.0)]
    found = measure(SAID, heard)
    assert found.attributed == Errors(9, lost=2, invented=2)
    assert found.right_words == (7, 9)


def test_without_voices_only_words_are_measured() -> None:
    found = measure(SAID, [word._replace(voice="") for word in SAID])
    assert found.errors == Errors(9)
    assert (found.attributed, found.right_words, found.right_sentences) == (None, None, None)


def test_a_reference_without_times_measures_words_and_speakers() -> None:
    said = [word._replace(start=None, end=None) for word in SAID]
    found = measure(said, SAID)
    assert (found.errors, found.right_words) == (Errors(9), (9, 9))
    assert (found.starts_off, found.longest_loss, found.in_silence) == (None, None, None)


def test_bounds_are_medians_over_sentences() -> None:
    heard = [*say("l", "how can I help you", 0.2), *say("r", "my printer is broken", 6.4)]
    found = measure(SAID, heard)
    assert found.starts_off == pytest.approx(0.3)
    assert found.ends_off == pytest.approx(0.3)


def test_where_nothing_is_said_every_word_is_invented() -> None:
    found = measure([], say("", "thank you"))
    assert found.errors == Errors(0, invented=2)
    assert found.errors.rate is None
    assert found.in_silence == 2


def test_where_nothing_is_heard_everything_is_lost() -> None:
    found = measure(SAID, [])
    assert found.errors == Errors(9, lost=9)
    assert found.longest_loss == pytest.approx(2.5)


def test_one_okay_that_was_heard_is_not_taken_for_two_that_were_said() -> None:
    said = [*say("rep", "okay then", 0.0, 1), *say("customer", "okay", 0.4, 2), *say("rep", "bye", 3.0, 3)]
    heard = [*say("left", "okay then"), *say("right", "hello", 0.4), *say("left", "bye", 3.0)]
    assert measure(said, heard).right_words == (3, 3)


def test_a_word_that_was_heard_in_another_form_is_no_loss_of_speech() -> None:
    said = comparable("rep", [("at", 0.0, 0.5, 1), ("nine", 0.5, 1.5, 1), ("fifty", 1.5, 2.5, 1)])
    heard = comparable("", [("at", 0.0, 0.5, 0), ("9.50", 0.5, 2.5, 0)])
    found = measure(said, heard)
    assert found.errors.lost == 1
    assert found.longest_loss == 0


def test_two_who_say_the_same_word_at_once_are_each_given_their_own() -> None:
    """Heard a little late and a little early: the nearest pairs cross, 0.0 with 0.1 and 0.4 with 0.3."""
    said = [*SAID, *say("rep", "bye", 20.0, 3), *say("customer", "bye", 20.4, 4)]
    right = [*say("left", "how can I help you"), *say("right", "my printer is broken", 6.0)]
    heard = [*right, *say("right", "bye", 20.1), *say("left", "bye", 20.3)]
    assert measure(said, heard).right_words == (11, 11)


def test_of_two_who_say_the_same_word_at_once_the_one_that_was_lost_takes_nothing_of_the_other() -> None:
    said = [*SAID, *say("rep", "bye", 20.0, 3), *say("customer", "bye", 20.4, 4)]
    right = [*say("left", "how can I help you"), *say("right", "my printer is broken", 6.0)]
    assert measure(said, [*right, *say("right", "bye", 20.1)]).right_words == (9, 10)
