"""A quotation is short, cut between words, and holds the words that are meant."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.anchor import contains
from scoring.coaching.quoting import CUT, LONGEST, quotation
from scoring.wording import normalise

LONG = (
    "Well, to be honest with you, we have looked at this twice before, and the price was what ended it both "
    "times, because nobody could say what it saves us in a year."
)


def test_a_short_sentence_is_quoted_whole():
    assert quotation("It sounds expensive.", "sounds expensive") == "It sounds expensive."


def test_of_a_long_sentence_the_part_that_is_meant_is_quoted():
    shown = quotation(LONG, "the price was what ended it")
    assert "the price was what ended it" in shown
    assert shown.startswith(CUT)
    assert shown.endswith(CUT)
    assert len(shown) <= LONGEST


def test_without_words_that_are_meant_it_is_cut_at_its_end():
    for meant in ("", "nobody ever said this here"):
        assert quotation(LONG, meant).startswith("Well, to be honest with you")


def test_the_end_of_a_sentence_needs_no_ellipsis():
    assert quotation(LONG, "what it saves us in a year").endswith("in a year.")


@given(st.integers(0, 25), st.integers(4, 8))
def test_the_meant_words_are_always_in_it_and_it_stands_in_the_sentence(start, count):
    meant = " ".join(LONG.split()[start : start + count])
    shown = quotation(LONG, meant)
    assert contains(normalise(shown.strip(CUT)), normalise(meant))
    assert contains(normalise(LONG), normalise(shown.strip(CUT)))


def test_hostile_texts_end():
    assert quotation("", "x") == ""
    assert len(quotation("x" * 500, "x" * 500)) <= 600
