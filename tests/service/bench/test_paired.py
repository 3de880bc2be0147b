"""What two engines' word errors differ by, and what that is worth."""

import pytest

from service.bench.paired import difference


def test_a_difference_is_pooled_over_all_words() -> None:
    found = difference([(1000, 30, 40), (500, 30, 20)])
    assert (found.recordings, found.points) == (2, 0.0)


def test_the_same_difference_everywhere_is_certain() -> None:
    found = difference([(1000, 20, 30), (500, 5, 10)])
    assert (found.points, found.low, found.high) == pytest.approx((-1.0, -1.0, -1.0))


def test_recordings_that_disagree_widen_what_it_may_be() -> None:
    found = difference([(1000, 20, 30), (1000, 30, 20), (1000, 20, 30)])
    assert found.points == pytest.approx(-1 / 3)
    assert found.low == pytest.approx(-1.0)
    assert found.high == pytest.approx(1 / 3)
    assert difference([(1000, 20, 30), (1000, 30, 20), (1000, 20, 30)]) == found, "drawn the same each time"
