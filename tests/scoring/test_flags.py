"""What a person should look at: where judge and wording differ, and where the words were hardly heard."""

import pytest

from scoring.flags import disagreements, unsure_words
from scoring.judgement import Answer, Check, CriterionReading, Evidence, Span, Verdict
from scoring.review import ShownDisclosure
from scoring.transcript import Transcript, Word
from tests.cast import b2b_discovery, call

RUBRIC = b2b_discovery()
NOTICE = "gives_recording_notice"


def read(answer: Answer, *sentences: str) -> dict[str, CriterionReading]:
    shown = tuple(Evidence(sentence=s, quote="…", start=0, end=1, check=Check.EXACT) for s in sentences)
    searched = Span(first="S0001", last="S0002") if answer is Answer.NO else None
    verdict = Verdict(item=NOTICE, answer=answer, evidence=shown, searched=searched)
    return {"disclosure": CriterionReading(criterion="disclosure", verdicts=(verdict,))}


def matched(state: str, in_time: bool | None = None) -> list[ShownDisclosure]:
    return [
        ShownDisclosure.model_validate(
            {"key": "recording_notice", "title": "Recording notice", "state": state, "in_time": in_time,
             "missing": ("purpose",) if state == "partial" else ()}
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "state", "in_time", "words"),
    [
        (Answer.YES, "absent", None, "not said"),
        (Answer.YES, "partial", None, "in part, without purpose"),
        (Answer.YES, "exact", False, "too late"),
        (Answer.NO, "exact", True, "said in time"),
        (Answer.NO, "paraphrase", True, "said in time"),
        (Answer.NOT_APPLICABLE, "exact", True, "said in time"),
    ],
)
def test_a_judge_that_differs_from_the_wording_goes_to_a_person(answer, state, in_time, words):
    (flag,) = disagreements(RUBRIC, read(answer, "S0001"), matched(state, in_time))
    assert (flag.code, flag.criterion, flag.item) == ("disclosure_disagrees", "disclosure", NOTICE)
    assert words in flag.message


@pytest.mark.parametrize(
    ("answer", "state", "in_time"),
    [
        (Answer.YES, "exact", True),
        (Answer.YES, "paraphrase", True),
        (Answer.NO, "absent", None),
        (Answer.NO, "exact", False),
        (Answer.NO, "partial", None),
        (Answer.CANNOT_ASSESS, "absent", None),
        (Answer.YES, "cannot_tell", None),
        (Answer.NOT_APPLICABLE, "not_applicable", None),
    ],
)
def test_those_who_agree_or_cannot_tell_are_left_in_peace(answer, state, in_time):
    assert disagreements(RUBRIC, read(answer, "S0001"), matched(state, in_time)) == ()


def test_a_criterion_that_was_not_read_disagrees_with_nothing():
    assert disagreements(RUBRIC, {}, matched("absent")) == ()


def heard(*confidences: float | None) -> Transcript:
    """A call of one sentence for each confidence; all words of a sentence were heard equally well."""
    spoken = call(*("ana: This call is recorded for training." for _ in confidences))
    sentences = tuple(
        sentence.model_copy(update={"words": tuple(word(w, sure) for w in sentence.words)})
        for sentence, sure in zip(spoken.sentences, confidences, strict=True)
    )
    return spoken.model_copy(update={"sentences": sentences})


def word(one: Word, sure: float | None) -> Word:
    return one.model_copy(update={"confidence": sure})


def test_a_yes_that_rests_on_words_hardly_heard_is_flagged_at_its_sentence():
    (flag,) = unsure_words(read(Answer.YES, "S0001"), heard(0.4))
    assert (flag.code, flag.item, flag.sentence) == ("words_unsure", NOTICE, "S0001")


def test_one_sentence_that_was_heard_well_is_enough():
    assert unsure_words(read(Answer.YES, "S0001", "S0002"), heard(0.4, 0.9)) == ()


def test_the_bound_itself_is_sure_enough_and_unknown_confidence_is_no_doubt():
    assert unsure_words(read(Answer.YES, "S0001"), heard(0.6)) == ()
    assert unsure_words(read(Answer.YES, "S0001"), heard(None)) == ()


def test_a_no_rests_on_no_sentence():
    assert unsure_words(read(Answer.NO), heard(0.1)) == ()
