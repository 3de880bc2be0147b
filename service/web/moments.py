"""Moments as people read them, in the zone of what they belong to."""

from datetime import datetime
from zoneinfo import ZoneInfo


def local_moment(at: datetime, zone: str, time_known: bool = True) -> str:
    """ "Tue 3 Nov 2026, 14:05"; where nobody gave the time of a call: "uploaded Tue 3 Nov 2026, 14:05"."""
    local = at.astimezone(ZoneInfo(zone))
    text = f"{local_day(at, zone)}, {local:%H:%M}"
    return text if time_known else f"uploaded {text}"


def local_day(at: datetime, zone: str) -> str:
    """ "Tue 3 Nov 2026" """
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y}"
