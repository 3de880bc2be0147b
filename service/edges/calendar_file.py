"""Check-ins as a calendar file (ICS). Titles are neutral: calendars are shared, and seen over shoulders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

TITLE = "Check-in"
PRODUCT = "-//Sidetone//Check-ins//EN"
REMIND_BEFORE = timedelta(minutes=15)


@dataclass(frozen=True)
class Meeting:
    """One meeting. `uid` stays the same through its changes, `sequence` grows with each of them."""

    uid: str
    sequence: int
    at: datetime
    zone: str
    minutes: int
    cancelled: bool = False
    link: str = ""


def calendar(
    meetings: Sequence[Meeting],
    written: datetime,
    *,
    organiser: str = "",
    attendees: Sequence[str] = (),
    method: Literal["PUBLISH", "REQUEST", "CANCEL"] = "PUBLISH",
) -> bytes:
    """The meetings as a calendar file, by the clocks of each meeting's zone.

    `organiser` and `attendees` are e-mail addresses. Nothing in it says what the meetings are about; a link
    leads to whoever may open it.
    """
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", method)
    for zone in sorted({one.zone for one in meetings}):
        if zone != "UTC":
            days = [one.at.date() for one in meetings if one.zone == zone]
            first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=1)
            file.add_component(Timezone.from_tzid(zone, first_date=first, last_date=last))
    for one in meetings:
        file.add_component(_event(one, written, organiser, attendees))
    return bytes(file.to_ical())


def _event(one: Meeting, written: datetime, organiser: str, attendees: Sequence[str]) -> Event:
    event = Event()
    starts = one.at.astimezone(ZoneInfo(one.zone))
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", written)
    event.add("dtstart", starts)
    # Added to the moment and not to the clock: a meeting over a change of the clocks lasts as long as others.
    event.add("dtend", (one.at + timedelta(minutes=one.minutes)).astimezone(ZoneInfo(one.zone)))
    event.add("summary", TITLE)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.link:
        event.add("url", one.link)
    if organiser:
        event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    for mail in attendees:
        attendee = vCalAddress(f"mailto:{mail}")
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        event.add("attendee", attendee, encode=False)
    if not one.cancelled:
        event.add_component(_alarm())
    return event


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", TITLE)
    alarm.add("trigger", -REMIND_BEFORE)
    return alarm
