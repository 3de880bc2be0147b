"""What a worker does once an hour holds up neither its sign of life nor its taking over."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from service import upkeep
from service.upkeep import HOUR, Upkeep


class Slow(Upkeep):
    """Upkeep whose rounds last until they are let go."""

    def __init__(self) -> None:
        nothing: Any = type("Nothing", (), {"database": None})()
        super().__init__(nothing, nothing, nothing, [])
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()

    def once(self) -> None:
        self.begun.release()
        self.let_go.wait(30)

    def ended(self) -> None:
        assert self._thread is not None
        self._thread.join(30)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    def set_clock(seconds: float) -> None:
        monkeypatch.setattr(upkeep.time, "monotonic", lambda: seconds)

    return set_clock


def test_a_long_round_is_not_waited_for_and_never_runs_twice_at_once(at: Callable[[float], None]) -> None:
    work = Slow()
    at(0)
    work.begin_if_due()
    assert work.begun.acquire(timeout=30)
    at(2 * HOUR)
    work.begin_if_due()
    assert not work.begun.acquire(blocking=False)
    work.let_go.set()
    work.ended()
    work.begin_if_due()
    assert work.begun.acquire(timeout=30)
    work.ended()


def test_the_next_round_is_an_hour_after_the_last_began(at: Callable[[float], None]) -> None:
    work = Slow()
    work.let_go.set()
    rounds = []
    for seconds in (0, 0.5 * HOUR, HOUR - 1, HOUR, 1.5 * HOUR):
        at(seconds)
        work.begin_if_due()
        work.ended()
        rounds.append(work.begun.acquire(blocking=False))
    assert rounds == [True, False, False, True, False]


def test_a_fault_in_a_round_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    nothing: Any = type("Nothing", (), {"database": None})()
    Upkeep(nothing, nothing, nothing, []).once()
    assert "tried again in an hour" in caplog.text
