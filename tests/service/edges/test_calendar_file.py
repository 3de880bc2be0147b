"""Check-ins as a calendar file: by the clocks of their zone, without a word about what they are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from scoring.plans.schedule import DEFAULT_CADENCE, check_ins
from service.edges.calendar_file import Meeting, calendar

WRITTEN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def meetings(*, sequence: int = 0, cancelled: bool = False) -> list[Meeting]:
    slots = check_ins(date(2026, 3, 2), date(2026, 4, 30), DEFAULT_CADENCE, "Europe/Berlin")
    return [
        Meeting(
            uid=f"check-in-{slot.number}@sidetone.example",
            sequence=sequence,
            at=slot.at,
            zone=slot.zone,
            minutes=slot.minutes,
            cancelled=cancelled,
            link="https://sidetone.example/check-ins/1",
        )
        for slot in slots
    ]


def events(file: bytes) -> list:
    return Calendar.from_ical(file).walk("VEVENT")


def test_each_meeting_is_at_ten_by_the_clocks_also_after_they_changed() -> None:
    found = events(calendar(meetings(), WRITTEN))
    assert len(found) == 14
    assert {event.decoded("dtstart").strftime("%H:%M") for event in found} == {"10:00"}
    utc = {event.decoded("dtstart").astimezone(UTC).hour for event in found}
    assert utc == {8, 9}  # summer time begins on 29 March
    assert all(event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30) for event in found)


def test_the_zone_comes_with_its_changes() -> None:
    file = calendar(meetings(), WRITTEN).decode()
    assert "BEGIN:VTIMEZONE" in file
    assert "TZID:Europe/Berlin" in file
    assert "TZOFFSETTO:+0200" in file
    assert "DTSTART;TZID=Europe/Berlin:20260303T100000" in file


def test_it_says_nothing_about_a_plan() -> None:
    file = calendar(
        meetings(), WRITTEN, organiser="sam@northwind.example", attendees=("ana@northwind.example",)
    ).decode()
    assert {str(event["summary"]) for event in events(file.encode())} == {"Check-in"}
    assert not any(word in file.lower() for word in ("plan", "performance", "pip", "milestone"))
    assert "CLASS:PRIVATE" in file
    assert "mailto:ana@northwind.example" in file.replace("\r\n ", "")


def test_a_change_has_the_same_id_and_a_higher_number() -> None:
    before, after = events(calendar(meetings(), WRITTEN)), events(calendar(meetings(sequence=1), WRITTEN))
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert {event["sequence"] for event in after} == {1}


def test_a_cancelled_meeting_says_so_and_reminds_nobody() -> None:
    file = calendar(meetings(sequence=2, cancelled=True), WRITTEN, method="CANCEL")
    assert {str(event["status"]) for event in events(file)} == {"CANCELLED"}
    assert str(Calendar.from_ical(file)["method"]) == "CANCEL"
    assert not Calendar.from_ical(file).walk("VALARM")


def test_a_line_break_cannot_bring_a_line_of_its_own() -> None:
    one = Meeting("a@b", 0, WRITTEN, "UTC", 30, link="https://x.example/\r\nSUMMARY:Plan")
    with pytest.raises(ValueError, match="CR or LF"):
        calendar([one], WRITTEN)


def test_an_empty_calendar_is_a_calendar() -> None:
    assert Calendar.from_ical(calendar([], WRITTEN))["prodid"] == "-//Sidetone//Check-ins//EN"
