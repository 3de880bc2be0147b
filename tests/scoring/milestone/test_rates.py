"""Exact bounds and count rules, against the published table and against the definition."""

from fractions import Fraction
from math import comb

import pytest

from scoring.milestone.rates import (
    calls_needed_without_a_miss,
    chance_of_at_least,
    fewest_fails_for_not_met,
    lower_bound,
    most_fails_for_met,
    upper_bound,
)

TARGET = Fraction(95, 100)


@pytest.mark.parametrize(
    ("n", "met", "not_met", "chances"),
    [
        (8, None, 2, (0.06, 0.19, 0.50)),
        (12, None, 3, (0.02, 0.11, 0.44)),
        (20, None, 3, (0.08, 0.32, 0.79)),
        (30, None, 4, (0.06, 0.35, 0.88)),
        (45, 0, 5, (0.07, 0.47, 0.96)),
        (100, 1, 9, (0.06, 0.68, 1.0)),
        (200, 5, 15, (0.08, 0.91, 1.0)),
    ],
)
def test_the_published_table_for_95_percent(
    n: int, met: int | None, not_met: int, chances: tuple[float, ...]
) -> None:
    assert most_fails_for_met(n, TARGET) == met
    assert fewest_fails_for_not_met(n, TARGET) == not_met
    for true, chance in zip((0.95, 0.90, 0.80), chances, strict=True):
        assert chance_of_at_least(not_met, n, 1 - true) == pytest.approx(chance, abs=0.0051)


def test_45_calls_without_a_miss_state_95_percent_and_44_do_not() -> None:
    # (1/10) ** (1/45) = .95012, (1/10) ** (1/44) = .94901
    assert lower_bound(45, 45) == pytest.approx(0.1 ** (1 / 45))
    assert calls_needed_without_a_miss(TARGET) == 45
    assert lower_bound(44, 44) < TARGET


@pytest.mark.parametrize(("target", "needed"), [(Fraction(9, 10), 22), (Fraction(99, 100), 230)])
def test_other_targets_need_other_numbers(target: Fraction, needed: int) -> None:
    # log(.1) / log(.9) = 21.85; log(.1) / log(.99) = 229.1
    assert calls_needed_without_a_miss(target) == needed


@pytest.mark.parametrize(("passes", "n"), [(0, 8), (3, 12), (11, 12), (38, 45), (199, 200)])
def test_a_bound_is_where_the_binomial_tail_is_a_tenth(passes: int, n: int) -> None:
    upper = Fraction(upper_bound(passes, n))
    assert float(_tail(range(passes + 1), n, upper)) == pytest.approx(0.1, abs=1e-9)
    if passes:
        lower = Fraction(lower_bound(passes, n))
        assert float(_tail(range(passes, n + 1), n, lower)) == pytest.approx(0.1, abs=1e-9)


def _tail(successes: range, n: int, share: Fraction) -> Fraction:
    """P(X is one of `successes`), summed in exact fractions."""
    p = share.limit_denominator(10**12)
    return sum((comb(n, k) * p**k * (1 - p) ** (n - k) for k in successes), Fraction(0))


def test_all_passes_leave_no_room_above_and_none_no_room_below() -> None:
    assert upper_bound(12, 12) == 1
    assert lower_bound(0, 12) == 0


@pytest.mark.parametrize(
    ("passes", "of_last", "true", "published"),
    [(9, 12, 0.80, 0.79), (9, 12, 0.50, 0.07), (19, 20, 0.97, 0.88), (19, 20, 0.80, 0.07)],
)
def test_count_rules_pass_a_rep_as_often_as_published(
    passes: int, of_last: int, true: float, published: float
) -> None:
    assert chance_of_at_least(passes, of_last, true) == pytest.approx(published, abs=0.0051)
    by_hand = _tail(range(passes, of_last + 1), of_last, Fraction(str(true)))
    assert chance_of_at_least(passes, of_last, true) == pytest.approx(float(by_hand))
