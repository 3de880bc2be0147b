"""Several readings of one criterion: more than half decide, and the votes are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.asking.votes import votes
from scoring.judgement import Answer, CriterionReading, Verdict

YES, NO, NOT, UNKNOWN = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, Answer.CANNOT_ASSESS
FAILED = CriterionReading(criterion="opening", failed="the reply is empty")


def reading(*answers: Answer, why: str = "") -> CriterionReading:
    return CriterionReading(
        criterion="opening",
        verdicts=tuple(
            Verdict(item=f"i{n}", answer=answer, claimed=answer, why=why) for n, answer in enumerate(answers)
        ),
    )


def majority(*answers: Answer) -> Verdict:
    return votes([reading(answer, why=str(n)) for n, answer in enumerate(answers)]).verdicts[0]


def test_one_reading_is_left_as_it_is() -> None:
    assert votes([reading(YES)]) == reading(YES)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ((YES, YES, YES), YES),
        ((YES, NO, YES), YES),
        ((NO, YES, NO), NO),
        ((UNKNOWN, UNKNOWN, YES), UNKNOWN),
        ((NOT, NOT, NO), NOT),
        ((YES, NO), UNKNOWN),
        ((YES, NO, NOT), UNKNOWN),
        ((YES, YES, NO, NO), UNKNOWN),
    ],
)
def test_more_than_half_decide(given: tuple[Answer, ...], answer: Answer) -> None:
    assert majority(*given).answer is answer


def test_the_votes_are_kept_and_the_evidence_is_that_of_the_majority() -> None:
    verdict = majority(NO, YES, YES)
    assert verdict.votes == {YES: 2, NO: 1}
    assert verdict.why == "1"
    assert verdict.problems == ()


def test_readings_that_split_say_how() -> None:
    verdict = majority(YES, NO)
    assert verdict.problems == ("2 readings do not agree: no 1, yes 1",)
    assert verdict.votes == {YES: 1, NO: 1}


def test_a_failed_reading_is_a_voice_missing() -> None:
    both = votes([reading(YES), FAILED, reading(YES)])
    assert both.verdicts[0].answer is YES
    assert both.problems == ("a reading failed: the reply is empty",)
    assert votes([reading(YES), FAILED, FAILED]).verdicts[0].answer is UNKNOWN
    assert votes([FAILED, FAILED]) == FAILED


def test_items_are_counted_each_on_its_own() -> None:
    counted = votes([reading(YES, NO), reading(YES, YES), reading(NO, NO)])
    assert [verdict.answer for verdict in counted.verdicts] == [YES, NO]


def test_no_reading_is_no_verdict() -> None:
    with pytest.raises(ValueError, match="no reading"):
        votes([])


@given(st.lists(st.sampled_from(Answer), min_size=1, max_size=7))
def test_an_answer_holds_only_where_most_readings_gave_it(answers: list[Answer]) -> None:
    verdict = majority(*answers)
    if verdict.answer is not UNKNOWN:
        assert answers.count(verdict.answer) * 2 > len(answers)
    assert votes([reading(a) for a in reversed(answers)]).verdicts[0].answer is verdict.answer
