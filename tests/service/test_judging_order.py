"""The first criterion is read alone, then the others; a kill in the middle mixes nothing up."""

import pytest
from sqlalchemy import select

from service.db.tables import Reading
from tests.cast import KEYS
from tests.service.outcome import expected, result
from tests.service.stage import Stage

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_on_sqlite
def test_the_first_criterion_is_read_before_the_others_begin(stage: Stage) -> None:
    call = stage.upload()
    stage.worker(alone=1, take_judge=0.3)
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    lines = [line for line in stage.lines() if line.startswith("judge")]
    assert lines[:2] == ["judge opening", "judged opening"]
    assert set(lines[2:7]) == {f"judge {key}" for key in KEYS[1:]}


@pytest.mark.slow
@pytest.mark.parametrize("criterion", ["opening", "discovery", "objections", "disclosure"])
def test_a_kill_in_the_middle_of_the_judging_leaves_every_verdict_under_its_criterion(
    stage: Stage, criterion: str
) -> None:
    call = stage.upload()
    worker = stage.worker(alone=1, take_judge=0.2, die_at=f"judge:{criterion}")
    stage.wait_for(worker.has_ended, "the worker to end itself")
    with stage.database.read() as session:
        read = list(session.scalars(select(Reading.criterion)))
    assert ("opening" in read) == (criterion != "opening")
    stage.worker(alone=1)
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert all(stage.times(f"judge {key}") == 1 for key in read)
    assert stage.times("hear monday") == 1
