"""Working days and check-ins: weekends, holidays, and clocks that change."""

from datetime import UTC, date, datetime, time

import pytest
from pydantic import ValidationError

from scoring.plans.schedule import (
    DEFAULT_CADENCE,
    Cadence,
    Phase,
    at_clock,
    cadence_in_words,
    check_ins,
)
from scoring.plans.working_days import add_working_days, next_working_day, working_days_between

BERLIN = "Europe/Berlin"
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)


@pytest.mark.parametrize(
    ("day", "count", "holidays", "last"),
    [
        (date(2026, 3, 2), 5, (), date(2026, 3, 9)),  # Monday: Tuesday is the first, next Monday the fifth
        (date(2026, 3, 6), 5, (), date(2026, 3, 13)),  # Friday
        (date(2026, 3, 7), 5, (), date(2026, 3, 13)),  # Saturday: Monday to Friday
        (date(2026, 3, 31), 5, (), date(2026, 4, 7)),
        (date(2026, 3, 31), 5, (GOOD_FRIDAY, EASTER_MONDAY), date(2026, 4, 9)),
        (
            date(2026, 3, 31),
            5,
            (date(2026, 4, 4),),
            date(2026, 4, 7),
        ),  # a holiday on a Saturday takes nothing
        (date(2026, 3, 2), 0, (), date(2026, 3, 2)),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    day: date, count: int, holidays: tuple[date, ...], last: date
) -> None:
    assert add_working_days(day, count, holidays) == last


def test_a_week_may_have_another_weekend() -> None:
    friday_saturday = {4, 5}
    assert add_working_days(date(2026, 3, 4), 2, weekend=friday_saturday) == date(
        2026, 3, 8
    )  # Thursday, Sunday
    assert next_working_day(date(2026, 3, 6), weekend=friday_saturday) == date(2026, 3, 8)


def test_working_days_between_two_days() -> None:
    assert working_days_between(date(2026, 3, 30), date(2026, 4, 10), [GOOD_FRIDAY, EASTER_MONDAY]) == 8
    assert working_days_between(date(2026, 3, 2), date(2026, 3, 1)) == 0


@pytest.mark.parametrize(("count", "weekend"), [(-1, {5, 6}), (367, {5, 6}), (1, set(range(7)))])
def test_what_cannot_be_counted_is_refused(count: int, weekend: set[int]) -> None:
    with pytest.raises(ValueError, match=r"working days|work on"):
        add_working_days(date(2026, 3, 2), count, weekend=weekend)


def test_check_ins_are_twice_a_week_for_thirty_days_and_weekly_then() -> None:
    """60 days from Monday 2 March 2026: day 30 is Tuesday 31 March, day 60 is Thursday 30 April."""
    slots = check_ins(date(2026, 3, 2), date(2026, 4, 30), DEFAULT_CADENCE, BERLIN)
    days = [(slot.local.strftime("%a %d %b"), slot.kind) for slot in slots]
    assert days == [
        *(
            (f"{name} {day:02} Mar", "regular")
            for name, day in (("Tue", 3), ("Fri", 6), ("Tue", 10), ("Fri", 13))
        ),
        *(
            (f"{name} {day:02} Mar", "regular")
            for name, day in (("Tue", 17), ("Fri", 20), ("Tue", 24), ("Fri", 27))
        ),
        ("Tue 31 Mar", "mid_point"),  # the middle is 1 April
        ("Tue 07 Apr", "regular"),
        ("Tue 14 Apr", "regular"),
        ("Tue 21 Apr", "regular"),
        ("Tue 28 Apr", "regular"),
        ("Thu 30 Apr", "final"),
    ]
    assert [slot.number for slot in slots] == list(range(1, 15))


def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change() -> None:
    """In Berlin clocks go forward on 29 March 2026: 10:00 is 09:00 UTC before and 08:00 UTC after."""
    slots = check_ins(date(2026, 3, 2), date(2026, 4, 30), DEFAULT_CADENCE, BERLIN)
    assert {slot.local.time() for slot in slots} == {time(10)}
    assert {slot.at.hour for slot in slots if slot.at.month == 3 and slot.at.day < 29} == {9}
    assert {slot.at.hour for slot in slots if slot.at.month == 4} == {8}


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: 03:30
        (
            BERLIN,
            date(2026, 10, 25),
            time(2, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),  # twice: the first
        ("America/New_York", date(2026, 3, 8), time(2, 0), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("Asia/Kolkata", date(2026, 3, 8), time(9, 0), datetime(2026, 3, 8, 3, 30, tzinfo=UTC)),
        ("Pacific/Auckland", date(2026, 4, 5), time(9, 0), datetime(2026, 4, 4, 21, 0, tzinfo=UTC)),
    ],
)
def test_a_time_by_the_clocks_is_one_moment(zone: str, day: date, at: time, utc: datetime) -> None:
    assert at_clock(day, at, zone) == utc


def test_a_meeting_on_a_holiday_moves_and_two_do_not_meet_on_one_day() -> None:
    mondays_and_tuesdays = Cadence(phases=(Phase(weekdays=(0, 1)),))
    slots = check_ins(date(2026, 3, 30), date(2026, 4, 28), mondays_and_tuesdays, BERLIN, [EASTER_MONDAY])
    days = [slot.local.date() for slot in slots]
    assert EASTER_MONDAY not in days
    assert days.count(date(2026, 4, 7)) == 1
    assert len(days) == len(set(days))


def test_the_last_review_is_on_the_last_working_day_or_on_the_day_that_is_given() -> None:
    """Day 30 from 5 March 2026 is Friday 3 April, which is a holiday: the review is on Thursday."""
    start, end = date(2026, 3, 5), GOOD_FRIDAY
    last = check_ins(start, end, DEFAULT_CADENCE, BERLIN, [GOOD_FRIDAY])[-1]
    assert (last.kind, last.local.date()) == ("final", date(2026, 4, 2))
    given = check_ins(start, end, DEFAULT_CADENCE, BERLIN, final=date(2026, 4, 7))[-1]
    assert (given.kind, given.local.date()) == ("final", date(2026, 4, 7))


def test_a_plan_of_thirty_days_has_no_mid_point_unless_it_is_given() -> None:
    start, end = date(2026, 3, 2), date(2026, 3, 31)
    kinds = [slot.kind for slot in check_ins(start, end, DEFAULT_CADENCE, BERLIN)]
    assert "mid_point" not in kinds
    slots = check_ins(start, end, DEFAULT_CADENCE, BERLIN, mid_point=date(2026, 3, 18))
    assert [slot.local.day for slot in slots if slot.kind == "mid_point"] == [18]


def test_daily_for_two_weeks_then_weekly() -> None:
    daily = Cadence(phases=(Phase(weekdays=(0, 1, 2, 3, 4), until_day=14), Phase(weekdays=(2,))), at=time(9))
    slots = check_ins(date(2026, 3, 2), date(2026, 4, 12), daily, BERLIN)  # 42 days
    first = [slot for slot in slots if slot.local.date() <= date(2026, 3, 15)]
    assert len(first) == 9  # ten working days, the first of which is the launch
    assert cadence_in_words(daily) == (
        "every working day until day 14, then every Wednesday, at 09:00, 30 minutes each"
    )


def test_a_cadence_without_order_is_refused() -> None:
    for phases in (
        (Phase(weekdays=(1,)), Phase(weekdays=(2,))),
        (Phase(weekdays=(1,), until_day=30), Phase(weekdays=(2,), until_day=20)),
    ):
        with pytest.raises(ValidationError, match="phases follow one another"):
            Cadence(phases=phases)
    with pytest.raises(ValidationError, match="time of day"):
        Cadence(phases=(Phase(weekdays=(1,)),), at=time(9, 0, tzinfo=UTC))


def test_a_plan_that_ends_before_it_begins_has_no_check_ins() -> None:
    with pytest.raises(ValueError, match="1 to 366 days, not 0"):
        check_ins(date(2026, 3, 2), date(2026, 3, 1), DEFAULT_CADENCE, BERLIN)
