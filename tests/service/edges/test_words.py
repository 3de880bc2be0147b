"""The model's pieces become whole words in the recording's time, without what it invented by repeating."""

from typing import NamedTuple

import pytest

from scoring.transcript import Word
from service.edges.speech import Span
from service.edges.words import in_recording_time, whole_words


class Piece(NamedTuple):
    word: str
    start: float = 0.0
    end: float = 0.5
    probability: float = 0.9


def words(text: str) -> list[Word]:
    return [Word(text=piece, start=place, end=place + 0.5) for place, piece in enumerate(text.split())]


def text(said: list[Word]) -> str:
    return " ".join(word.text for word in said)


def test_leading_spaces_are_taken_off() -> None:
    assert text(whole_words([Piece(" Hello"), Piece(" there.")])) == "Hello there."


def test_pieces_without_a_leading_space_continue_a_word() -> None:
    (word,) = whole_words([Piece(" twenty", 1.0, 1.4, 0.9), Piece("-five", 1.4, 1.8, 0.6)])
    assert word == Word(text="twenty-five", start=1.0, end=1.8, confidence=0.6)


def test_pieces_of_nothing_are_left_out() -> None:
    assert whole_words([Piece(" "), Piece("")]) == []


def test_a_word_that_ends_before_it_starts_gets_no_length() -> None:
    (word,) = whole_words([Piece(" so", 2.0, 1.9)])
    assert (word.start, word.end) == (2.0, 2.0)


# Two spans of 2 s: from 10 s and from 20 s of the recording; laid end to end they are 0-2 s and 2-4 s.
SPANS = [Span(160_000, 192_000), Span(320_000, 352_000)]


@pytest.mark.parametrize(
    ("heard", "in_recording"),
    [
        ((0.5, 1.0), (10.5, 11.0)),
        ((2.5, 3.0), (20.5, 21.0)),
        # Its middle, 1.9, lies in the first span: it ends with that span at 12 s.
        ((1.6, 2.2), (11.6, 12.0)),
        # Its middle, 2.1, lies in the second: it begins with that span at 20 s.
        ((1.8, 2.4), (20.0, 20.4)),
        # Past the end of all sound: held in the last span.
        ((3.9, 4.6), (21.9, 22.0)),
    ],
)
def test_words_are_moved_to_the_recordings_time(
    heard: tuple[float, float], in_recording: tuple[float, float]
) -> None:
    (word,) = in_recording_time([Word(text="so", start=heard[0], end=heard[1])], SPANS)
    assert (word.start, word.end) == pytest.approx(in_recording)


def times(said: list[Word]) -> list[tuple[str, float, float]]:
    return [(word.text, word.start, word.end) for word in in_recording_time(said, SPANS)]


def test_the_first_word_of_a_sentence_is_not_left_behind_the_pause() -> None:
    # "So" ends at 1.9 s in the first span, but "let's" begins the second at 2.3 s, which is 20.3 s.
    heard = [
        Word(text="off.", start=1.0, end=1.5),
        Word(text="So", start=1.7, end=1.9),
        Word(text="let's", start=2.3, end=2.6),
    ]
    assert times(heard) == [("off.", 11.0, 11.5), ("So", 20.1, 20.3), ("let's", 20.3, 20.6)]


@pytest.mark.parametrize(("before", "text"), [("off", "so"), ("off.", "Yes.")])
def test_a_word_inside_a_sentence_or_one_by_itself_stays_before_the_pause(before: str, text: str) -> None:
    heard = [
        Word(text=before, start=1.0, end=1.5),
        Word(text=text, start=1.7, end=1.9),
        Word(text="let's", start=2.3, end=2.6),
    ]
    assert times(heard)[1] == (text, 11.7, 11.9)
