"""A pass outlives its worker: killed in the middle, each criterion is in its place once."""

import pytest
from sqlalchemy import select

from service.calibration.passes import ask_for_check
from service.db.tables import (
    AnchorCall,
    AnchorSet,
    Call,
    JudgePass,
    PassReading,
    RubricVersion,
    TranscriptVersion,
)
from tests.cast import KEYS
from tests.service.stage import Stage


@pytest.mark.slow
def test_a_pass_goes_on_after_its_worker_was_killed(stage: Stage) -> None:
    call = stage.upload()
    first = stage.worker()
    stage.until(call, "scored")
    first.kill()
    with stage.database.write() as session:
        row = session.scalars(select(Call)).one()
        words = session.scalars(select(TranscriptVersion)).one()
        anchors = AnchorSet(
            title="Frozen", rubric_id=session.scalars(select(RubricVersion.id)).one(), made_by="qa"
        )
        session.add(anchors)
        session.flush()
        session.add(
            AnchorCall(set_id=anchors.id, call_id=row.id, transcript_id=words.id, document={"criteria": {}})
        )
        ask_for_check(session, stage.engine, anchors, "first", "test")
    doomed = stage.worker(die_at="judge:qualification", home="doomed")
    stage.wait_for(doomed.has_ended, "the worker to be killed")
    stage.worker(home="next")
    stage.wait_for(lambda: _state(stage) == "done", "the pass")
    with stage.database.read() as session:
        readings = session.scalars(select(PassReading)).all()
    assert sorted(one.criterion for one in readings) == sorted(KEYS)
    for one in readings:
        assert {verdict["why"] for verdict in one.document["verdicts"]} == {one.criterion}


def _state(stage: Stage) -> str:
    with stage.database.read() as session:
        return session.scalars(select(JudgePass.state)).one()
