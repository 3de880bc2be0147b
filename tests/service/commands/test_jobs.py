"""`sidetone status`, `retry` and `cancel`, on a service nobody is working for."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.errors import BadInput
from service.__main__ import app
from service.calls.queueing import find_call
from service.calls.states import SET_ASIDE, end
from service.db.engine import Database
from service.engine import JobEngine
from service.heartbeats import beat
from tests.service.scripted import seed, upload

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = only_on_sqlite


@pytest.fixture
def call(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A call that waits for its review; the commands find its database by the settings."""
    engine = JobEngine(database)
    seed(database, engine)
    monkeypatch.setenv("SIDETONE_HOME", str(tmp_path))
    monkeypatch.setenv("SIDETONE_DATABASE", database.url)
    yield upload(database, engine)
    engine.disconnect()


def state(database: Database, call: str) -> tuple[str, str | None]:
    with database.read() as session:
        found = find_call(session, call)
        return found.state, found.workflow


def test_calls_that_wait_while_nobody_works_are_an_error(call: str) -> None:
    shown = CliRunner().invoke(app, ["status"])
    assert shown.exit_code == 1
    assert "No worker is running: start `sidetone serve`." in shown.output
    assert "received" in shown.output


def test_a_worker_that_beats_is_shown_as_alive(database: Database, call: str) -> None:
    with database.write() as session:
        beat(session, "ana:rest:0", "ana", ["judging", "rest"])
    shown = CliRunner().invoke(app, ["status", "--json"])
    assert shown.exit_code == 0
    document = json.loads(shown.stdout)
    (worker,) = document["workers"]
    assert (worker["executor"], worker["queues"], worker["alive"]) == ("ana:rest:0", "judging,rest", True)
    assert (document["calls"], document["troubles"]) == ({"received": 1}, [])


def test_a_call_that_was_set_aside_says_why_and_is_queued_again(database: Database, call: str) -> None:
    with database.write() as session:
        end(session, find_call(session, call), *SET_ASIDE)
    shown = CliRunner().invoke(app, ["status"])
    assert shown.exit_code == 0
    assert f"{call}  set_aside: Set aside: the process that worked on it" in shown.output
    assert CliRunner().invoke(app, ["retry", call]).exit_code == 0
    assert state(database, call) == ("received", f"{call}:0:2")


def test_a_call_is_cancelled_once(database: Database, call: str) -> None:
    assert CliRunner().invoke(app, ["cancel", call]).exit_code == 0
    assert state(database, call) == ("cancelled", f"{call}:0")
    again = CliRunner().invoke(app, ["cancel", call])
    assert isinstance(again.exception, BadInput)
    assert "there is nothing to cancel" in str(again.exception)


def test_a_call_nobody_knows_is_neither_retried_nor_cancelled(call: str) -> None:
    for command in ("retry", "cancel"):
        result = CliRunner().invoke(app, [command, "nothing"])
        assert isinstance(result.exception, BadInput)
        assert "There is no call nothing." in str(result.exception)
