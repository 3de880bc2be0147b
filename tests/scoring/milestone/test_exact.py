"""Numbers of an export are what they were written as."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.milestone.exact import exact, written


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        (85, Fraction(85)),
        (Decimal("84.96"), Fraction(2124, 25)),
        (84.96, Fraction(2124, 25)),
        ("250/3", Fraction(250, 3)),
        ("-1/2", Fraction(-1, 2)),
        (Decimal("83.33333333333333"), Fraction(250, 3)),
        (82.97222222222223, Fraction(2987, 36)),
        (Decimal("0.1234567890123456"), Fraction(1234567890123456, 10**16)),
    ],
)
def test_a_number_is_read_as_the_fraction_it_stands_for(number: Any, meant: Fraction) -> None:
    assert exact(number) == meant


def test_an_average_of_thirds_that_went_through_floats_still_reaches_its_target() -> None:
    # 83.33333333333333 + 86.66666666666667 as decimals miss 170; as thirds they are 170.
    assert exact(Decimal("83.33333333333333")) + exact(Decimal("86.66666666666667")) == 170


@pytest.mark.parametrize(
    "number",
    [
        *(True, None, "85", "1/0", "1/123456", [], Decimal("NaN"), float("inf"), 10**13, -(10**13)),
        *(Decimal("1e-99999999"), Decimal("1e99999999"), Decimal("0." + "1" * 60)),
    ],
)
def test_what_is_no_measurement_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match=r"has|is"):
        exact(number)


@given(st.fractions(min_value=0, max_value=100, max_denominator=9_999))
def test_writing_and_reading_a_number_changes_nothing(number: Fraction) -> None:
    assert exact(written(number)) == number


def test_a_number_is_written_as_short_as_it_can_be() -> None:
    assert written(Fraction(85)) == 85
    assert written(Fraction(175, 2)) == 87.5
    assert written(Fraction(1, 10**4 + 7)) == "1/10007"
