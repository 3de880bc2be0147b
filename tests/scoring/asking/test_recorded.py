"""Replies of real language models, kept word for word, are still read, and what they cite still stands."""

from collections import Counter
from functools import cache

import pytest

from fixtures.judge import kinds, trial
from fixtures.judge.tables import Line
from scoring.judgement import Answer, Check

READINGS = trial.CALLS.parent / "readings"
FILES = sorted([*READINGS.glob("*/*.json"), *kinds.CALLS.glob("readings/*/*.json")])


@cache
def lines(file) -> list[Line]:
    calls = kinds.CALLS if kinds.CALLS in file.parents else trial.CALLS
    return trial.lines_of(calls / file.name, file.parent)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_recorded_reading_is_read_whole(file) -> None:
    read = lines(file)
    assert {line.answer for line in read} <= {answer.value for answer in Answer}
    assert not any(count > 1 for count in Counter(line.item for line in read).values())


@pytest.mark.parametrize("folder", sorted({file.parent for file in FILES}), ids=lambda folder: folder.name)
def test_nearly_all_that_a_reading_cites_stands_word_for_word(folder) -> None:
    read = [line for file in FILES if file.parent == folder for line in lines(file)]
    cited = sum(line.cited for line in read)
    exact = sum(check is Check.EXACT for line in read for check in line.checks)
    assert exact >= 0.97 * cited > 0
