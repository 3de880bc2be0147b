"""The note in the rubric's own words, and that it passes the gates whatever the focus is."""

import pytest

from scoring.coaching.choosing import choose_focus, choose_strength
from scoring.coaching.from_rubric import NO_OCCASION, NOTHING_TO_GO_BY, NOTHING_TO_WORK_ON, note_from_rubric
from scoring.coaching.gates import check_note
from scoring.coaching.note import LONGEST, Focus
from scoring.judgement import Answer
from scoring.rubric import Kind
from tests.scoring.coaching.week import MONDAY, NO, OBJECTION, RUBRIC, YES, item, reviewed

ITEMS = [(c.key, i.id) for c in RUBRIC.criteria for i in c.items]


def note(week, focus=None):
    focus = focus or choose_focus(RUBRIC, week, MONDAY)
    return note_from_rubric(RUBRIC, week, choose_strength(RUBRIC, week, focus), focus)


def test_a_note_has_one_strength_one_focus_what_to_say_and_what_to_practise():
    made = note([reviewed(name, asks_impact=NO) for name in ("one", "two")])
    assert made.strength == "You gave a reason that was about them."  # a plus of the best criterion
    assert made.strength_quote is not None
    assert made.happened == "You didn't ask what the problem costs them (on 2 of 2 calls)."
    assert made.say_instead == "When that goes wrong, what does it cost you?"
    assert made.practice == (
        "On your next three calls: when the customer names a problem, say it in your own words."
    )
    assert made.question
    assert made.drill is not None
    assert made.drill.name == "Discovery role-play"


def test_a_miss_is_shown_at_the_sentence_that_gave_the_chance():
    made = note([reviewed("one", acknowledges=NO, explores_objection=NO, answers_objection=NO)])
    assert made.happened == "You didn't show that you had heard the worry."
    assert made.happened_quote is not None
    assert made.happened_quote.sentence == OBJECTION
    assert made.happened_quote.words == "To be honest, it sounds expensive to me."


def test_a_week_in_which_the_focus_was_done_says_so():
    focus = Focus(criterion="discovery", item="asks_impact", since=MONDAY, calls=("old",))
    made = note([reviewed("one"), reviewed("two")], focus)
    assert made.happened == "You asked what the problem costs them (on 2 of 2 calls)."
    assert made.happened_quote is None


def test_a_week_without_anything_missed_has_praise_and_no_advice():
    made = note([reviewed("one"), reviewed("two")])
    assert made.happened == NOTHING_TO_WORK_ON
    assert (made.say_instead, made.practice, made.drill) == ("", "", None)


def test_a_week_nobody_could_assess_is_not_praised_for_missing_nothing():
    unsure = dict.fromkeys((i for _, i in ITEMS), Answer.CANNOT_ASSESS)
    assert note([reviewed("one", **unsure), reviewed("two", **unsure)]).happened == NOTHING_TO_GO_BY


def test_a_focus_no_call_of_the_week_gave_occasion_for_is_not_said_to_be_missed():
    focus = Focus(criterion="objections", item="explores_objection", since=MONDAY, calls=("old",))
    made = note([reviewed("one", explores_objection=Answer.NOT_APPLICABLE)], focus)
    assert made.happened == NO_OCCASION


def test_a_week_without_calls_makes_an_empty_note():
    made = note([])
    assert not any(text for _, text in made.parts())


@pytest.mark.parametrize(("criterion", "wanted"), ITEMS, ids=[i for _, i in ITEMS])
def test_whatever_the_focus_the_note_passes_its_own_gates(criterion, wanted):
    bad = YES if item(wanted).kind is Kind.MUST_NOT else NO
    week = [reviewed(name, **{wanted: bad}) for name in ("one", "two")]
    focus = Focus(criterion=criterion, item=wanted, since=MONDAY, calls=("one", "two"))
    made = note(week, focus)
    assert check_note(made, RUBRIC, week) == ()
    assert sum(len(text.split()) for _, text in made.parts()) <= LONGEST
