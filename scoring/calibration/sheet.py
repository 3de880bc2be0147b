"""A rater's sheet of one call: every item answered with its evidence, and a level for every criterion.

Levels are given by the person and not worked out: only so can the table from items to levels be checked.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from scoring.corrections.answering import UNKNOWN, Said
from scoring.corrections.sheets import open_items, readings_of, refuse_open
from scoring.errors import BadInput
from scoring.judgement import Answer, CriterionReading, Facts
from scoring.record import Record
from scoring.rubric import LEVELS, Rubric
from scoring.transcript import Transcript

State = Literal["level", "not_applicable", "cannot_assess"]


class LevelGiven(Record):
    """The level a person gives a criterion, or the word for why they give none."""

    level: int | None = None
    state: State = "level"
    why: str = Field(default="", max_length=500)


class Sheet(Record):
    """What a rater hands in about a call."""

    items: tuple[Said, ...] = Field(max_length=60)
    levels: dict[str, LevelGiven] = Field(max_length=10)
    seconds: float = Field(default=0.0, ge=0, le=86400, description="how long it took, as the page saw it")


class RatedCall(Record):
    """A sheet that stands: checked readings by criterion, the levels given, the seconds it took."""

    readings: dict[str, CriterionReading]
    levels: dict[str, LevelGiven]
    seconds: float = 0.0


class Settled(Record):
    """What a meeting settled about one criterion of a call: its level, and the items it spoke about."""

    level: LevelGiven
    answers: dict[str, Answer] = Field(default={}, max_length=20)
    why: str = Field(default="", max_length=500)


class Reference(Record):
    """What people say about a frozen call: criterion → what counts as right."""

    criteria: dict[str, Settled]


def check_sheet(rubric: Rubric, sheet: Sheet, transcript: Transcript, facts: Facts = UNKNOWN) -> RatedCall:
    """The sheet as it is kept. Raises BadInput for what is missing, off the scale or does not stand."""
    readings = readings_of(rubric, sheet.items, transcript, facts)
    refuse_open(open_items(rubric, sheet.items, readings))
    refuse_levels(rubric, sheet.levels, {one.key for one in rubric.criteria})
    return RatedCall(readings=readings, levels=sheet.levels, seconds=sheet.seconds)


def refuse_levels(rubric: Rubric, levels: Mapping[str, LevelGiven], wanted: set[str]) -> None:
    """Raises BadInput unless each wanted criterion, and nothing else, has a level or the word for none."""
    strangers = sorted(set(levels) - {one.key for one in rubric.criteria})
    if strangers:
        raise BadInput(
            f"{rubric.slug}@{rubric.version} has no criterion {strangers[0]}.", "Nothing was kept."
        )
    missing = [one.title for one in rubric.criteria if one.key in wanted and one.key not in levels]
    if missing:
        raise BadInput(
            f"No level for: {', '.join(missing)}.", "Give each criterion a level. Nothing was kept."
        )
    for key, given in levels.items():
        refuse_off_scale(key, given)


def refuse_off_scale(key: str, given: LevelGiven) -> None:
    """Raises BadInput for a level that is not on the scale, and for a state that does not go with it."""
    if given.state == "level" and given.level not in LEVELS:
        shown = "no level" if given.level is None else f"level {given.level}"
        raise BadInput(
            f"{key} has {shown}, which is not on the scale.",
            "Levels are 1 to 5; else say *not applicable* or *cannot assess*. Nothing was kept.",
        )
    if given.state != "level" and given.level is not None:
        raise BadInput(
            f"{key} has a level and is {given.state.replace('_', ' ')}.", "One of the two. Nothing was kept."
        )
    if given.state == "cannot_assess" and not given.why.strip():
        raise BadInput(f"{key} cannot be assessed: why?", "Write it in a few words. Nothing was kept.")
