"""A trial on the real engine: its worker is killed in the middle, and the next one brings it to its end."""

import pytest
from sqlalchemy import select

from service.db.tables import RubricTrial, RubricTrialCall
from service.people.who import INSTALLATION
from service.rubrics import actions, trying
from tests.service.stage import Stage

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def start(stage: Stage, *calls: str) -> str:
    """A trial of the small rubric with one item of discovery in other words."""
    with stage.database.write() as session:
        draft = actions.begin(session, INSTALLATION, "small", 1)
        text = draft.text.replace("asks: Asks for discovery_m1", "asks: Says why they call?")
        actions.save(session, INSTALLATION, draft.public_id, text, None)
        session.flush()
        return trying.start(session, stage.engine, INSTALLATION, draft.public_id, calls, None).public_id


def until_done(stage: Stage, trial: str) -> list[str]:
    """The states of the trial's calls, once it has ended."""

    def done() -> bool:
        with stage.database.read() as session:
            state = session.scalar(select(RubricTrial.state).where(RubricTrial.public_id == trial))
        return state == "done"

    stage.wait_for(done, "the trial to end")
    with stage.database.read() as session:
        return list(session.scalars(select(RubricTrialCall.state)))


@pytest.mark.slow
@only_on_sqlite
def test_a_trial_survives_the_end_of_its_worker_and_asks_only_what_changed(stage: Stage) -> None:
    calls = [stage.upload("monday"), stage.upload("tuesday")]
    first = stage.worker()
    for call in calls:
        stage.until(call, "scored")
    first.kill()
    before = stage.lines()
    trial = start(stage, *calls)
    dying = stage.worker(die_at="judge:discovery")
    stage.wait_for(dying.has_ended, "the worker to end itself")
    stage.worker()
    assert until_done(stage, trial) == ["read", "read"]
    asked = {line for line in stage.lines()[len(before) :] if line.startswith("judge ")}
    assert asked == {"judge discovery"}
