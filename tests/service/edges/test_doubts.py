"""Text that cannot be true is taken out with its reason; speech without text is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.transcript import Word
from service.edges.doubts import in_faint_speech, loops, unheard, without
from service.edges.speech import Span, Talk

RATE = 16_000


def words(text: str, start: float = 0.0, confidence: float = 0.9) -> list[Word]:
    """A word every half second."""
    return [
        Word(text=word, start=start + place / 2, end=start + place / 2 + 0.4, confidence=confidence)
        for place, word in enumerate(text.split())
    ]


def span(start: float, end: float) -> Span:
    return Span(int(start * RATE), int(end * RATE))


@pytest.mark.parametrize(
    ("heard", "looped"),
    [
        ("no no no no that is fine", []),
        ("thank you thank you thank you bye", []),
        ("thank you thank you thank you thank you bye", ["thank you thank you thank you thank you"]),
        ("so um um um um um um um um yes", ["um um um um um um um um"]),
        ("I know. I know, I know i know. Right", ["I know. I know, I know i know."]),
        (
            "well we can do it we can do it we can do it we can do it",
            ["we can do it we can do it we can do it we can do it"],
        ),
    ],
)
def test_a_phrase_repeated_without_end_is_found_whole(heard: str, looped: list[str]) -> None:
    found = loops(words(heard))
    assert [loop.whole.text for loop in found] == looped
    assert all(loop.whole.why == "repetition" for loop in found)


def test_the_first_two_times_of_a_loop_are_at_hand() -> None:
    heard = words("yes thank you thank you thank you thank you bye")
    (loop,) = loops(heard)
    assert loop.first_two == heard[1:5]
    assert without(heard, [loop.whole]) == [heard[0], heard[-1]]


@given(st.lists(st.sampled_from("a b c d e f g h i j k l m n o p".split()), unique=True))
def test_text_without_repetition_stays_as_it_is(said: list[str]) -> None:
    assert loops(words(" ".join(said))) == []


def talk(faint: list[Span]) -> Talk:
    return Talk(span(0, 60), [], [], faint)


def test_unsure_words_in_sound_that_is_hardly_speech_are_taken_out() -> None:
    heard = [*words("good day", 1.0), *words("mumble jumble", 10.0, confidence=0.2)]
    (gone,) = in_faint_speech(heard, talk([span(9.5, 12)]))
    assert (gone.text, gone.why, gone.start) == ("mumble jumble", "hardly speech", 10.0)


def test_sure_words_of_a_faint_voice_stay_and_so_do_unsure_words_of_a_clear_one() -> None:
    assert in_faint_speech(words("good day", 10.0), talk([span(9.5, 12)])) == []
    assert in_faint_speech(words("mumble", 20.0, confidence=0.1), talk([span(9.5, 12)])) == []


def test_speech_that_no_word_covers_is_found() -> None:
    # Words from 1.0 to 1.9; with a quarter of a second around them, 2.15 to 4 has none.
    assert unheard([span(1, 4)], words("good day", 1.0)) == [Span(int(2.15 * RATE), 4 * RATE)]


def test_speech_before_between_and_after_words_is_found_and_short_breaths_are_not() -> None:
    heard = [*words("good", 2.0), *words("day", 5.0)]
    found = unheard([span(0, 9)], heard)
    assert [(round(s.start / RATE, 2), round(s.end / RATE, 2)) for s in found] == [
        (0, 1.75),
        (2.65, 4.75),
        (5.65, 9),
    ]
    assert unheard([span(1.4, 2.9)], words("good", 2.0)) == []


def test_speech_without_any_word_is_found_whole() -> None:
    assert unheard([span(3, 4), span(7, 7.5)], []) == [span(3, 4)]
