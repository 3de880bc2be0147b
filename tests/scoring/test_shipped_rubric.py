"""What holds for every rubric that is shipped, beyond being well formed (`test_rubric_check.py`)."""

import json
import re
from pathlib import Path

import pytest
import yaml

from scoring.cues import recognise
from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.library import FOLDERS
from scoring.phrases import phrase
from scoring.rubric import Kind
from scoring.scorecard import score
from scoring.transcript import Sentence, Speaker
from scoring.wording import normalise
from tests.cast import b2b_discovery, shipped_rubric

CALLS = Path(__file__).parents[2] / "fixtures" / "calls"
RUBRIC = b2b_discovery()
ITEMS = [item for criterion in RUBRIC.criteria for item in criterion.items]
SHIPPED = [RUBRIC, shipped_rubric("customer-service@1"), shipped_rubric("insurance-enrolment@1")]
ALL_ITEMS = [
    pytest.param(item, id=f"{rubric.slug}:{item.id}")
    for rubric in SHIPPED
    for criterion in rubric.criteria
    for item in criterion.items
]
WITH_CUES = [item for item in ALL_ITEMS if item.values[0].cues]


def published():
    """Slug and version → fingerprint, as it was when the version was published."""
    lines = (FOLDERS[1] / "fingerprints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def shipped():
    return {f"{file.parent.name}@{file.stem}": file for file in FOLDERS[1].glob("*/*.yaml")}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_published_version_never_changes(name):
    assert shipped_rubric(name).fingerprint() == published()[name], "publish a new version instead"


def test_no_published_version_is_gone():
    assert set(published()) == set(shipped())


def test_a_rubrics_file_lies_under_its_own_name():
    for name in shipped():
        rubric = shipped_rubric(name)
        assert name == f"{rubric.slug}@{rubric.version}"


@pytest.mark.parametrize("rubric", SHIPPED, ids=lambda rubric: rubric.slug)
def test_weights_are_percent_and_disclosure_stands_beside_the_score(rubric):
    weights = {criterion.key: criterion.weight for criterion in rubric.criteria}
    assert sum(weights.values()) == 100
    assert weights["disclosure"] == 0


def test_recording_notice_and_identity_are_must_haves():
    assert {item.statement for item in ITEMS if item.must_have} == {"recording_notice", "identity"}


def test_some_statements_are_always_due_and_some_depend_on_facts():
    due = {s.key: s.applies_when for s in RUBRIC.statements}
    assert due["recording_notice"] == due["identity"] == type(due["identity"])()
    assert due["recording_consent"].jurisdiction
    assert due["automatic_renewal"].product


@pytest.mark.parametrize("item", ALL_ITEMS)
def test_whoever_misses_an_item_is_told_what_to_say_instead(item):
    assert item.say_instead


@pytest.mark.parametrize("item", ALL_ITEMS)
def test_feedback_has_words_of_its_own_for_every_item(item):
    assert item.missed.endswith(".")
    assert not item.moment.endswith(".")
    assert bool(item.good) is (item.kind is not Kind.MUST_NOT)


@pytest.mark.parametrize("item", WITH_CUES)
def test_cues_do_not_take_the_near_miss(item):
    for text in re.split(r"(?<=[.?!])\s+", item.near_miss):
        assert (
            recognise(item.cues, Sentence(id="S0001", speaker=Speaker.REP, start=0, end=0, text=text)) is None
        )


def readings(yes, rubric=RUBRIC):
    """Every item answered: yes where `yes(item)` says so, else no."""
    return [
        CriterionReading(
            criterion=criterion.key,
            verdicts=tuple(
                Verdict(item=item.id, answer=Answer.YES if yes(item) else Answer.NO)
                for item in criterion.items
            ),
        )
        for criterion in rubric.criteria
    ]


@pytest.mark.parametrize("rubric", SHIPPED, ids=lambda rubric: rubric.slug)
@pytest.mark.parametrize(
    ("yes", "level", "percent"),
    [
        (lambda item: item.kind is not Kind.MUST_NOT, 5, 100),
        (lambda item: item.kind is Kind.MUST, 4, 90),  # all that is required reads as good
        (lambda item: item.kind is Kind.PLUS, 1, 0),  # extras make up for nothing
        (lambda item: False, 1, 0),
    ],
)
def test_levels_read_as_their_anchors_say(yes, level, percent, rubric):
    card = score(rubric, readings(yes, rubric))
    assert [criterion.level for criterion in card.criteria] == [level] * 6
    assert card.qa_score.value == percent


@pytest.mark.parametrize("must_have", ["gives_recording_notice", "gives_identity"])
def test_a_missed_must_have_holds_disclosure_at_one_whatever_else_was_done(must_have):
    card = score(RUBRIC, readings(lambda item: item.kind is not Kind.MUST_NOT and item.id != must_have))
    levels = {criterion.key: criterion.level for criterion in card.criteria}
    assert levels["disclosure"] == 1
    assert [m.result for m in card.must_haves if m.item == must_have] == ["fail"]
    assert card.qa_score.value == 100  # it stands beside the score and never rewrites it


def test_the_insurance_rubric_says_that_it_is_a_template_and_no_legal_advice():
    rubric = SHIPPED[2]
    assert "a template to adapt" in rubric.title
    assert "no legal advice" in rubric.changed
    must_haves = {item.statement for c in rubric.criteria for item in c.items if item.must_have}
    assert must_haves == {"recording_notice", "identity", "exclusions", "cancellation_right", "consent"}


def test_every_must_not_is_asked_as_something_that_happens():
    for rubric in SHIPPED:
        for criterion in rubric.criteria:
            assert any(item.kind is Kind.MUST_NOT for item in criterion.items), (rubric.slug, criterion.key)


def signs_seen(folder):
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    said = [normalise(s["text"]) for s in reference["transcript"]["sentences"]]
    return sum(any(phrase(sign).find(words) for words in said) for sign in RUBRIC.scope.signs)


@pytest.mark.parametrize("folder", sorted(CALLS.glob("*/expected.yaml")), ids=lambda file: file.parent.name)
def test_a_written_call_is_in_scope_with_room_for_a_misheard_sign_or_not_at_all(folder):
    expected = yaml.safe_load(folder.read_text(encoding="utf-8"))
    seen = signs_seen(folder.parent)
    if expected["status"] == "scored":
        assert seen >= RUBRIC.scope.at_least + 1
    else:
        assert seen < RUBRIC.scope.at_least
