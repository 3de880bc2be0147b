import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formats import (
    clock,
    clock_span,
    counted,
    format_average,
    format_percent,
    format_range,
    format_share,
    took,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (100, "100"),
        (84.5, "85"),  # half up, where Python's round() would give 84
        (86.5, "87"),
        (84.49, "84"),
        (Fraction(245, 3), "82"),  # 81.666…
        (Fraction(169, 2), "85"),  # 84.5 exactly
    ],
)
def test_a_percentage_is_rounded_half_up(value, written):
    assert format_percent(value) == written


@pytest.mark.parametrize(
    ("value", "target", "written"),
    [
        (84.96, 85, "84.96"),  # 85.0 at one decimal would still read as met
        (84.6, 85, "84.6"),
        (84.4, 85, "84"),
        (85, 85, "85"),
        (85.4, 85, "85"),
        (84.45, 84.4, "84.5"),  # "84" would read as missed
        (Fraction(85) - Fraction(1, 10_000), 85, "84.9999"),
        (99.999, 100, "99.999"),
        (Fraction(254, 3), 85, "84.7"),  # 84.666…
    ],
)
def test_rounding_never_carries_a_value_over_a_floor(value, target, written):
    assert format_percent(value, target) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(55.3, "55.3"), (55.04, "55.04"), (55, "55"), (54.6, "55"), (56.2, "56")],
)
def test_rounding_never_carries_a_value_under_a_ceiling(value, written):
    assert format_percent(value, 55, at_most=True) == written


def test_a_value_that_is_its_target_is_written_like_it():
    assert format_percent(84.5, 84.5, at_most=True) == "84.5"
    assert format_percent(Fraction(254, 3), Fraction(254, 3)) == "85"  # no end: 84.666…


def test_an_average_of_levels_has_one_decimal_and_more_where_a_target_is_near():
    assert format_average(3.25) == "3.3"
    assert format_average(3.97, 4) == "3.97"


PERCENT = st.fractions(min_value=0, max_value=100, max_denominator=5000)


@given(PERCENT, st.decimals(min_value=0, max_value=100, places=2).map(Fraction))
def test_what_is_written_stands_on_the_same_side_of_the_target(value, target):
    assert (Fraction(format_percent(value, target)) >= target) == (value >= target)
    assert (Fraction(format_percent(value, target, at_most=True)) <= target) == (value <= target)


@given(PERCENT)
def test_a_float_is_written_like_the_fraction_it_stands_for(value):
    assert format_percent(float(value)) == format_percent(value)


def test_a_share_is_written_in_percent():
    assert format_share(0.614) == "61 %"
    assert format_share(Fraction(1, 8)) == "13 %"  # 12.5


def test_an_incomplete_score_shows_its_bounds_and_the_word():
    assert format_range(65.7, 82.25) == "66–82 (incomplete)"
    assert format_range(66.1, 66.3) == "66 (incomplete)"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0:00"), (9.4, "0:09"), (248.99, "4:08"), (3599.9, "59:59"), (3600, "1:00:00"), (3723.2, "1:02:03")],
)
def test_a_time_is_cut_to_the_second_the_player_shows(seconds, written):
    assert clock(seconds) == written


def test_a_span_is_two_clocks():
    assert clock_span(240, 690.9) == "4:00–11:30"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (125, "2 min 5 s"),
    ],
)
def test_how_long_something_took(seconds, written):
    assert took(seconds) == written


def test_a_number_agrees_with_its_noun():
    assert counted(1, "question") == "1 question"
    assert counted(0, "question") == "0 questions"
    assert counted(2, "criterion", "criteria") == "2 criteria"


@pytest.mark.parametrize("places", [0, 1])
def test_what_is_written_quickly_is_what_the_exact_value_rounds_to(places):
    """Of floats as of fractions, around every half from -3 to 101, a hair beside it included."""
    write, scale = (format_percent, format_average)[places], 10**places
    halves = [Fraction(2 * whole + 1, 2 * scale) for whole in range(-3 * scale, 101 * scale)]
    hairs = [Fraction(0), *(Fraction(sign, 10**digits) for sign in (-1, 1) for digits in (2, 5, 6, 7, 9, 12))]
    for value in [half + hair for half in halves for hair in hairs]:
        for number, exact in ((value, value), (float(value), Fraction(repr(float(value))))):
            rounded = math.floor(exact * scale + Fraction(1, 2))
            sign, digits = "-" if number < 0 else "", f"{abs(rounded):0{places + 1}}"
            assert write(number) == sign + (f"{digits[:-1]}.{digits[-1]}" if places else digits), number


@pytest.mark.parametrize("value", [1e6 - 0.5, 123456789.5, 1e15 + 0.5, -1e9 - 0.5])
def test_a_large_number_is_written_exactly(value):
    assert format_percent(value) == str(math.floor(Fraction(value) + Fraction(1, 2)))
