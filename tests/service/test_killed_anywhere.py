"""Wherever a worker is killed, its call ends as if nothing had happened."""

import time

import pytest

from tests.service.outcome import expected, expected_sums, result, sums
from tests.service.scripted_worker import Worker
from tests.service.stage import Stage


@pytest.mark.slow(seconds=180)
def test_a_kill_before_any_commit_changes_nothing(stage: Stage) -> None:
    """Every fourth commit: the first, fifth … on SQLite, the second, sixth … on PostgreSQL.

    The number of commits a call takes differs by a few with what runs side by side, so the bomb goes on to
    the first that does not go off any more.
    """
    worker, killed, commit = stage.worker(), 0, 1 if stage.database.is_sqlite else 2
    while True:
        stage.plant_bomb(commit)
        call = stage.upload(f"call-{commit}")
        worker, deaths = keep_working(stage, worker, call)
        assert result(stage.database, call) == expected(), f"killed before commit {commit}"
        killed += deaths
        if stage.bomb.exists():
            break
        commit += 4
    assert killed >= 15
    assert sums(stage.database) == expected_sums(len(stage.uploaded))


def keep_working(stage: Stage, worker: Worker, call: str) -> tuple[Worker, int]:
    """Starts a worker whenever one has ended, until the job itself is done; how many had ended."""
    deaths, deadline = 0, time.monotonic() + 60
    while (job := stage.engine.status(f"{call}:0")) is None or job.state != "SUCCESS":
        assert time.monotonic() < deadline, f"{job} after {deaths} deaths: {stage.lines()}"
        if worker.has_ended():
            deaths += 1
            worker = stage.worker()
        time.sleep(0.05)
    return worker, deaths
