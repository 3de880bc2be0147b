"""Means of teams from people's and the judge's scores; gaps between them by group."""

import numpy as np
import pytest

from scoring.agreement.gaps import gaps
from scoring.agreement.ppi import combined_mean
from scoring.errors import BadInput


def test_with_a_judge_that_says_nothing_it_is_the_mean_of_the_people() -> None:
    people = [70.0, 80.0] * 10
    found = combined_mean("team", people, [50.0] * 20, [50.0] * 100)
    assert (found.weight, found.mean) == (0.0, 75.0)


def test_a_judge_that_is_always_five_too_harsh_is_corrected() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(80, 8, size=300)
    people, rest = truth[:30], truth[30:]
    found = combined_mean("site", people.tolist(), (people - 5).tolist(), (rest - 5).tolist())
    # λ = 1/(1 + 30/270) = .9 of a judge that follows people exactly.
    assert found.weight == pytest.approx(0.9)
    assert found.low < truth.mean() < found.high
    assert found.high - found.low < 0.6 * 2 * 1.699 * people.std(ddof=1) / 30**0.5


def test_the_interval_has_students_t_for_the_calls_that_people_scored() -> None:
    # sd of ten 70s and ten 80s: √(500/19) = 5.1299; t(.95; 19) = 1.7291: 1.7291 · 5.1299 / √20 = 1.9835.
    found = combined_mean("team", [70.0, 80.0] * 10, [50.0] * 20, [50.0] * 100)
    assert (found.low, found.high) == pytest.approx((75 - 1.9835, 75 + 1.9835), abs=1e-3)


def test_under_twenty_calls_by_people_it_is_refused() -> None:
    with pytest.raises(BadInput, match="19 calls were scored by people, and 20 are needed"):
        combined_mean("team", [80.0] * 19, [80.0] * 19, [80.0] * 400)


@pytest.mark.slow
def test_the_interval_holds_nine_times_in_ten() -> None:
    """A judge of correlation .7 and bias −3, 400 further calls: coverage of 4,000 samples, nominal .90."""
    rng = np.random.default_rng(7)
    for n in (20, 50):
        hits = 0
        for _ in range(4000):
            truth = rng.normal(0, 10, size=n + 400)
            judge = 0.7 * truth + rng.normal(0, 7.14, size=n + 400) - 3
            found = combined_mean("team", truth[:n].tolist(), judge[:n].tolist(), judge[n:].tolist())
            hits += found.low <= 0 <= found.high
        assert 0.87 <= hits / 4000 <= 0.92


def test_groups_under_twenty_calls_are_not_shown() -> None:
    names = ["heard well"] * 30 + ["heard badly"] * 19
    found = gaps("heard", names, [80.0] * 49, [75.0, 85.0] * 24 + [80.0])
    assert [group.group for group in found.groups] == ["heard well"]
    assert found.too_small == 1
