"""Reading grade: the formula by hand, and the syllables it rests on."""

import pytest

from scoring.coaching.readability import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("problem", 2),
        ("customer", 3),
        ("made", 1),
        ("table", 2),
        ("asked", 1),
        ("wanted", 2),
        ("hmm", 1),
    ],
)
def test_syllables_are_groups_of_vowels_without_a_silent_ending(word, count):
    assert syllables(word) == count


def test_the_grade_by_hand():
    # "The cat sat on the mat. It was happy." 9 words, 2 sentences, 10 syllables:
    # .39 × 9/2 + 11.8 × 10/9 − 15.59 = 1.755 + 13.111 − 15.59 = −0.724
    assert grade("The cat sat on the mat. It was happy.") == pytest.approx(-0.724, abs=0.001)


def test_long_words_in_long_sentences_are_hard():
    assert (
        grade("Organisational responsibilities necessitate comprehensive interdepartmental communication.")
        > 12
    )


def test_a_text_without_words_has_no_grade():
    assert grade("") == grade("… 42 !") == 0
