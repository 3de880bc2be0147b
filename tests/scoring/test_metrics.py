"""Figures of a declared kind, and how those of several weeks become one."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from scoring.metrics import COMMON, FIELDS, Figure, Kind, Period, add_up
from scoring.milestone.figures import NEEDED, Figures

MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 28))


def week(number: int, **values: Any) -> Figure:
    """The figure of a week of seven days from 1 March on; a number is added up with `last=…`."""
    first = date.fromordinal(MARCH.first.toordinal() + 7 * (number - 1))
    days = {"first": first, "last": date.fromordinal(first.toordinal() + 6)}
    return Figure.model_validate(days | values)


def total(
    kind: Kind, *figures: Figure, covered: tuple[Period, ...] = (), window: Period = MARCH
) -> Figures | None:
    days = covered or tuple(Period(first=one.first, last=one.last) for one in figures)
    return add_up(kind, figures, days, window, "CRM", date(2026, 3, 30))


def test_counts_and_rates_are_added() -> None:
    whole = total("count", *(week(number, count=number) for number in (1, 2, 3, 4)))
    assert whole is not None
    assert (whole.count, whole.first, whole.last) == (10, MARCH.first, MARCH.last)
    rate = total("rate", *(week(number, numerator=number, denominator=20) for number in (1, 2, 3, 4)))
    assert rate is not None
    assert (rate.numerator, rate.denominator) == (10, 80)


def test_averages_are_pooled_with_their_spread() -> None:
    """Week 1: 80, 90 (n 2, mean 85, sd √50); week 2: 95 alone. Together: mean 88⅓, squares 116⅔, sd √58⅓."""
    figures = week(1, average=85, n=2, spread=50**0.5), week(2, average=95, n=1)
    pooled = total("average", *figures)
    assert pooled is not None
    assert pooled.average == Fraction(265, 3)
    assert pooled.n == 3
    assert float(pooled.spread or 0) == pytest.approx((175 / 3) ** 0.5)


def test_single_days_are_observations() -> None:
    days = [
        Figure(first=date(2026, 3, day), last=date(2026, 3, day), average=Fraction(80 + day), n=1)
        for day in (2, 3, 4)
    ]
    pooled = total("average", *days, covered=(MARCH,))
    assert pooled is not None
    assert (pooled.average, pooled.n, pooled.spread) == (83, 3, 1)
    assert (pooled.first, pooled.last) == (MARCH.first, MARCH.last)


def test_figures_reach_to_the_first_gap() -> None:
    figures = [week(number, count=1) for number in (1, 2, 4)]
    reached = total("count", *figures)
    assert reached is not None
    assert (reached.count, reached.last) == (2, date(2026, 3, 14))


def test_days_that_are_covered_without_a_figure_are_no_gap() -> None:
    figures = [week(number, count=1) for number in (1, 2, 4)]
    whole = total("count", *figures, covered=(MARCH,))
    assert whole is not None
    assert (whole.count, whole.last) == (3, MARCH.last)


def test_a_figure_across_the_end_of_the_window_is_not_cut() -> None:
    figures = [week(number, count=1) for number in (1, 2)]
    window = Period(first=MARCH.first, last=date(2026, 3, 10))
    reached = total("count", *figures, window=window)
    assert reached is not None
    assert (reached.count, reached.last) == (1, date(2026, 3, 7))
    late = total("count", *figures, window=Period(first=date(2026, 3, 4), last=date(2026, 3, 14)))
    assert late is not None
    assert (late.count, late.first) == (1, date(2026, 3, 8))


def test_of_bare_percentages_the_newest_is_shown() -> None:
    shown = total("percentage", week(1, percentage=80), week(2, percentage=90))
    assert shown is not None
    assert (shown.percentage, shown.first, shown.last) == (90, date(2026, 3, 8), date(2026, 3, 14))


def test_without_figures_there_is_nothing_and_not_zero() -> None:
    assert total("count") is None
    assert total("count", covered=(MARCH,)) is None
    assert (
        total("count", week(1, count=1), window=Period(first=date(2026, 5, 1), last=date(2026, 5, 31)))
        is None
    )


@pytest.mark.parametrize(
    ("kind", "values", "mistakes"),
    [
        ("rate", {"numerator": 1, "denominator": 2}, []),
        ("rate", {"numerator": 1, "denominator": 2, "count": 1}, ["count"]),
        ("count", {}, ["count"]),
        ("average", {"average": 1, "n": 1}, []),
        ("average", {"average": 1, "n": 2}, ["spread"]),
        ("average", {"average": 1}, ["n", "spread"]),
        ("percentage", {"percentage": 50, "n": 3}, ["n"]),
    ],
)
def test_a_figure_has_the_fields_of_its_kind(kind: Kind, values: dict[str, Any], mistakes: list[str]) -> None:
    assert [field for field, _ in week(1, **values).mistakes(kind)] == mistakes


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"numerator": 3, "denominator": 2}, "larger than the denominator"),
        ({"percentage": 101}, "less than or equal to 100"),
        ({"count": -1}, "greater than or equal to 0"),
        ({"last": date(2026, 2, 1), "count": 1}, "ends before it begins"),
        ({"last": date(2027, 3, 2), "count": 1}, "more than 366 days"),
    ],
)
def test_what_makes_no_sense_is_refused(values: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        week(1, **values)


def test_each_kind_has_what_its_goal_needs() -> None:
    assert {f"imported_{kind}": names for kind, names in FIELDS.items()} == NEEDED
    assert len({one.key for one in COMMON}) == len(COMMON)
