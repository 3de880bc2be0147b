"""How numbers are written, on every screen and in every document.

Decisions are made on unrounded values; these functions only write. They never make a value look as if
it stood on the other side of a target.
"""

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

Number = Fraction | float
SURE, DOUBT = 1e6, 1e-6
"""Below SURE no float of this arithmetic is off by as much as DOUBT."""


def format_percent(value: Number, target: Number | None = None, *, at_most: bool = False) -> str:
    """A value in percent (0–100) without its sign: half up, "84.5" → "85".

    With a target, as many decimals as keep the reader on the right side of it: 84.96 against 85 is
    written "84.96". `at_most` says that the target is a ceiling and not a floor.
    """
    return _written(value, target, at_most, least=0)


def format_average(value: Number, target: Number | None = None, *, at_most: bool = False) -> str:
    """An average of levels, or of anything that is not in percent: one decimal, or more as above."""
    return _written(value, target, at_most, least=1)


def format_range(low: Number, high: Number) -> str:
    """The bounds of a score that is not complete: "66–82 (incomplete)". Never for a likely range."""
    first, last = format_percent(low), format_percent(high)
    bounds = first if first == last else f"{first}–{last}"
    return f"{bounds} (incomplete)"


def format_share(share: Number) -> str:
    """A share of 1 as a percentage with its sign: 0.61 → "61 %"."""
    return f"{format_percent(_exact(share) * 100)} %"


def clock(seconds: float) -> str:
    """A time in a recording as a player shows it, cut and not rounded: 248.9 → "4:08", 3723 → "1:02:03"."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def clock_span(start: float, end: float) -> str:
    """A part of a recording: "4:00–11:30"."""
    return f"{clock(start)}–{clock(end)}"


def took(seconds: float) -> str:
    """How long something took: "0.4 s", "38 s", "2 min 5 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = math.floor(seconds + 0.5)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 question", "9 questions"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def plain(value: Fraction) -> str:
    """A number as it was agreed: no rounding that would change it, no zeros that say nothing."""
    return f"{float(value):.10g}"


def day_in_words(day: date) -> str:
    """A day without a doubt about the order of its parts: "12 December 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _exact(value: Number) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(*_ratio(value))


def _ratio(value: Number) -> tuple[int, int]:
    # The shortest decimal that gives this float is what its author meant: 84.35, not 84.349999…
    return (value if type(value) is Fraction else Decimal(repr(float(value)))).as_integer_ratio()


def _written(value: Number, target: Number | None, at_most: bool, least: int) -> str:
    if target is None:
        return _decimal(value, least)
    exact, goal = _exact(value), _exact(target)
    if exact == goal:
        enough = (places for places in range(least, 4) if _half_up(exact, places) == exact)
        return _decimal(exact, next(enough, least))

    def reaches(shown: Fraction) -> bool:
        return shown <= goal if at_most else shown >= goal

    places = least
    # Ends: what is written comes ever closer to the value, and the value is not the target.
    while reaches(_half_up(exact, places)) != reaches(exact):
        places += 1
    return _decimal(exact, places)


def _half_up(value: Fraction, places: int) -> Fraction:
    return Fraction(_units(value, places), 10**places)


def _units(value: Number, places: int) -> int:
    """How many of the last of these decimals, half up. A page has thousands to write: where a float leaves no
    doubt it is asked, and near a half the exact value, in whole numbers."""
    scale: int = 10**places
    shifted = float(value) * scale + 0.5
    lower = math.floor(shifted)
    if abs(shifted) < SURE and DOUBT < shifted - lower < 1 - DOUBT:
        return lower
    over, below = _ratio(value)
    return (2 * over * scale + below) // (2 * below)


def _decimal(value: Number, places: int) -> str:
    digits = f"{abs(_units(value, places)):0{places + 1}}"
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{'-' if value < 0 else ''}{whole}{'.' if rest else ''}{rest}"
