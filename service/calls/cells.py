"""What exports write about calls, read into what we mean: moments, zones, directions, channels, lengths.

Each function raises ValueError, in words for whoever made the file, for what can't be read.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from service.calls.details import D, known_zone, plausible

DIRECTIONS: dict[str, Literal["inbound", "outbound"]] = {
    **dict.fromkeys(("inbound", "in", "incoming"), "inbound"),
    **dict.fromkeys(("outbound", "out", "outgoing"), "outbound"),
}
CHANNELS: dict[str, Literal["left", "right"]] = {
    **dict.fromkeys(("left", "l"), "left"),
    **dict.fromkeys(("right", "r"), "right"),
}
FORM = "write it as 2026-11-03T14:05:00, with or without an offset such as +01:00"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d+)?")
_NUMBER = re.compile(r"\d{1,7}([.,]\d+)?")
LONGEST = 86400.0


def zone(text: str, default: str) -> str:
    """An IANA zone; for an empty cell the default."""
    return known_zone(text) if text else default


def moment(text: str, zone: str, today: datetime) -> datetime | date | None:
    """A moment, by its offset or else by the clocks of that zone; a date alone stays one; empty is None."""
    if not text:
        return None
    if _DAY.fullmatch(text):
        return _not_to_come(plausible(_valid_day(text)), today)
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text!r} is no moment; {FORM}")
    try:
        read = datetime.fromisoformat(text.replace(",", ".").replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar; {FORM}") from None
    plausible(read)
    return _not_to_come(read if read.tzinfo else by_the_clocks(read, zone), today)


def by_the_clocks(naive: datetime, zone: str) -> datetime:
    """The moment at which the clocks of a zone show that; of two, when they are put back, the first."""
    there = naive.replace(tzinfo=ZoneInfo(zone))
    if there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
        raise ValueError(f"{naive:%Y-%m-%d %H:%M} did not exist in {zone}: the clocks were put forward")
    return there


def direction(text: str) -> Literal["inbound", "outbound"] | None:
    return _word(text, DIRECTIONS, "inbound or outbound")


def channel(text: str) -> Literal["left", "right"] | None:
    return _word(text, CHANNELS, "left or right")


def seconds(text: str) -> float:
    """A length in seconds, or as 4:05 or 1:04:05."""
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        length = float(hours * 3600 + minutes * 60 + rest)
    elif _NUMBER.fullmatch(text):
        length = float(text.replace(",", "."))
    else:
        raise ValueError(f"{text!r} is no length; write seconds such as 245, or 4:05")
    if length > LONGEST:
        raise ValueError(f"{text!r} is longer than a day")
    return length


T = TypeVar("T")


def _word(text: str, words: dict[str, T], wanted: str) -> T | None:
    if not text:
        return None
    if text.lower() not in words:
        raise ValueError(f"{text!r} is neither {wanted.replace(' or ', ' nor ')}")
    return words[text.lower()]


def _valid_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar") from None


def _not_to_come(start: D, today: datetime) -> D:
    # A day of grace: clocks differ, and so do zones.
    latest = today + timedelta(days=1)
    if (start > latest) if isinstance(start, datetime) else (start > latest.date()):
        raise ValueError(f"{start:%Y-%m-%d} is still to come")
    return start
