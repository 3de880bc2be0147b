"""The rubrics for other kinds of calls, on written calls of their kinds, read by the offline judge."""

from collections import Counter

import pytest

from fixtures.judge.kinds import CALLS, by_hand, offline_table, read_offline
from fixtures.judge.trial import read_call, shipped, transcript_of
from scoring.gate import scope_gate
from scoring.judgement import Answer

FILES = sorted(CALLS.glob("*.json"))


def test_there_are_four_calls_of_each_kind_with_an_answer_to_every_item():
    assert Counter(read_call(file)["rubric"] for file in FILES) == {
        "customer-service": 4,
        "insurance-enrolment": 4,
    }
    for file in FILES:
        assert len(by_hand(read_call(file))) == 46


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_call_is_in_scope_of_its_own_rubric(file):
    call = read_call(file)
    assert scope_gate(shipped(call["rubric"]), transcript_of(call)) is None


@pytest.mark.slow
def test_what_the_offline_judge_finds_of_them_is_as_docs_rubrics_says():
    table = offline_table(list(read_offline()))
    assert "| customer-service | 184 | 162 | 76 | 63 | 4 | 8 |" in table
    assert "| insurance-enrolment | 184 | 174 | 80 | 74 | 4 | 0 |" in table


def test_the_offline_judge_finds_every_missed_must_have_of_the_pressed_sale():
    found = {line.item: line.read for line in read_offline("i-life-pressed")}
    rubric = shipped("insurance-enrolment@1")
    must_haves = [item.id for criterion in rubric.criteria for item in criterion.items if item.must_have]
    assert [found[item] for item in must_haves] == [Answer.NO] * 5
    assert found["answers_for_caller"] is found["uses_fear"] is found["ignores_no"] is Answer.YES
