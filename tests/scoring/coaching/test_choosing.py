"""One strength and one focus: arithmetic on the verdicts of the week's calls."""

from datetime import timedelta

import pytest

from scoring.coaching.choosing import choose_focus, choose_strength, sticks
from scoring.coaching.note import Focus
from scoring.judgement import Answer
from scoring.rubric import Kind
from tests.scoring.coaching.week import MONDAY, NO, REP_SAID, RUBRIC, TALK, YES, reviewed

UNSURE, NONE = Answer.CANNOT_ASSESS, Answer.NOT_APPLICABLE


def focus(item: str = "asks_impact", *calls: str, weeks_ago: int = 1) -> Focus:
    since = MONDAY - timedelta(weeks=weeks_ago)
    return Focus(criterion="discovery", item=item, since=since, calls=calls or ("old",))


def test_the_focus_is_what_two_calls_miss_in_the_lowest_criterion():
    # Discovery misses two of four musts on both calls (level 2: 35), opening one of three (level 3: 65).
    week = [
        reviewed(name, asks_impact=NO, follows_up=NO, sizes_problem=NO, sets_agenda=NO)
        for name in ("one", "two")
    ]
    chosen = choose_focus(RUBRIC, week, MONDAY)
    assert chosen == Focus(criterion="discovery", item="asks_impact", since=MONDAY, calls=("one", "two"))


def test_what_only_one_of_several_calls_misses_is_no_focus():
    week = [reviewed("one", asks_impact=NO), reviewed("two"), reviewed("three")]
    assert choose_focus(RUBRIC, week, MONDAY) is None


def test_a_single_call_is_enough_where_there_is_only_one():
    chosen = choose_focus(RUBRIC, [reviewed("one", asks_impact=NO)], MONDAY)
    assert chosen is not None
    assert (chosen.item, chosen.calls) == ("asks_impact", ("one",))


def test_without_calls_there_is_neither_focus_nor_strength():
    assert choose_focus(RUBRIC, [], MONDAY) is None
    assert choose_strength(RUBRIC, []) is None


@pytest.mark.parametrize("answer", [UNSURE, NONE])
def test_what_nobody_could_tell_is_no_miss(answer):
    week = [reviewed(name, acknowledges=answer) for name in ("one", "two")]
    assert choose_focus(RUBRIC, week, MONDAY) is None


def test_something_bad_that_happened_twice_can_be_the_focus():
    week = [reviewed(name, argues=YES) for name in ("one", "two")]
    chosen = choose_focus(RUBRIC, week, MONDAY)
    assert chosen is not None
    assert chosen.item == "argues"


def test_a_must_comes_before_a_plus_that_is_missed_more_often():
    week = [
        reviewed("one", asks_impact=NO, sums_up=NO),
        reviewed("two", asks_impact=NO, sums_up=NO),
        reviewed("three", sums_up=NO),
    ]
    chosen = choose_focus(RUBRIC, week, MONDAY)
    assert chosen is not None
    assert chosen.item == "asks_impact"


def test_a_focus_stays_while_it_does_not_stick_even_where_something_else_is_lower():
    week = [reviewed(name, proposes_step=NO, names_day=NO, says_own_part=NO) for name in ("one", "two")]
    assert choose_focus(RUBRIC, week, MONDAY, focus()) == focus()


def test_a_focus_gives_way_after_three_weeks():
    week = [reviewed(name, asks_impact=NO, names_day=NO) for name in ("one", "two")]
    chosen = choose_focus(RUBRIC, week, MONDAY, focus(weeks_ago=3))
    assert chosen is not None
    assert chosen.item == "names_day"
    assert choose_focus(RUBRIC, week, MONDAY - timedelta(days=1), focus(weeks_ago=3)) == focus(weeks_ago=3)


def test_a_focus_sticks_when_it_was_done_on_the_last_three_calls_that_asked_for_it():
    done = [reviewed(name) for name in ("one", "two", "three")]
    assert sticks(RUBRIC, focus(), done)
    assert not sticks(RUBRIC, focus(), done[:2])
    assert not sticks(RUBRIC, focus(), [*done, reviewed("four", asks_impact=NO)])
    assert sticks(RUBRIC, focus(), [reviewed("zero", asks_impact=NO), *done])


def test_calls_it_was_chosen_from_or_that_came_before_it_do_not_make_it_stick():
    names = ("one", "two", "three")
    assert not sticks(RUBRIC, focus("asks_impact", *names), [reviewed(name) for name in names])
    before = MONDAY - timedelta(weeks=2)
    assert not sticks(RUBRIC, focus(), [reviewed(name, before) for name in names])


def test_a_focus_that_a_newer_rubric_no_longer_asks_gives_way():
    assert sticks(RUBRIC, focus("no_longer_asked"), [])


def test_the_strength_has_a_sentence_that_the_rep_said():
    strength = choose_strength(RUBRIC, [reviewed("one")])
    assert strength is not None
    assert (strength.quote.call, strength.quote.sentence) == ("one", REP_SAID)
    assert strength.quote.words == "How do you match your invoices today, and who does it?"


def test_what_the_rep_worked_on_before_is_praised_first():
    strength = choose_strength(RUBRIC, [reviewed("one")], before=focus("asks_current_way"))
    assert strength is not None
    assert strength.item == "asks_current_way"


def test_what_is_to_be_worked_on_is_not_praised_in_the_same_note():
    week = [reviewed("one", asks_impact=NO), reviewed("two")]
    strength = choose_strength(RUBRIC, week, focus=focus(), before=focus())
    assert strength is not None
    assert strength.item != "asks_impact"


def test_nothing_is_praised_without_a_sentence_for_it():
    everything_missed = {i.id: NO for c in RUBRIC.criteria for i in c.items}
    assert choose_strength(RUBRIC, [reviewed("one", **everything_missed)]) is None


def test_what_the_customer_did_is_no_strength_of_the_rep():
    missed = {i.id: NO for c in RUBRIC.criteria for i in c.items if i.kind is not Kind.MUST_NOT}
    week = [reviewed("one", **{**missed, "customer_agrees": YES})]
    assert choose_strength(RUBRIC, week) is None


def test_a_sentence_that_speaks_for_itself_is_quoted_before_a_word():
    short = reviewed("one", MONDAY, *TALK[:2], "ana: Payroll.", *TALK[3:])
    strength = choose_strength(RUBRIC, [short, reviewed("two")])
    assert strength is not None
    assert strength.quote.call == "two"


def test_a_sentence_that_can_be_quoted_whole_is_taken_before_one_that_would_be_cut():
    long = "ana: " + "How do you match the many invoices that come in from all of your mills each month " * 2
    strength = choose_strength(RUBRIC, [reviewed("one", MONDAY, *TALK[:2], long, *TALK[3:]), reviewed("two")])
    assert strength is not None
    assert (strength.quote.call, strength.quote.words) == ("two", TALK[2][5:])
