"""How often people meet, as a form and back: the days of the week in each part of the plan."""

from collections.abc import Mapping
from typing import Any

from scoring.errors import BadInput
from scoring.plans.schedule import DAY_NAMES, Cadence
from service.plans.typed import whole

MOST_PARTS = 6
ASKED = "monitoring.rhythm"
"""Is in every form that asks for the days: a box that is not ticked sends nothing."""


def fields_of_rhythm(cadence: Cadence) -> dict[str, str]:
    """The fields of the form, with what they hold."""
    fields = {"monitoring.at": f"{cadence.at:%H:%M}", "monitoring.minutes": str(cadence.minutes)}
    for number, phase in enumerate(cadence.phases):
        for day in phase.weekdays:
            fields[_box(number, day)] = "on"
        fields[_until(number)] = str(phase.until_day or "")
    return fields


def parts_in(fields: Mapping[str, str]) -> range:
    """The numbers of the parts that the form shows: those with a day ticked, and an empty one."""
    filled = [number for number in range(MOST_PARTS) if _days(fields, number)]
    return range(min(max(filled, default=-1) + 2, MOST_PARTS))


def rhythm_of(fields: Mapping[str, str], old: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the content keeps it. A part without a day is taken out. Raises BadInput."""
    rhythm = {
        **old,
        "at": fields.get("monitoring.at") or old["at"],
        "minutes": old["minutes"]
        if (typed := whole(fields.get("monitoring.minutes", ""))) is None
        else typed,
    }
    if ASKED not in fields:
        return rhythm
    phases = [
        {"weekdays": days, "until_day": _last_day(fields, number)}
        for number in range(MOST_PARTS)
        if (days := _days(fields, number))
    ]
    if not phases:
        raise BadInput("No day is ticked for the check-ins.", "Tick at least one day of the week.")
    ends = [phase["until_day"] for phase in phases]
    if None in ends[:-1] or ends[:-1] != sorted(set(ends[:-1])):
        raise BadInput(
            "The parts of the rhythm of check-ins do not follow one another.",
            "Say for each but the last until which day of the plan it holds, each later than the one before.",
        )
    return {**rhythm, "phases": phases}


def _days(fields: Mapping[str, str], number: int) -> list[int]:
    return [day for day in range(len(DAY_NAMES)) if fields.get(_box(number, day)) == "on"]


def _last_day(fields: Mapping[str, str], number: int) -> Any:
    return whole(fields.get(_until(number), ""))


def _box(number: int, day: int) -> str:
    return f"monitoring.rhythm.{number}.{day}"


def _until(number: int) -> str:
    return f"monitoring.rhythm.{number}.until"
