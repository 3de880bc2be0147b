"""Iterations that run side by side: nothing of them is lost, and an error of one reaches whoever waits."""

import time
from collections.abc import Iterator
from threading import Barrier

import pytest

from service.edges.at_once import at_once


def test_all_results_come_each_iterations_own_in_order() -> None:
    found = list(at_once([lambda: range(50), lambda: range(100, 130)]))
    assert [value for place, value in found if place == 0] == list(range(50))
    assert [value for place, value in found if place == 1] == list(range(100, 130))


def test_they_run_side_by_side() -> None:
    both = Barrier(2, timeout=10)

    def meeting() -> Iterator[int]:
        both.wait()  # passes only when the other is here too
        yield 1

    assert sorted(at_once([meeting, meeting])) == [(0, 1), (1, 1)]


def test_an_error_of_one_is_raised_and_the_other_ends() -> None:
    told: list[int] = []

    def endless() -> Iterator[int]:
        for number in range(10_000):
            told.append(number)
            time.sleep(0.001)
            yield number

    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(at_once([endless, broken]))
    assert len(told) < 10_000


def test_whoever_stops_asking_ends_them() -> None:
    results = at_once([lambda: iter(range(10_000)), lambda: iter(range(10_000))])
    next(results)
    results.close()  # type: ignore[attr-defined]
