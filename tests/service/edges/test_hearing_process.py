"""Hearing in a process of its own: kept from call to call, ended when not wanted, survived when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoring.errors import BadRecording, ModelMissing
from service.edges.hearing_process import HearingDied, HearingProcess, HearingStopped
from tests.service.spoken import heard

COMMAND = (sys.executable, "-m", "tests.service.edges.scripted_ears")


@pytest.fixture
def process() -> Iterator[HearingProcess]:
    started = HearingProcess(COMMAND)
    yield started
    started.close()


@pytest.fixture
def recording(tmp_path: Path) -> Callable[[str], Path]:
    def make(word: str) -> Path:
        path = tmp_path / "recording"
        path.write_text(word, "utf-8")
        return path

    return make


def wanted() -> bool:
    return False


def no_progress(step: str, share: float) -> None:
    pass


def heard_by(path: Path) -> int:
    return int(path.with_name("heard by").read_text("utf-8"))


def left_at(path: Path) -> Path:
    """A file that the process put where temporary files go, and did not take away."""
    return Path(path.with_name("left at").read_text("utf-8"))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    return state != "Z"


def test_one_process_hears_call_after_call_and_survives_bad_ones(
    process: HearingProcess, recording: Callable[[str], Path]
) -> None:
    steps: list[tuple[str, float]] = []

    def note(step: str, share: float) -> None:
        steps.append((step, share))

    assert process.hear(recording("hear"), progress=note, stop=wanted) == heard()
    first = heard_by(recording("refuse"))
    with pytest.raises(BadRecording) as refused:
        process.hear(recording("refuse"), progress=note, stop=wanted)
    error = refused.value
    assert (error.code, error.message, error.next_step) == ("empty", "It is empty.", "Fetch it again.")
    with pytest.raises(ModelMissing, match="There is no speech model"):
        process.hear(recording("no model"), progress=note, stop=wanted)
    with pytest.raises(RuntimeError, match="ValueError: 7 tracks"):
        process.hear(recording("break"), progress=note, stop=wanted)
    assert process.hear(recording("hear"), progress=note, stop=wanted) == heard()
    assert heard_by(recording("hear")) == first
    assert steps == [("hearing", 0.5)] * 5


def test_a_hearing_that_is_called_off_ends_within_a_second_and_the_next_has_a_new_process(
    process: HearingProcess, recording: Callable[[str], Path]
) -> None:
    path, begun = recording("take long"), []

    def called_off() -> bool:
        if path.with_name("heard by").exists():
            begun.append(time.monotonic())
        return bool(begun)

    with pytest.raises(HearingStopped):
        process.hear(path, progress=no_progress, stop=called_off)
    assert time.monotonic() - begun[0] < 1
    stopped, left = heard_by(path), left_at(path)
    assert not is_alive(stopped)
    assert not left.exists(), "what was decoded of a call that nobody wants any more is gone"
    assert process.hear(recording("hear"), progress=no_progress, stop=wanted) == heard()
    assert heard_by(path) != stopped


def test_a_process_that_dies_is_noticed_and_replaced(
    process: HearingProcess, recording: Callable[[str], Path]
) -> None:
    with pytest.raises(HearingDied):
        process.hear(recording("die"), progress=no_progress, stop=wanted)
    assert process.hear(recording("hear"), progress=no_progress, stop=wanted) == heard()


def test_whatever_breaks_while_a_call_is_heard_its_answer_is_not_taken_for_the_next_ones(
    process: HearingProcess, recording: Callable[[str], Path]
) -> None:
    def breaks(step: str, share: float) -> None:
        raise TimeoutError("no connection to the database is free")

    def breaks_otherwise(step: str, share: float) -> None:
        raise ValueError("no such share")

    with pytest.raises(HearingDied):
        process.hear(recording("hear"), progress=breaks, stop=wanted)
    with pytest.raises(ValueError, match="no such share"):
        process.hear(recording("hear"), progress=breaks_otherwise, stop=wanted)
    with pytest.raises(BadRecording):
        process.hear(recording("refuse"), progress=no_progress, stop=wanted)


WORKER = f"""
import sys
from pathlib import Path
from service.edges.hearing_process import HearingProcess
HearingProcess({COMMAND!r}).hear(Path(sys.argv[1]), progress=lambda step, share: None, stop=lambda: False)
"""


def test_the_process_goes_with_a_worker_that_is_killed(recording: Callable[[str], Path]) -> None:
    path = recording("take long")
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(path)])
    mark = path.with_name("heard by")
    until(lambda: mark.exists() and mark.read_text("utf-8") != "")
    hearing, left = heard_by(path), left_at(path)
    assert is_alive(hearing)
    assert left.exists()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    until(lambda: not is_alive(hearing))
    assert not left.exists()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited 60 s in vain"
        time.sleep(0.05)
