"""When people meet: every check-in of a plan is on the calendar before the plan starts.

Times are by the clocks of the plan's zone, so that "Tuesday at nine" stays nine when the clocks change.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from scoring.milestone.exact import Zone
from scoring.plans.working_days import ONE_DAY, is_working_day, next_working_day
from scoring.record import Record

Weekday = Annotated[int, Field(ge=0, le=6, description="0 is Monday")]
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_PLAN = 366

Kind = Literal["regular", "mid_point", "final"]


class Phase(Record):
    """How often people meet in a part of the plan: up to day `until_day` of it (null: to its end)."""

    weekdays: tuple[Weekday, ...] = Field(min_length=1, max_length=7)
    until_day: int | None = Field(default=None, ge=1, le=LONGEST_PLAN)


class Cadence(Record):
    """The rhythm of check-ins, phase after phase; each begins at `at` and takes `minutes`."""

    phases: tuple[Phase, ...] = Field(min_length=1, max_length=6)
    at: time = time(10, 0)
    minutes: int = Field(default=30, ge=10, le=180)

    @model_validator(mode="after")
    def _phases_in_order(self) -> Self:
        ends = [phase.until_day for phase in self.phases]
        numbers = [end for end in ends if end is not None]
        if None in ends[:-1] or numbers != sorted(set(numbers)):
            raise ValueError("phases follow one another: each ends later, and only the last is open")
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError("`at` is a time of day in hours and minutes, by the clocks of the plan's zone")
        return self

    def phase_on(self, number: int) -> Phase | None:
        """The phase of day `number` of the plan, the first day being 1."""
        fitting = (one for one in self.phases if one.until_day is None or number <= one.until_day)
        return next(fitting, None)


DEFAULT_CADENCE = Cadence(phases=(Phase(weekdays=(1, 4), until_day=30), Phase(weekdays=(1,))))
"""Tuesdays and Fridays for the first 30 days, then Tuesdays."""


class Slot(Record):
    """One meeting. `at` is the moment in UTC; `zone` says by which clocks it was agreed."""

    number: int = Field(ge=1)
    kind: Kind
    at: datetime
    zone: Zone
    minutes: int

    @property
    def local(self) -> datetime:
        """The moment as the clocks of the plan show it."""
        return self.at.astimezone(ZoneInfo(self.zone))


def check_ins(
    starts: date,
    deadline: date,
    cadence: Cadence,
    zone: str,
    holidays: Collection[date] = (),
    *,
    mid_point: date | None = None,
    final: date | None = None,
) -> tuple[Slot, ...]:
    """Every check-in of a plan in order, the mid-point review and the final one among them.

    A meeting that falls on a holiday moves to the next working day; where there is one already, it drops out.
    Unless they are given, the mid-point review is the meeting nearest to the middle, and the final one is on
    the last working day. A plan of up to 30 days has no mid-point review of its own.
    """
    days = (deadline - starts).days + 1
    if not 1 <= days <= LONGEST_PLAN:
        raise ValueError(f"a plan has 1 to {LONGEST_PLAN} days, not {days}")
    meetings: dict[date, Kind] = {
        day: "regular" for day in _regular(starts, deadline, cadence, holidays) if day <= deadline
    }
    if mid_point is not None or days > 30:
        middle = starts + timedelta(days=days // 2)
        meetings[mid_point or _nearest(meetings, middle, holidays)] = "mid_point"
    meetings[final or _last_working_day(starts, deadline, holidays)] = "final"
    return tuple(
        Slot(number=number, kind=meetings[day], at=at_clock(day, cadence.at, zone), zone=zone,
             minutes=cadence.minutes)
        for number, day in enumerate(sorted(meetings), start=1)
    )  # fmt: skip


def at_clock(day: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of a zone show that time on that day.

    A time that is skipped when clocks go forward becomes the same distance after the jump (02:30 → 03:30); of
    one that comes twice, the first is meant.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.astimezone(UTC)


def cadence_in_words(cadence: Cadence) -> str:
    """ "Tuesday and Friday at 10:00 until day 30, then Tuesday at 10:00; 30 minutes"."""
    parts = []
    for phase in cadence.phases:
        names = [f"every {DAY_NAMES[day]}" for day in sorted(set(phase.weekdays))]
        named = "every working day" if len(names) >= 5 else " and ".join(names)
        until = "" if phase.until_day is None else f" until day {phase.until_day}"
        parts.append(f"{named}{until}")
    return f"{', then '.join(parts)}, at {cadence.at:%H:%M}, {cadence.minutes} minutes each"


def _regular(starts: date, deadline: date, cadence: Cadence, holidays: Collection[date]) -> Iterator[date]:
    day = starts + ONE_DAY  # on the first day the plan is gone through; that is no check-in
    while day <= deadline:
        phase = cadence.phase_on((day - starts).days + 1)
        if phase is not None and day.weekday() in phase.weekdays:
            yield next_working_day(day, holidays, weekend=frozenset({5, 6} - set(phase.weekdays)))
        day += ONE_DAY


def _nearest(meetings: Collection[date], middle: date, holidays: Collection[date]) -> date:
    """The meeting nearest to the middle; without one within a week, a day of its own."""
    near = [day for day in meetings if abs((day - middle).days) < 7]
    own = next_working_day(middle, holidays)
    return min(near, key=lambda day: (abs((day - middle).days), day), default=own)


def _last_working_day(starts: date, deadline: date, holidays: Collection[date]) -> date:
    day = deadline
    while day > starts and not is_working_day(day, holidays):
        day -= ONE_DAY
    return day
