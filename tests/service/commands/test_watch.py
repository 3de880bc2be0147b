"""`sidetone watch`: the loop around a watched folder."""

import threading
from pathlib import Path

import pytest

from tests.service.commands.cli import Sidetone
from tests.service.commands.imported import calls, record


@pytest.fixture(autouse=True)
def _leave_this_process_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals and logs are the whole process's: the test runner's own would be replaced."""
    monkeypatch.setattr("service.lifeline.told_to_stop", lambda **_: threading.Event())
    monkeypatch.setattr("service.operations.logs.log_as_json", lambda: None)


def test_one_round_takes_in_what_is_there_and_ends(installed: Sidetone, tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    record(folder, "a.wav", "b.wav")
    ran = installed("watch", folder, "--once", "--quiet", "0", "--every", "0.1")
    assert ran.code == 0
    assert len(calls(installed.database)) == 2
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["a.wav", "b.wav"]


def test_a_folder_that_is_none_is_said(installed: Sidetone, tmp_path: Path) -> None:
    ran = installed("watch", tmp_path / "none")
    assert (ran.code, "is no folder." in ran.err) == (2, True)
