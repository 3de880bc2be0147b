"""The cues of b2b-discovery know ordinary ways to say a thing, and leave small talk alone."""

import re

import pytest

from scoring.cues import recognise
from scoring.transcript import Sentence, Speaker
from tests.cast import b2b_discovery
from tests.scoring.ways_to_say import OBJECTIONS, PROBLEMS, SMALL_TALK, WAYS

ITEMS = {item.id: item for criterion in b2b_discovery().criteria for item in criterion.items}
WITH_CUES = {item_id: item.cues for item_id, item in ITEMS.items() if item.cues}


def recognised(cues, text):
    return any(
        recognise(cues, Sentence(id="S0001", speaker=Speaker.REP, start=0, end=0, text=part))
        for part in re.split(r"(?<=[.?!])\s+", text)
    )


def test_there_are_ways_to_say_every_item_that_has_cues():
    assert set(WAYS) >= set(WITH_CUES) - {"pitches_first", "pitches_over_problem", "names_price_blind"}


@pytest.mark.parametrize("item_id", sorted(WAYS))
def test_an_item_is_recognised_in_ordinary_words(item_id):
    assert [text for text in WAYS[item_id] if not recognised(WITH_CUES[item_id], text)] == []


@pytest.mark.parametrize("text", SMALL_TALK)
def test_small_talk_is_nothing(text):
    assert [item_id for item_id, cues in WITH_CUES.items() if recognised(cues, text)] == []


@pytest.mark.parametrize("text", OBJECTIONS)
def test_an_objection_is_an_occasion(text):
    assert recognised(ITEMS["acknowledges"].occasion.cues, text)


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_problem_is_an_occasion(text):
    assert recognised(ITEMS["pitches_over_problem"].occasion.cues, text)


@pytest.mark.parametrize("text", SMALL_TALK)
def test_small_talk_is_neither_an_objection_nor_a_problem(text):
    assert not recognised(ITEMS["acknowledges"].occasion.cues, text)
    assert not recognised(ITEMS["pitches_over_problem"].occasion.cues, text)
