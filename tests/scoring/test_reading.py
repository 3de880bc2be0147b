import pytest

from scoring.judgement import Answer, Span
from scoring.reading import read_item
from scoring.review import ShownDisclosure
from scoring.rubric import Item
from scoring.transcript import Roles, Speaker, Transcript
from tests.cast import call, item

CALL = call(
    "ben: Hello?", "ana: Hi Ben, this is Ana.", "ben: It is too expensive.", "ana: Shall we book a demo?"
)
PRICEY = {"when": "The customer finds it expensive.", "cues": {"any": ["expensive"]}}
RAINY = {"when": "It rains.", "cues": {"any": ["rain*"]}}


def read(transcript=CALL, statement=None, **more):
    return read_item(Item.model_validate(item("it", **more)), transcript, statement)


def test_a_yes_cites_the_sentence_and_the_words_that_gave_it_away():
    claim = read(cues={"any": ["book a demo"]})
    assert claim.answer is Answer.YES
    assert [(c.sentence, c.anchor) for c in claim.citations] == [("S0004", "we book a demo?")]


def test_a_no_says_what_was_searched():
    claim = read(cues={"any": ["contract"]})
    assert claim.answer is Answer.NO
    assert claim.searched == Span(first="S0002", last="S0004")
    assert claim.why == "no cue in 2 sentences of the rep where it could stand"


def test_a_no_searches_only_where_the_item_may_stand():
    assert read(cues={"any": ["demo"]}, place={"within_first": 5}).searched == Span(
        first="S0002", last="S0002"
    )


def test_without_an_occasion_the_item_is_not_applicable():
    claim = read(cues={"any": ["demo"]}, occasion=RAINY)
    assert (claim.answer, claim.why) == (Answer.NOT_APPLICABLE, "no cue for its occasion: It rains")


def test_with_an_occasion_it_is_answered():
    assert read(cues={"any": ["demo"], "after_occasion": 2}, occasion=PRICEY).answer is Answer.YES
    assert read(cues={"any": ["this is"], "after_occasion": 2}, occasion=PRICEY).answer is Answer.NO


def test_what_needs_understanding_is_left_to_others():
    assert read().answer is Answer.CANNOT_ASSESS
    assert read(cues={"any": ["demo"]}, occasion={"when": "It rains."}).answer is Answer.CANNOT_ASSESS


def test_nothing_is_read_into_a_call_whose_speakers_are_unknown():
    heard = Transcript(sentences=CALL.sentences, roles=Roles(how="unknown", confidence=0), duration=20)
    assert read(heard, cues={"any": ["demo"]}).answer is Answer.CANNOT_ASSESS
    nobody = call("someone: Shall we book a demo?")
    assert read(nobody, cues={"any": ["demo"]}).answer is Answer.CANNOT_ASSESS


def statement(state, **more):
    return ShownDisclosure(key="notice", title="Notice", state=state, **more)


def said(state, in_time=True):
    return statement(state, sentences=("S0002",), speaker=Speaker.REP, in_time=in_time)


@pytest.mark.parametrize(
    ("shown", "answer"),
    [
        (said("exact"), Answer.YES),
        (said("paraphrase"), Answer.YES),
        (said("exact", in_time=False), Answer.NO),
        (said("partial"), Answer.NO),
        (statement("absent"), Answer.NO),
        (statement("not_applicable"), Answer.NOT_APPLICABLE),
        (statement("cannot_tell"), Answer.CANNOT_ASSESS),
        (None, Answer.CANNOT_ASSESS),
    ],
)
def test_an_item_about_a_required_statement_follows_what_became_of_it(shown, answer):
    claim = read_item(Item.model_validate(item("it", statement="notice")), CALL, shown)
    assert claim.answer is answer
    assert bool(claim.citations) is (answer is Answer.YES)
    assert (claim.searched is not None) is (answer is Answer.NO)
