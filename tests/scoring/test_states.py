from typing import get_args

import pytest

from scoring import scorecard, states
from scoring.judgement import Answer, Check
from scoring.review import Feedback, Review, ShownCriterion, ShownDisclosure, ShownMustHave
from scoring.rubric import Kind
from scoring.states import Look, item_state, level_blocks
from scoring.transcript import Speaker


def declared(record, field):
    return set(get_args(record.model_fields[field].annotation))


@pytest.mark.parametrize(
    ("mapping", "declared_states"),
    [
        (states.ANSWERS, set(Answer)),
        (states.MUST_NOT_ANSWERS, set(Answer)),
        (states.KINDS, set(Kind)),
        (states.SPEAKERS, set(Speaker)),
        (states.CHECKS, set(Check)),
        (states.CRITERIA, set(get_args(scorecard.State)) | declared(ShownCriterion, "state")),
        (states.DISCLOSURES, declared(ShownDisclosure, "state")),
        (states.MUST_HAVES, declared(ShownMustHave, "result")),
        (states.FEEDBACK, declared(Feedback, "kind")),
        (states.REVIEWS, declared(Review, "status")),
    ],
)
def test_every_state_the_contract_knows_has_words_and_help(mapping, declared_states):
    assert set(mapping) == declared_states
    assert all(state.word and state.help.endswith((".", "!")) for state in mapping.values())


@pytest.mark.parametrize(
    "state",
    [
        states.ANSWERS[Answer.NOT_APPLICABLE],
        states.ANSWERS[Answer.CANNOT_ASSESS],
        states.CRITERIA["not_applicable"],
        states.CRITERIA["cannot_assess"],
        states.CRITERIA["failed"],
        states.DISCLOSURES["cannot_tell"],
        states.REVIEWS["not_scored"],
    ],
)
def test_what_nobody_did_wrong_looks_neutral(state):
    assert state.look is Look.NEUTRAL


def test_a_must_not_turns_yes_and_no_around():
    assert item_state(Kind.MUST_NOT, Answer.YES).look is Look.SHORT
    assert item_state(Kind.MUST_NOT, Answer.NO).look is Look.GOOD
    assert item_state(Kind.PLUS, Answer.YES).look is Look.GOOD


@pytest.mark.parametrize(
    ("low", "high", "blocks"),
    [(1, None, "▮▯▯▯▯"), (3, 3, "▮▮▮▯▯"), (2, 4, "▮▮▨▨▯"), (5, None, "▮▮▮▮▮")],
)
def test_a_level_is_five_blocks_filled_from_the_left(low, high, blocks):
    assert level_blocks(low, high) == blocks
