"""When a mail may leave: in the hours of whoever gets it, by the clock on their wall."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.notices.hours import Choice, mail_at, next_digest, within_hours
from scoring.notices.kinds import KINDS

BERLIN = Choice(zone="Europe/Berlin")
REVIEW, CHECK_IN = KINDS["review_released"], KINDS["check_in_tomorrow"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_within_the_hours_at_once_before_them_when_they_begin_after_them_the_next_day() -> None:
    # Tuesday 3 November 2026; Berlin is one hour ahead of UTC: 8 to 18 there is 7 to 17.
    assert within_hours(BERLIN, at("2026-11-03T10:12")) == at("2026-11-03T10:12")
    assert within_hours(BERLIN, at("2026-11-03T05:00")) == at("2026-11-03T07:00")
    assert within_hours(BERLIN, at("2026-11-03T17:00")) == at("2026-11-04T07:00")


def test_a_friday_evening_waits_for_monday_unless_weekends_are_wished() -> None:
    assert within_hours(BERLIN, at("2026-11-06T20:00")) == at("2026-11-09T07:00")
    weekends = BERLIN.model_copy(update={"weekend": True})
    assert within_hours(weekends, at("2026-11-06T20:00")) == at("2026-11-07T07:00")


def test_eight_in_the_morning_is_eight_on_the_wall_on_both_sides_of_a_change_of_clocks() -> None:
    # Clocks in Berlin go back on Sunday 25 October 2026: 8 is 6 UTC on Friday, 7 UTC on Monday.
    assert within_hours(BERLIN, at("2026-10-23T01:00")) == at("2026-10-23T06:00")
    assert within_hours(BERLIN, at("2026-10-23T17:00")) == at("2026-10-26T07:00")


def test_an_hour_the_clock_skips_is_the_one_after_it() -> None:
    # On Sunday 29 March 2026, 2 o'clock does not exist in Berlin: 3 o'clock follows at 1 UTC.
    night = Choice(zone="Europe/Berlin", first=2, last=6, digest=2, weekend=True)
    assert within_hours(night, at("2026-03-29T00:10")) == at("2026-03-29T01:00")
    assert next_digest(night, at("2026-03-29T00:10")) == at("2026-03-29T01:00")


def test_hours_to_midnight_end_with_the_day() -> None:
    late = Choice(first=20, last=24)
    assert within_hours(late, at("2026-11-03T23:59")) == at("2026-11-03T23:59")
    assert within_hours(late, at("2026-11-04T00:00")) == at("2026-11-04T20:00")


def test_off_is_off_but_what_concerns_the_days_of_a_plan_comes_with_the_digest() -> None:
    off = Choice(by_mail="off", digest=9)
    assert mail_at(REVIEW, off, at("2026-11-03T10:00")) is None
    assert mail_at(CHECK_IN, off, at("2026-11-03T10:00")) == at("2026-11-04T09:00")
    assert mail_at(KINDS["mail_given_up"], Choice(), at("2026-11-03T10:00")) is None


@pytest.mark.parametrize(
    "wrong", [{"zone": "Mars/Olympus"}, {"zone": "../etc"}, {"first": 18, "last": 8}, {"digest": 24}]
)
def test_hours_that_are_none_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Choice.model_validate(wrong)


@given(
    st.integers(0, 730 * 24 * 60).map(lambda minutes: at("2026-01-01") + timedelta(minutes=minutes)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
    st.integers(0, 22),
    st.booleans(),
)
def test_a_mail_is_never_early_and_waits_for_days_at_most(
    told: datetime, zone: str, first: int, weekend: bool
) -> None:
    choice = Choice(zone=zone, first=first, last=first + 2, digest=first, weekend=weekend)
    for moment in (within_hours(choice, told), next_digest(choice, told)):
        assert moment >= told
        assert (moment - told).total_seconds() < 4 * 86400
