"""Counting days on which people work. Holidays are given, never guessed: they differ from town to town."""

from collections.abc import Collection
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEKEND = frozenset((5, 6))
"""Saturday and Sunday, as `date.weekday()` numbers them."""
MOST_DAYS = 366


def is_working_day(day: date, holidays: Collection[date] = (), weekend: Collection[int] = WEEKEND) -> bool:
    """Whether people work on that day."""
    return day.weekday() not in weekend and day not in holidays


def add_working_days(
    day: date, count: int, holidays: Collection[date] = (), weekend: Collection[int] = WEEKEND
) -> date:
    """The working day that many working days after `day`, which itself is not counted.

    Five working days from a Monday end on the next Monday, and last until its midnight.
    """
    if not 0 <= count <= MOST_DAYS:
        raise ValueError(f"counts 0 to {MOST_DAYS} working days, not {count}")
    _refuse_no_work(weekend)
    found = day
    while count:
        found += ONE_DAY
        count -= is_working_day(found, holidays, weekend)
    return found


def next_working_day(day: date, holidays: Collection[date] = (), weekend: Collection[int] = WEEKEND) -> date:
    """That day, or the first working day after it."""
    _refuse_no_work(weekend)
    while not is_working_day(day, holidays, weekend):
        day += ONE_DAY
    return day


def working_days_between(
    first: date, last: date, holidays: Collection[date] = (), weekend: Collection[int] = WEEKEND
) -> int:
    """How many working days lie from `first` to `last`, both included; none where they are the other way."""
    days = (last - first).days + 1
    return sum(is_working_day(first + timedelta(days=n), holidays, weekend) for n in range(max(0, days)))


def _refuse_no_work(weekend: Collection[int]) -> None:
    if set(weekend) >= set(range(7)):
        raise ValueError("no day of the week is left to work on")
