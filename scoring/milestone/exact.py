"""Types of the export: numbers as they were written, days and instants that leave nothing to guess."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema

_RATIO = re.compile(r"(-?\d{1,18})/(\d{1,5})")
_LARGEST = 10**12
_LARGEST_DENOMINATOR = 10_000
_DIGITS_OF_A_ROUNDED_FLOAT = 15
_MOST_DIGITS = 40


def exact(number: Any) -> Fraction:
    """The fraction a number of the export stands for. Raises ValueError where it is none.

    `84.96` is 2124/25. A thirty-sixth of something has no end as a decimal, so a score may be written
    "2987/36". A decimal of 15 digits and more is a fraction that went through a float on its way here: it
    is taken back where a denominator of at most 10,000 gives the same float.
    """
    if isinstance(number, Fraction):
        return number
    if isinstance(number, str) and (ratio := _RATIO.fullmatch(number)):
        if int(ratio[2]) == 0:
            raise ValueError("has 0 below the line")
        return _in_bounds(Fraction(int(ratio[1]), int(ratio[2])))
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        raise ValueError('has to be a number, or a fraction written like "250/3"')
    if isinstance(number, int):
        return _in_bounds(Fraction(number))
    return _in_bounds(_from_decimal(Decimal(repr(number)) if isinstance(number, float) else number))


def _from_decimal(number: Decimal) -> Fraction:
    if not number.is_finite():
        raise ValueError("is not a number")
    # Before any arithmetic: 1e-999999999 would become a fraction of a thousand million digits.
    if number and (abs(number.adjusted()) > _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS):
        raise ValueError("has more digits than a measurement can have")
    if len(number.as_tuple().digits) >= _DIGITS_OF_A_ROUNDED_FLOAT:
        nearest = Fraction(float(number)).limit_denominator(_LARGEST_DENOMINATOR)
        if float(nearest) == float(number):
            return nearest
    return Fraction(number)


def _in_bounds(number: Fraction) -> Fraction:
    if abs(number) > _LARGEST:
        raise ValueError("is larger than anything a milestone can be about")
    return number


def written(number: Fraction) -> int | float | str:
    """A fraction as the export writes it: a whole number, a short decimal, or "250/3". `exact` undoes it."""
    if number.denominator == 1:
        return number.numerator
    as_float = float(number)
    return as_float if exact(as_float) == number else f"{number.numerator}/{number.denominator}"


def _only_days(value: Any) -> Any:
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError('has to be a day, written like "2026-12-12"')
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError('has to be a day, written like "2026-12-12"')
    return value


def _only_instants(value: Any) -> Any:
    if not isinstance(value, str | datetime):
        raise ValueError('has to be an instant, written like "2026-12-12T09:30:00Z"')
    return value


def _day_or_instant(value: Any) -> Any:
    return _only_instants(value) if "T" in str(value) or isinstance(value, datetime) else _only_days(value)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError('has to be a time zone of the IANA list, like "Europe/Berlin"') from error
    return name


Exact = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(written),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d{1,18}/\d{1,5}$"}]},
    ),
]
"""A number without rounding: a JSON number, or a fraction in a string."""


def _fraction(value: Any) -> Fraction:
    return value if type(value) is Fraction else Fraction(value)


Computed = Annotated[
    Fraction,
    BeforeValidator(_fraction),
    PlainSerializer(float, return_type=float),
    WithJsonSchema({"type": "number"}),
]
"""A result: exact while it is worked with, a JSON number when it leaves. The inputs give it again."""

# A century is room enough, and keeps day arithmetic away from the ends of the calendar.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31)), BeforeValidator(_only_days)]
Instant = Annotated[AwareDatetime, BeforeValidator(_only_instants)]
DayOrInstant = Annotated[
    AwareDatetime | date, Field(union_mode="left_to_right"), BeforeValidator(_day_or_instant)
]
Zone = Annotated[str, AfterValidator(_known_zone)]
