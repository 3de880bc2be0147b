"""The days of a plan: absences stop its clock, so that deadline, window and path move along with them."""

from collections.abc import Iterable
from datetime import date, timedelta

from scoring.milestone.course import Absence
from scoring.milestone.rule import Milestone, Window
from scoring.record import Record

ONE_DAY = timedelta(days=1)


class PlanDays:
    """Numbers the days on which the rep was there: day 0 is the first of them from `starts` on."""

    def __init__(self, starts: date, absences: Iterable[Absence] = ()) -> None:
        self.starts = starts
        self.away = _merged(starts, absences)

    def is_away(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.away)

    def number(self, day: date) -> int:
        """How many present days lie before `day`, counted from `starts`."""
        return (day - self.starts).days - sum(
            (min(last, day - ONE_DAY) - first).days + 1 for first, last in self.away if first < day
        )

    def day(self, number: int) -> date:
        """The day with that number: a day on which the rep is there."""
        found = self.starts + timedelta(days=number)
        for first, last in self.away:
            if first <= found:
                found += last - first + ONE_DAY
        return found

    def moved(self, agreed: date) -> date:
        """Where a day that was agreed on before any absence lies now."""
        return self.day((agreed - self.starts).days)

    def later(self, day: date, days: int) -> date:
        """So many present days after `day`."""
        return self.day(self.number(day) + days)


class Dates(Record):
    """The dates in force, absences and the extension counted in."""

    window: Window
    deadline: date
    decision_day: date


def dates_of(milestone: Milestone, days: PlanDays, *, extended: bool) -> Dates:
    """Window, deadline and decision day; with the extension the window goes on to the new deadline."""
    deadline = days.moved(milestone.deadline)
    first, last = days.moved(milestone.window.first), days.moved(milestone.window.last)
    if extended and milestone.extension is not None:
        deadline = last = days.later(deadline, milestone.extension.days)
    return Dates(
        window=Window(first=first, last=last),
        deadline=deadline,
        decision_day=days.later(deadline, milestone.dispute_days),
    )


def recent_days(milestone: Milestone, days: PlanDays, day: date) -> Window:
    """The days that a forecast looks at: as many as the deciding window has, up to that day."""
    earliest = days.number(day) - milestone.window.days + 1
    return Window(first=days.day(max(0, earliest)), last=max(day, days.day(0)))


def _merged(starts: date, absences: Iterable[Absence]) -> list[tuple[date, date]]:
    merged: list[tuple[date, date]] = []
    for first, last in sorted((max(a.first, starts), a.last) for a in absences if a.last >= starts):
        if merged and first <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
