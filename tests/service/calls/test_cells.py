"""Moments, directions, channels and lengths as exports write them."""

from datetime import UTC, date, datetime

import pytest

from service.calls import cells

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-03T14:05:00", "2026-11-03T13:05:00+00:00"),  # Berlin's winter: UTC+1
        ("2026-07-03 14:05", "2026-07-03T12:05:00+00:00"),  # its summer: UTC+2
        ("2026-11-03T14:05:00Z", "2026-11-03T14:05:00+00:00"),
        ("2026-11-03 14:05:00 +0530", "2026-11-03T08:35:00+00:00"),
        ("2026-11-03T14:05:00,25-05:00", "2026-11-03T19:05:00.250000+00:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),  # twice that night: the first, in summer time
    ],
)
def test_a_moment_is_by_its_offset_or_by_the_clocks_of_the_zone(text: str, moment: str) -> None:
    read = cells.moment(text, "Europe/Berlin", TODAY)
    assert isinstance(read, datetime)
    assert read.astimezone(UTC).isoformat() == moment


def test_a_day_without_a_time_stays_a_day() -> None:
    assert cells.moment("2026-11-03", "UTC", TODAY) == date(2026, 11, 3)
    assert cells.moment("", "UTC", TODAY) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("03.11.2026 14:05", "is no moment; write it as 2026-11-03T14:05:00"),
        ("11/3/2026", "is no moment"),
        ("2026-02-30", "is not in the calendar"),
        ("2026-02-30T10:00", "is not in the calendar"),
        ("2026-11-03T25:00", "is not in the calendar"),
        ("0001-01-01T00:00:00", "the year 1 cannot be that of a call"),
        ("2027-01-01", "2027-01-01 is still to come"),
        ("2026-11-24T00:00Z", "2026-11-24 is still to come"),
        ("2026-03-29T02:30", "2026-03-29 02:30 did not exist in Europe/Berlin: the clocks were put forward"),
    ],
)
def test_what_is_no_moment_of_a_call_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        cells.moment(text, "Europe/Berlin", TODAY)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "seconds"), [("245", 245), ("245.5", 245.5), ("4:05", 245), ("1:04:05", 3845), ("0", 0)]
)
def test_a_length_is_in_seconds_or_as_a_clock_shows_it(text: str, seconds: float) -> None:
    assert cells.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "-1", "four", "nan", "inf", "1e9", "90000", "4:99"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no length|longer than a day"):
        cells.seconds(text)


def test_directions_and_channels_have_their_usual_names() -> None:
    assert [cells.direction(text) for text in ("In", "outgoing", "")] == ["inbound", "outbound", None]
    assert [cells.channel(text) for text in ("L", "right", "")] == ["left", "right", None]
    with pytest.raises(ValueError, match="'sideways' is neither inbound nor outbound"):
        cells.direction("sideways")
    with pytest.raises(ValueError, match="'middle' is neither left nor right"):
        cells.channel("middle")
