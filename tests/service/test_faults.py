"""Whatever is killed, stopped or taken away, a call ends as if nothing had happened."""

import time

import pytest
from sqlalchemy import select, text

from scoring.errors import BadInput
from service.calls import queueing
from service.calls.queueing import cancel, find_call, restart_older, retry
from service.db.tables import Call, Reading
from service.tallies import STEP_SECONDS, tallies
from tests.cast import KEYS
from tests.service.outcome import expected, result
from tests.service.stage import Stage

only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_on_sqlite
def test_a_call_whose_worker_is_killed_while_hearing_is_heard_again_and_scored_once(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=60)
    stage.until_done("hear monday")
    worker.kill()
    stage.worker()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert (stage.times("hear monday"), stage.times("heard monday")) == (2, 1)
    assert [stage.times(f"judge {key}") for key in KEYS] == [1] * 6
    with stage.database.read() as session:
        counted = tallies(session, STEP_SECONDS)
    assert {step: times for step, (times, _) in counted.items()} == {
        "hear": 1,
        "make_playable": 1,
        "read_criterion": 6,
    }


@pytest.mark.slow
def test_a_finished_hearing_and_finished_readings_are_not_repeated(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_judge=0.5, die_at="judge:disclosure")
    stage.wait_for(worker.has_ended, "the worker to end itself")
    read = readings(stage)
    stage.worker()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear monday") == 1
    assert all(stage.times(f"judge {key}") == 1 for key in read)


def readings(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return list(session.scalars(select(Reading.criterion)))


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize(("place", "deaths"), [("hear:poison", 3), ("judge:discovery", 3), ("record", 11)])
def test_a_step_that_always_kills_its_process_is_set_aside_and_the_next_call_goes_on(
    stage: Stage, place: str, deaths: int
) -> None:
    poison = stage.upload("poison")
    died = 0
    worker = stage.worker(die_at=place)
    while stage.state(poison) != "set_aside":
        if worker.has_ended():
            died += 1
            assert died <= deaths, stage.lines()
            worker = stage.worker(die_at=place)
        time.sleep(0.1)
    assert died == deaths
    assert reason(stage, poison) == "process_ended"
    worker.kill()
    stage.worker()
    following = stage.upload("following")
    stage.until(following, "scored")
    assert result(stage.database, following) == expected()


@only_on_sqlite
def test_a_copy_that_takes_long_keeps_neither_its_call_nor_the_next_from_being_heard_and_scored(
    stage: Stage,
) -> None:
    calls = [stage.upload("monday"), stage.upload("tuesday")]
    stage.worker(take_copy=60)
    for call in calls:
        stage.until(call, "scored")
        assert result(stage.database, call) == expected()
    assert [stage.times(f"copy {name}") for name in ("monday", "tuesday")] == [1, 1]


@pytest.mark.slow
@only_on_sqlite
def test_a_recording_whose_copying_kills_the_process_is_scored_without_a_copy(stage: Stage) -> None:
    call = stage.upload("poison")
    worker, deaths = stage.worker(die_at="copy:poison"), 0
    while (job := stage.engine.status(f"{call}:0:playable")) is None or job.state != "ERROR":
        if worker.has_ended():
            deaths += 1
            assert deaths <= 3, stage.lines()
            worker = stage.worker(die_at="copy:poison")
        time.sleep(0.1)
    assert deaths == 3
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear poison") == 1


def reason(stage: Stage, call: str) -> str:
    with stage.database.read() as session:
        found = session.scalars(select(Call.reason).where(Call.public_id == call)).one()
    assert found is not None
    return str(found["code"])


@pytest.mark.slow
def test_a_call_is_cancelled_while_it_is_heard_and_reviewed_when_asked_for_again(stage: Stage) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=60)
    stage.until_done("hear monday")
    cancel(stage.database, stage.engine, call, "test")
    stage.until_done("stopped monday")
    assert (stage.state(call), reason(stage, call)) == ("cancelled", "cancelled")
    worker.kill()
    stage.worker()
    with stage.database.write() as session:
        workflow = retry(session, stage.engine, find_call(session, call))
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert workflow == f"{call}:0:2"


@pytest.mark.slow
@only_on_sqlite
def test_what_is_scored_is_neither_cancelled_nor_retried(stage: Stage) -> None:
    call = stage.upload()
    stage.worker()
    stage.until(call, "scored")
    with pytest.raises(BadInput, match="nothing to cancel"):
        cancel(stage.database, stage.engine, call, "test")
    with stage.database.write() as session, pytest.raises(BadInput, match="nothing to retry"):
        retry(session, stage.engine, find_call(session, call))


@pytest.mark.slow
def test_an_upgrade_goes_on_with_what_an_older_order_of_steps_left_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = stage.upload()
    worker = stage.worker(take_judge=60)
    stage.until_done("judge opening")
    worker.kill()
    monkeypatch.setattr(queueing, "STEP_ORDER", "another")
    stage.worker(step_order="another")
    time.sleep(2)
    assert stage.state(call) == "judging"
    assert restart_older(stage.database, stage.engine) == [f"{call}:1"]
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert stage.times("hear monday") == 1


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize("review", ["SUCCESS", "PENDING"])
def test_an_upgrade_makes_the_copy_that_an_older_order_of_steps_had_begun(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, review: str
) -> None:
    """Also where the worker ended before it wrote down that the review, which began the copy, was done."""
    call = stage.upload()
    worker = stage.worker(take_copy=60)
    stage.until(call, "scored")
    stage.until_done("copy monday")
    worker.kill()
    with stage.database.write() as session:
        left = text("UPDATE workflow_status SET status = :status WHERE workflow_uuid = :id")
        assert session.execute(left, {"status": review, "id": f"{call}:0"}).rowcount == 1
    monkeypatch.setattr(queueing, "STEP_ORDER", "another")
    stage.worker(step_order="another")
    assert restart_older(stage.database, stage.engine) == []
    stage.wait_for(lambda: stage.times("copy monday") == 2, "the copy to be made again")


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize("step", ["hear monday", "judge disclosure"])
def test_a_full_disk_in_the_middle_of_a_step_is_waited_out(stage: Stage, step: str) -> None:
    call = stage.upload()
    worker = stage.worker(take_hear=2, take_judge=2)
    stage.until_done(step)
    full = stage.folder / "disk is full"
    full.touch()
    time.sleep(8)
    assert stage.state(call) == ("hearing" if step.startswith("hear") else "judging")
    full.unlink()
    stage.until(call, "scored")
    assert result(stage.database, call) == expected()
    assert (stage.times("hear monday"), stage.times("judge disclosure")) == (1, 1)
    assert not worker.has_ended()
