"""The calls of the demo: made up from a seed, read by a judge that knows which sentence is for what."""

from functools import cache

from scoring.judgement import Answer
from scoring.library import load_rubric
from scoring.redaction import redact
from scoring.review import Review
from scoring.reviewing import Scoring, gate, read, scored, transcribe
from scoring.rubric import Rubric
from service.demo.judge import DemoJudge
from service.demo.lines import TALK
from service.demo.speech import spoken


@cache
def form() -> Rubric:
    return load_rubric("b2b-discovery@1")


def reviewed(seed: str, skill: float, **weak: float) -> Review:
    heard = spoken(seed, skill, weak)
    transcript = transcribe(heard, "left")
    assert gate(heard, transcript, form(), ()) is None
    seen, scoring = redact(transcript), Scoring(form(), DemoJudge())
    readings = {one.key: read(one, seen, scoring) for one in form().criteria}
    assert all(not verdict.problems for one in readings.values() for verdict in one.verdicts)
    return scored(heard, transcript, readings, scoring, seen)


def test_who_takes_every_step_has_every_criterion_at_its_best() -> None:
    review = reviewed("ana", 1.0)
    assert review.scorecard is not None
    assert {one.level for one in review.scorecard.criteria if one.weight} == {5}


def test_what_is_never_said_is_never_found() -> None:
    review = reviewed("ana", 1.0, asks_impact=0.0)
    assert review.scorecard is not None
    discovery = next(one for one in review.scorecard.criteria if one.key == "discovery")
    missed = [one.id for one in discovery.items if one.kind == "must" and one.verdict is Answer.NO]
    assert missed == ["asks_impact"]
    assert discovery.level == 3  # one must is missing


def test_the_same_seed_is_the_same_call() -> None:
    assert spoken("ana", 0.5, {}) == spoken("ana", 0.5, {})
    assert spoken("ana", 0.5, {}) != spoken("rui", 0.5, {})


def test_every_line_is_for_an_item_of_the_rubric() -> None:
    known = {item.id for one in form().criteria for item in one.items}
    assert {line.item for line in TALK if line.item} <= known
