"""The drafted coaching note on paper and on the screen: its parts, its sentences, whose words they are."""

from datetime import date

import pytest

from scoring.coaching.note import Drill, Focus, Note, Quote
from service.reports.coaching import note_parts, whose_words
from service.reports.page import review_page
from tests.reviews import good_review

NOTE = Note(
    strength="You asked how they do it today.",
    strength_quote=Quote(call="c", sentence="S0014", words="And who does the matching today?", start=62),
    focus=Focus(criterion="discovery", item="asks_impact", since=date(2026, 11, 16), calls=("c",)),
    happened="You didn't ask what the problem costs them.",
    matters="They see why it is worth it.",
    say_instead="What does that cost you?",
    practice="On your next three calls: when the customer names a problem, say it in your own words.",
    question="What makes this hard on a real call?",
    drill=Drill(name="Discovery role-play", how="Five minutes, twice."),
)


def review(note: Note | None = NOTE):
    return good_review().model_copy(update={"note": note})


def test_a_note_is_read_in_one_order_and_ends_with_an_exercise():
    titles = [part.title for part in note_parts(review())]
    assert titles == [
        "Went well",
        "To work on",
        "Why it matters",
        "Say instead",
        "Practise",
        "A question",
        "An exercise",
    ]


def test_a_review_without_a_note_shows_no_part_of_one():
    assert note_parts(review(None)) == ()
    assert review_page(review(None), None).coaching == ()


def test_a_quoted_sentence_can_be_played_on_the_page():
    first = review_page(review(), None).coaching[0]
    assert first.play is not None
    assert (first.play.sentence, first.play.quote) == ("S0014", "And who does the matching today?")


def test_what_is_to_be_said_to_a_customer_is_marked_as_spoken():
    assert [part.title for part in note_parts(review()) if part.spoken] == ["Say instead"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({}, "In the words of the form"), ({"made_by": "model", "model": "m-1"}, "Worded by m-1")],
)
def test_whose_words_they_are_is_said(changes, said):
    assert said in whose_words(NOTE.model_copy(update=changes))


def test_control_characters_in_a_models_words_do_nothing():
    parts = note_parts(review(NOTE.model_copy(update={"matters": "a\x1b[31mb"})))
    assert "\x1b" not in "".join(part.text for part in parts)
