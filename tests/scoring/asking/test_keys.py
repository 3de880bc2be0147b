"""The same question is asked once; whatever could change the answer makes it another question."""

import pytest

from scoring.asking import keys
from scoring.asking.keys import cache_key
from scoring.library import load_rubric
from scoring.rubric import Rubric
from tests.cast import call, criterion, item, rubric, rubric_document
from tests.scoring.asking.asked import CALL, PROMPT, SMALL, request

PARAMETERS = {"temperature": 0, "max_tokens": 2000}
KEY = cache_key(request(), PROMPT, "small-1", PARAMETERS)


def test_the_same_question_has_the_same_key() -> None:
    assert cache_key(request(), PROMPT, "small-1", dict(reversed(PARAMETERS.items()))) == KEY


OTHER_WORDS = rubric(
    discovery=criterion("discovery", *(item(n, asks="Anything?") for n in ("one", "two", "three", "four")))
)
OTHER_SENTENCE = CALL.model_copy(update={"sentences": CALL.sentences[1:]})
OTHERS = {
    "model": cache_key(request(), PROMPT, "small-2", PARAMETERS),
    "parameters": cache_key(request(), PROMPT, "small-1", {**PARAMETERS, "temperature": 0.3}),
    "reading": cache_key(request(), PROMPT, "small-1", PARAMETERS, reading=2),
    "criterion": cache_key(request("opening"), PROMPT, "small-1", PARAMETERS),
    "wording": cache_key(request(of=OTHER_WORDS), PROMPT, "small-1", PARAMETERS),
    "transcript": cache_key(request(spoken=OTHER_SENTENCE), PROMPT, "small-1", PARAMETERS),
    "direction": cache_key(request(direction="inbound"), PROMPT, "small-1", PARAMETERS),
    "prompt": cache_key(
        request(),
        PROMPT.model_copy(update={"parts": (*PROMPT.parts[:1], PROMPT.parts[0])}),
        "small-1",
        PARAMETERS,
    ),
}


@pytest.mark.parametrize("changed", OTHERS)
def test_another_question_has_another_key(changed: str) -> None:
    assert OTHERS[changed] != KEY
    assert list(OTHERS.values()).count(OTHERS[changed]) == 1


def test_another_schema_is_another_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "REPLY_SCHEMA", {"type": "object"})
    assert cache_key(request(), PROMPT, "small-1", PARAMETERS) != KEY


def test_facts_that_the_judge_is_not_told_do_not_make_it_read_again() -> None:
    facts = {"product": "subscription", "jurisdiction": "US-CA", "day": "2026-05-04"}
    assert cache_key(request(**facts), PROMPT, "small-1", PARAMETERS) == KEY
    shipped = load_rubric("b2b-discovery", 1)
    found = {
        cache_key(request("disclosure", of=shipped, product=product), PROMPT, "small-1", PARAMETERS)
        for product in ("subscription", "licence", None)
    }
    assert len(found) == 3


def test_rewording_one_criterion_leaves_the_readings_of_the_others() -> None:
    assert cache_key(request("opening", of=OTHER_WORDS), PROMPT, "small-1", PARAMETERS) == OTHERS["criterion"]


def test_rewording_a_required_statement_is_another_question() -> None:
    shipped = load_rubric("b2b-discovery", 1)
    statements = [s.model_dump(mode="json") for s in shipped.statements]
    statements[0]["variants"] = ["we are recording"]
    other = Rubric.from_document({**shipped.model_dump(mode="json"), "statements": statements})
    found = {
        cache_key(request("disclosure", of=of), PROMPT, "small-1", PARAMETERS)
        for of in (Rubric.from_document(shipped.model_dump(mode="json")), other)
    }
    assert len(found) == 2


def test_a_new_version_of_the_rubric_that_leaves_a_criterion_as_it_was_keeps_its_key() -> None:
    document = {
        **rubric_document(
            discovery=criterion("discovery", *(item(n) for n in ("one", "two", "three", "four")))
        )
    }
    newer = Rubric.from_document({**document, "version": 2, "changed": "Another title.", "title": "Newer"})
    assert newer.fingerprint() != SMALL.fingerprint()
    assert cache_key(request(of=newer), PROMPT, "small-1", PARAMETERS) == KEY


def test_the_same_words_at_other_times_are_another_call() -> None:
    slower = call(*(f"ana: {sentence.text}" for sentence in CALL.sentences), every=21.0)
    assert cache_key(request(spoken=slower), PROMPT, "small-1", PARAMETERS) != KEY
