"""Until when a rep may question a released review, and by when a question is to be answered.

Both in the zone of the call; a deadline lasts until local midnight.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scoring.plans.working_days import add_working_days

ANSWER_IN = 5
"""Working days in which a dispute is to be answered."""


def window_ends(released: datetime, zone: str, days: int) -> date:
    """The last day on which the review may be questioned."""
    return local_day(released, zone) + timedelta(days=days)


def answer_due(opened: datetime, zone: str, holidays: Collection[date] = ()) -> date:
    """The day by whose end the answer is due."""
    return add_working_days(local_day(opened, zone), ANSWER_IN, holidays)


def is_over(day: date, at: datetime, zone: str) -> bool:
    """Whether that day has ended there."""
    return local_day(at, zone) > day


def end_of(day: date, zone: str) -> datetime:
    """The midnight with which that day ends there."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def local_day(at: datetime, zone: str) -> date:
    """The day it is there at that moment."""
    return at.astimezone(ZoneInfo(zone)).date()
