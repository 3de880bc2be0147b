from time import perf_counter

import pytest

from scoring.phrases import normalise
from scoring.variant import said_at, variant_words


def said(variant, text):
    words = normalise(text)
    return any(said_at(variant, words, start) is not None for start in range(len(words)))


@pytest.mark.parametrize(
    "text",
    [
        "Just so you know, this call is being recorded.",
        "This call is recorded.",
        "This call is being recording for training.",
        "This calls is being recorded.",
    ],
)
def test_a_variant_is_said_also_where_the_speech_model_slipped_once(text):
    assert said("this call is being recorded", text)


@pytest.mark.parametrize(
    "text",
    [
        "This call is not being recorded.",
        "This call isn't being recorded.",
        "This call is being transferred.",
        "The recording of this call is over.",
        "This is being recorded",
    ],
)
def test_another_word_or_a_not_is_no_slip(text):
    assert not said("this call is being recorded", text)


def test_a_number_is_never_a_slip():
    assert not said("we keep it for thirty days", "We keep it for 90 days.")
    assert said("we keep it for thirty days", "We keep it for 30 days.")


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Hi, this is Ana from Northwind.", True),
        ("This is Ana Maria Lopez from Northwind Traders.", True),
        ("This is from Northwind.", False),
        ("This is the team from Northwind.", False),
        ("This is not from my", False),
        ("This is Ana from my company.", False),
        ("This is Ana", False),
    ],
)
def test_a_slot_takes_up_to_three_words_that_can_be_a_name(text, is_said):
    assert said("this is {rep} from {company}", text) is is_said


def test_slots_keep_their_braces_and_all_else_is_normalised():
    assert variant_words("I'm {rep} from {company}.") == ("i", "am", "{rep}", "from", "{company}")


def test_a_wording_that_is_mostly_names_leaves_no_room_for_slips():
    assert said("{rep} here from {company}", "Ana here from Northwind.")
    assert not said("{rep} here from {company}", "Sensors from Northwind.")


def test_a_long_wording_with_many_slips_is_held_against_a_call_in_a_moment():
    variant = " ".join(["recorded to"] * 40)  # 80 words, 20 slips
    words = ["recorder", "now", "to"] * 60
    begun = perf_counter()
    assert all(said_at(variant, words, start) is None for start in range(20))
    assert perf_counter() - begun < 2


def test_a_slot_stands_only_for_words_that_may_open_a_name():
    words = normalise("it is Ana from Northwind")
    assert said_at("it is {rep} from {company}", words, 0, [False, False, True, False, True]) == 5
    assert said_at("it is {rep} from {company}", words, 0, [False, False, False, False, True]) is None
