"""A kill while a model is asked who the rep is: the call goes on as if nothing had happened."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from service.db.tables import Call, RawReply, Reading, Run, TranscriptVersion
from tests.service.stage import Stage

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def call(stage: Stage) -> str:
    uploaded = stage.upload()
    with stage.database.write() as session:
        session.execute(update(Call).values(rep_channel=None))
    return uploaded


def expect_scored_once(stage: Stage, call: str) -> None:
    stage.until(call, "scored")
    with stage.database.read() as session:
        versions = session.scalars(select(TranscriptVersion).order_by(TranscriptVersion.number)).all()
        run = session.scalars(select(Run)).one()
        assert [version.document["roles"]["how"] for version in versions] == ["unknown", "evidence"]
        assert run.transcript_id == versions[-1].id
        assert session.scalars(select(Reading.run).where(Reading.criterion == "roles")).all() == [call]
        assert session.scalars(select(RawReply.criterion)).all() == ["roles"]


@only_on_sqlite
def test_a_worker_killed_while_it_asks_asks_again_and_the_call_is_scored_once(
    stage: Stage, call: str
) -> None:
    worker = stage.worker(open_roles=True, die_at="roles")
    stage.wait_for(worker.has_ended, "the worker to end itself")
    stage.worker(open_roles=True)
    expect_scored_once(stage, call)
    assert (stage.times("hear monday"), stage.times("roles")) == (1, 2)


@pytest.mark.slow
@only_on_sqlite
def test_a_model_whose_asking_always_kills_its_process_leaves_the_call_to_a_person(
    stage: Stage, call: str
) -> None:
    worker = stage.worker(open_roles=True, die_at="roles")
    while stage.state(call) != "needs_roles":
        if worker.has_ended():
            assert stage.times("roles") <= 3
            worker = stage.worker(open_roles=True, die_at="roles")
    assert stage.times("roles") == 3


@pytest.mark.slow
@only_on_sqlite
@pytest.mark.parametrize("commits", range(1, 8))
def test_a_kill_before_any_commit_after_the_asking_changes_nothing(
    stage: Stage, call: str, commits: int
) -> None:
    worker = stage.worker(open_roles=True, take_judge=0.2)
    stage.until_done("roles")
    stage.plant_bomb(commits)
    ended: Callable[[], bool] = worker.has_ended
    stage.wait_for(lambda: ended() or stage.state(call) == "scored", "the worker to end, or the call")
    stage.worker(open_roles=True)
    expect_scored_once(stage, call)
