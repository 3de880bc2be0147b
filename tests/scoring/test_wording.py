import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.wording import FILLERS, Token, normalise, tokens

TRICKY = (
    "two hundred thousand million twenty five and fifty 3 2.5 30k $9 second twentieth can't U.S. uh per cent "
    "minus -4 −$7.5 .5 20-30 -"
)
SPOKEN = st.lists(st.sampled_from(TRICKY.split()), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Uh, we'll need twenty-five seats.", "we will need 25 seats"),
        ("We will need 25 seats", "we will need 25 seats"),
        ("This call's being recorded", "this calls being recorded"),
        ("That’s $5,000, OK?", "that is 5000 dollars okay"),
        ("five thousand dollars", "5000 dollars"),
        ("two hundred and fifty people", "250 people"),
        ("2.5 million a year", "2500000 a year"),
        ("30K or thirty thousand", "30000 or 30000"),
        ("twenty twenty-six", "20 26"),
        ("2:30 p.m. on the twenty-first", "2 30 pm on the 21st"),
        ("two hundred three hundred", "200 300"),
        ("ten per cent, 10%", "10 percent 10 percent"),
        ("-5 percent, −5%, minus five per cent", "-5 percent -5 percent -5 percent"),
        ("down by -$5,000 (-2.5k)", "down by -5000 dollars -2500"),
        ("from ten to minus one hundred and five", "from 10 to -105"),
        ("minus minus -", "minus minus"),
        ("10-15 people, twenty-five, COVID-19, mid-2026", "10 15 people 25 covid 19 mid 2026"),
        ("And then - 5 people--6 really", "and then 5 people 6 really"),
        ("Call (020)-555, minus the last", "call 20 555 minus the last"),
        (".5 points, 0.5 points, wait...5", "0.5 points 0.5 points wait 5"),
        ("I can't, I won't, they don't", "i can not i will not they do not"),
        ("John's team", "johns team"),
        ("", ""),
        ("Um… uh.", ""),
    ],
)
def test_the_same_words_look_the_same_however_they_were_written(text, words):
    assert normalise(text) == tuple(words.split())


@given(st.one_of(st.text(max_size=60), SPOKEN))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(" ".join(once)) == once


@given(st.one_of(st.text(max_size=60), SPOKEN))
def test_a_normalised_word_is_never_empty_a_filler_or_punctuated(text):
    for word in normalise(text):
        assert word
        assert word not in FILLERS
        assert word == word.casefold()
        assert word.replace(".", "").removeprefix("-").isalnum()


@given(st.one_of(st.text(max_size=60), SPOKEN))
def test_a_minus_is_part_of_a_figure_and_of_nothing_else(text):
    for word in normalise(text):
        assert "-" not in word or float(word) <= 0


@given(SPOKEN)
def test_every_token_points_at_the_words_it_came_from(text):
    raw = text.split()
    for token in tokens(text):
        assert 0 <= token.first <= token.last < len(raw)


def test_a_number_of_several_words_covers_all_of_them():
    assert tokens("about two hundred and fifty people")[1] == Token("250", 1, 4)
