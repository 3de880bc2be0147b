"""What keeps a coaching note from being read: each gate with a note that fails it and nothing else."""

import pytest

from scoring.coaching.gates import check_note
from scoring.coaching.note import Focus, Note, Quote
from tests.scoring.coaching.week import MONDAY, NO, OBJECTION, REP_SAID, RUBRIC, reviewed

WEEK = [reviewed(name, acknowledges=NO) for name in ("one", "two")]
GOOD = Note(
    strength="You asked how they do it today, and they told you.",
    strength_quote=Quote(
        call="one", sentence=REP_SAID, words="How do you match your invoices today", start=10
    ),
    focus=Focus(criterion="objections", item="acknowledges", since=MONDAY, calls=("one", "two")),
    happened="When the price came up, you went straight on to the next date.",
    happened_quote=Quote(call="one", sentence=OBJECTION, words="it sounds expensive to me", start=25),
    matters="A customer who feels heard tells you what is behind the worry.",
    say_instead="That's a fair worry. What would make it worth the money?",
    practice="If somebody says it costs too much, then say their worry back before you answer.",
    question="What makes it hard to stay with the worry?",
    made_by="model",
)


def codes(**changes) -> list[str]:
    return [refusal.code for refusal in check_note(GOOD.model_copy(update=changes), RUBRIC, WEEK)]


def quote(**changes) -> Quote:
    return GOOD.strength_quote.model_copy(update=changes)


def test_a_good_note_passes():
    assert check_note(GOOD, RUBRIC, WEEK) == ()


@pytest.mark.parametrize(
    "made_up",
    [
        {"words": "How do you pay your invoices today"},
        {"words": "…"},
        {"sentence": "S0099"},
        {"call": "of another rep"},
    ],
)
def test_words_that_nobody_said_are_no_quote(made_up):
    assert codes(strength_quote=quote(**made_up)) == ["quote"]
    assert codes(happened_quote=quote(**{**made_up})) in (["quote"], ["quote", "done_already"])


def test_what_the_customer_said_is_not_the_strength_of_the_rep():
    assert codes(strength_quote=quote(sentence="S0004", words="By hand, and it takes us")) == ["quote"]


def test_a_quote_may_be_cut_short_with_an_ellipsis():
    assert codes(strength_quote=quote(words="How do you match your invoices…")) == []


def test_a_call_that_did_not_miss_it_is_not_held_up_as_a_miss():
    week = [WEEK[0], reviewed("two")]
    shown = GOOD.model_copy(update={"happened_quote": quote(call="two")})
    assert [r.code for r in check_note(shown, RUBRIC, week)] == ["done_already"]


def test_nobody_is_told_to_say_what_they_said():
    assert codes(say_instead="How do you match the invoices today, and who does it?") == ["done_already"]


@pytest.mark.parametrize("part", ["say_instead", "practice"])
def test_a_focus_without_advice_is_no_note(part):
    assert codes(**{part: ""}) == ["empty"]


def test_advice_without_a_focus_is_no_note():
    assert codes(focus=None) == ["focus"]


def test_a_focus_outside_the_rubric_is_refused():
    assert codes(focus=GOOD.focus.model_copy(update={"item": "smiles"})) == ["focus"]


def test_a_note_has_120_words_at_most():
    assert codes(matters="It helps them. " * 40) == ["long"]


def test_a_note_is_easy_to_read():
    hard = "Organisational accountability necessitates comprehensive acknowledgement of apprehension. " * 3
    assert codes(matters=hard) == ["hard"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("trait", "You are too pushy here."),
        ("private", "Work on your accent."),
        ("feeling", "You sounded nervous."),
        ("gender", "He asked for the price."),
        ("sweeping", "You never listen to them."),
        ("threat", "This is part of your PIP."),
        ("rating", "Your score is below average."),
    ],
)
def test_a_note_talks_about_what_was_said_and_nothing_else(kind, text):
    assert kind in codes(happened=text)


def test_a_customer_may_be_asked_what_annoys_them():
    assert codes(say_instead="What about it makes you so frustrated?") == []


@pytest.mark.parametrize("text", ["You save 30 % with us.", "It pays off in four weeks.", "It costs $99."])
def test_a_figure_has_to_come_from_the_call_or_the_rubric(text):
    assert "figure" in codes(say_instead=text)


def test_a_figure_of_the_call_may_be_used():
    assert codes(say_instead="You said two days a week. What does that cost you?") == []


@pytest.mark.parametrize(
    "text", ["We guarantee that it works.", "Try it for free.", "I can give you a discount."]
)
def test_nothing_is_promised_that_nobody_said(text):
    assert "promise" in codes(say_instead=text)


def test_all_that_is_wrong_is_said_at_once():
    found = codes(happened="You never listen.", say_instead="We guarantee 30 %.")
    assert {"sweeping", "promise", "figure"} <= set(found)
