"""When a mail may leave: within a person's hours, at once or together at one hour, in their time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from scoring.notices.kinds import Kind
from scoring.record import Record

ByMail = Literal["at_once", "digest", "off"]
SATURDAY = 5
LOOK_AHEAD = 9
"""Days within which there is a working day in any zone."""


class Choice(Record):
    """How a person wants to hear of notices. Hours are those of their own clock; `last` is not in them."""

    by_mail: ByMail = "at_once"
    first: int = Field(default=8, ge=0, le=23)
    last: int = Field(default=18, ge=1, le=24)
    digest: int = Field(default=9, ge=0, le=23)
    weekend: bool = False
    zone: str = Field(default="UTC", max_length=64)

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is no time zone; write it as Europe/Berlin") from error
        return zone

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "Choice":
        if self.first >= self.last:
            raise ValueError("the hours end before they begin")
        return self


def mail_at(kind: Kind, choice: Choice, at: datetime) -> datetime | None:
    """When a notice told at `at` may be mailed; None: never. A plan's deadlines are mailed at the digest."""
    if not kind.by_mail or (choice.by_mail == "off" and not kind.deadline):
        return None
    return within_hours(choice, at) if choice.by_mail == "at_once" else next_digest(choice, at)


def within_hours(choice: Choice, at: datetime) -> datetime:
    """`at` where it lies in the person's hours, else when these next begin."""
    for day in _days(choice, at):
        if at < _moment(day, choice.last, choice.zone):
            return max(at, _moment(day, choice.first, choice.zone))
    raise AssertionError("every week has a working day")


def next_digest(choice: Choice, at: datetime) -> datetime:
    """The person's next hour for a digest."""
    return next(
        moment for day in _days(choice, at) if (moment := _moment(day, choice.digest, choice.zone)) >= at
    )


def _days(choice: Choice, at: datetime) -> Iterator[date]:
    today = at.astimezone(ZoneInfo(choice.zone)).date()
    for later in range(LOOK_AHEAD):
        day = today + timedelta(days=later)
        if choice.weekend or day.weekday() < SATURDAY:
            yield day


def _moment(day: date, hour: int, zone: str) -> datetime:
    """That hour of a day by the clock on the wall; one the clock skips is the one right after."""
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)
