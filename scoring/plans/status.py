"""The weekly status in plain words: what the rep reads each week, so that the end surprises nobody."""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from scoring.formats import counted, day_in_words
from scoring.milestone.exact import Day
from scoring.plans.schedule import DAY_NAMES, Slot
from scoring.record import Record

Standing = Literal["on_track", "at_risk", "met", "not_met", "insufficient_evidence", "waiting"]

_STANDS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "met": "Met",
    "not_met": "Not met",
    "insufficient_evidence": "Too early to say",
    "waiting": "Waiting",
}


class GoalStatus(Record):
    """A milestone on this day: its status and the sentence the decision wrote."""

    title: str
    status: Standing
    sentence: str
    decides: bool = True


class Promised(Record):
    """How the promises of one side stand."""

    kept: int = Field(ge=0)
    missed: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


class Move(Record):
    """Whether the coached move was heard: an item on random calls before and since."""

    what: str = Field(description='"asked for a dated next step"')
    before: tuple[int, int] = Field(description="times done, of how many occasions")
    since: tuple[int, int]
    avoided: bool = Field(default=False, description="what is not to happen: times avoided")


class StatusInput(Record):
    """All that a weekly status is made of."""

    rep: str
    week: int = Field(ge=1)
    weeks: int = Field(ge=1)
    today: Day
    deadline: Day
    goals: tuple[GoalStatus, ...]
    yours: Promised
    ours: Promised
    skipped: tuple[Day, ...] = Field(default=(), description="check-ins that did not take place")
    moves: tuple[Move, ...] = ()
    next_check_in: Slot | None = None
    paused: bool = False


class WeeklyStatus(Record):
    """What the rep reads, line by line, and as a text."""

    subject: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def weekly_status(given: StatusInput) -> WeeklyStatus:
    """The week in plain words: where each goal stands, what was kept by both sides, what comes next."""
    head = f"Week {given.week} of {given.weeks}; the plan runs until {day_in_words(given.deadline)}."
    if given.paused:
        head = f"The plan is paused, and its days do not count. It was in week {given.week} of {given.weeks}."
    lines = (
        head,
        *(_goal(goal) for goal in given.goals),
        *(move_in_words(move) for move in given.moves),
        _side(given.yours, "You", "you"),
        _side(given.ours, "We", "we"),
        *([_skipped(given.skipped)] if given.skipped else []),
        _next(given.next_check_in),
    )
    # Neutral on purpose: subjects are read on locked screens and over shoulders.
    return WeeklyStatus(subject=f"Your week {given.week}", lines=tuple(line for line in lines if line))


def _goal(goal: GoalStatus) -> str:
    signpost = "" if goal.decides else " (a signpost; it decides nothing)"
    stands = _STANDS[goal.status]
    said = "" if goal.sentence.startswith(stands) else f"{stands}. "
    return f"{goal.title}{signpost}: {said}{goal.sentence}"


def move_in_words(move: Move) -> str:
    """ "Asked for a dated next step: 2 of 9 before, 5 of 8 since." With too few occasions it says so."""
    done, of = move.since
    before, of_before = move.before
    what = move.what[:1].upper() + move.what[1:]
    start = what if what.endswith("?") else f"{what}:"
    if move.avoided:
        start = f"{start} Avoided on"
    if not of:
        return f"{start} {before} of {of_before} before; no occasion for it since."
    few = " Too few to say whether it changed." if min(of, of_before) < 8 else _direction(move)
    return f"{start} {before} of {of_before} before, {done} of {of} since.{few}"


def _direction(move: Move) -> str:
    was, is_ = Fraction(*move.before), Fraction(*move.since)
    if is_ == was:
        return " As often as before."
    return " More often than before." if is_ > was else " Less often than before."


def _side(promised: Promised, name: str, small: str) -> str:
    """What one side kept, missed and has before it. Nothing promised: nothing is said."""
    parts = []
    if promised.kept:
        parts.append(f"{name} kept {counted(promised.kept, 'promise')}.")
    if promised.missed:
        parts.append(f"{name} did not: {'; '.join(promised.missed)}.")
    if promised.next:
        parts.append(f"Next, {small} promised: {'; '.join(promised.next)}.")
    return " ".join(parts)


def _skipped(days: tuple[Day, ...]) -> str:
    named = ", ".join(day_in_words(day) for day in days)
    return f"{counted(len(days), 'check-in')} did not take place: {named}."


def _next(slot: Slot | None) -> str:
    if slot is None:
        return ""
    local = slot.local
    kind = {"regular": "check-in", "mid_point": "mid-point review", "final": "final review"}[slot.kind]
    day = f"{DAY_NAMES[local.weekday()]}, {day_in_words(local.date())}"
    return f"Next {kind}: {day}, {local:%H:%M} ({slot.zone})."
