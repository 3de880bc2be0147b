"""Weeks as numbers (their Monday, 20261116) and as people write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scoring.errors import BadInput
from scoring.formats import day_in_words
from service.calls.details import YEARS, monday


def week_of(day: str) -> int:
    """The week of a day such as 2026-11-18. Raises BadInput for what is none."""
    try:
        read = date.fromisoformat(day)
    except ValueError:
        read = None
    if read is None or len(day) != len("2026-11-18") or read.year not in YEARS:
        raise BadInput(f"{day!r} is no day.", "Write a day of the week, such as 2026-11-18.")
    return monday(read)


def first_day(week: int) -> date:
    """20261116 → 16 November 2026. Raises BadInput for a number that is no Monday."""
    year, month, day = week // 10000, week // 100 % 100, week % 100
    try:
        read = date(year, month, day)
    except ValueError:
        read = None
    if read is None or read.weekday() != 0:
        raise BadInput(f"{week} is no week.", "Write its Monday as YYYYMMDD, such as 20261116.")
    return read


def is_over(week: int, zone: str, at: datetime) -> bool:
    """Whether the week has ended where that zone's clocks hang."""
    return at.astimezone(ZoneInfo(zone)).date() >= first_day(week) + timedelta(days=7)


def last_week(at: datetime) -> int:
    """The week that ended last, by the clocks of UTC."""
    return monday(at.astimezone(UTC).date() - timedelta(days=7))


def written(week: int) -> str:
    """20261116 → 2026-11-16."""
    return first_day(week).isoformat()


def week_words(week: int) -> str:
    """20261116 → "the week of 16 November 2026"."""
    return f"the week of {day_in_words(first_day(week))}"
