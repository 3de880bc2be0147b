"""Which calls count, and in words why each other one does not."""

from enum import StrEnum

from pydantic import Field

from scoring.clearance import Use, ceiling
from scoring.formats import day_in_words
from scoring.milestone.calls import CallState, ScoredCall, Selection
from scoring.milestone.case import Case
from scoring.milestone.plan_days import PlanDays
from scoring.milestone.rule import Milestone, Window
from scoring.record import Record


class Standing(StrEnum):
    """What becomes of a call."""

    COUNTED = "counted"
    LEFT_OUT = "left_out"
    UNSETTLED = "unsettled"
    """Drawn in the window, and somebody still has to do something: nothing is decided before that."""


class Why(StrEnum):
    """Why a call does not count: a word for machines."""

    NOT_RANDOM = "not_random"
    OUTSIDE = "outside_window"
    AWAY = "absence"
    COACHING = "coaching_only"
    EXCLUDED = "excluded"
    NOT_SCORABLE = "not_scorable"
    INCOMPLETE = "incomplete"
    NO_OCCASION = "no_occasion"
    OLDER = "older_occasion"
    OTHER_RUBRIC = "other_rubric"
    OTHER_JUDGE = "other_judge"
    NOT_CLEARED = "judge_not_cleared"
    PENDING = "pending"
    UNCONFIRMED = "unconfirmed"
    DISPUTED = "dispute_open"
    CONFIRMER = "confirmer"
    NOT_REPLACED = "not_replaced"


class Aside(Record):
    """A call that does not count. `why` is the sentence for people."""

    call: str
    code: Why
    why: str


class Tally(Record):
    """The calls of a window, sorted into those that count and the others. Counted ones: oldest first."""

    counted: tuple[ScoredCall, ...]
    left_out: tuple[Aside, ...]
    unsettled: tuple[Aside, ...]
    drawn: int = Field(description="drawn at random, in the window, on days that may count")

    def left_out_for(self, *codes: Why) -> int:
        return sum(aside.code in codes for aside in self.left_out)


_NEVER_DRAWN = frozenset({Why.NOT_RANDOM, Why.OUTSIDE, Why.AWAY, Why.COACHING})
_PICKED_BY = {
    Selection.MANAGER: "picked by the manager",
    Selection.REP: "put forward by the rep",
    Selection.COMPLAINT: "heard because of a complaint",
}
_WRONG_CONFIRMER = {
    "not_calibrated": "confirmed by somebody without a calibration in the last 90 days",
    "manager_in_charge": "confirmed by the manager in charge of the plan",
    "the_rep": "confirmed by the rep",
}


def count_calls(case: Case, window: Window, days: PlanDays) -> Tally:
    """Sorts all calls of the case by `standing_of`. The order in which they come never matters."""
    counted: list[ScoredCall] = []
    asides: dict[Standing, list[Aside]] = {Standing.LEFT_OUT: [], Standing.UNSETTLED: []}
    for call in sorted(case.calls, key=lambda call: (call.at, call.id)):
        standing, code, why = standing_of(call, case.milestone, window, days)
        if code is None:
            counted.append(call)
        else:
            asides[standing].append(Aside(call=call.id, code=code, why=why))
    never_drawn = sum(aside.code in _NEVER_DRAWN for aside in asides[Standing.LEFT_OUT])
    return Tally(
        counted=tuple(counted),
        left_out=tuple(asides[Standing.LEFT_OUT]),
        unsettled=tuple(asides[Standing.UNSETTLED]),
        drawn=len(case.calls) - never_drawn,
    )


def standing_of(
    call: ScoredCall, milestone: Milestone, window: Window, days: PlanDays
) -> tuple[Standing, Why | None, str]:
    """What becomes of one call: the first line that fits."""
    if call.selection is not Selection.RANDOM:
        return _out(Why.NOT_RANDOM, f"{_PICKED_BY[call.selection]}: only drawn calls count")
    if not window.first <= call.day <= window.last:
        return _out(Why.OUTSIDE, f"{day_in_words(call.day)} lies outside the window")
    if days.is_away(call.day):
        return _out(Why.AWAY, f"{day_in_words(call.day)} lies in an absence")
    if call.coaching_only:
        return _out(Why.COACHING, f"scores of its team were for coaching only on {day_in_words(call.day)}")
    if call.state is CallState.EXCLUDED:
        return _replaced(call, Why.EXCLUDED, f"excluded by qa: {call.reason}")
    if call.state is CallState.NOT_SCORABLE:
        return _replaced(call, Why.NOT_SCORABLE, f"not scorable: {call.reason}")
    if call.dispute == "open":
        return _open(Why.DISPUTED, "a dispute is open")
    if call.state is CallState.PENDING or call.score is None:
        return _open(Why.PENDING, "not scored yet")
    if call.state is CallState.UNCONFIRMED:
        return _open(Why.UNCONFIRMED, "nobody has confirmed it yet")
    if call.confirmer in _WRONG_CONFIRMER:
        return _open(Why.CONFIRMER, f"{_WRONG_CONFIRMER[call.confirmer]}: qa has to confirm it")
    if call.score.state in ("incomplete", "cannot_tell"):
        return _replaced(call, Why.INCOMPLETE, "its score is incomplete")
    return _fitting(call, milestone)


def _fitting(call: ScoredCall, milestone: Milestone) -> tuple[Standing, Why | None, str]:
    """A settled call counts if it was judged by the rubric and the judge that were fixed."""
    if call.rubric != milestone.rubric:
        return _out(Why.OTHER_RUBRIC, f"scored by rubric {call.rubric}, fixed was {milestone.rubric}")
    if call.state is CallState.CONFIRMED and call.judge != milestone.judge:
        return _out(Why.OTHER_JUDGE, f"read by judge {call.judge}, fixed was {milestone.judge or 'none'}")
    if call.state is CallState.CONFIRMED and ceiling(call.judge or "") < Use.PIP:
        return _out(Why.NOT_CLEARED, f"judge {call.judge} can never be cleared for plans")
    if call.state is CallState.CONFIRMED and not call.cleared:
        return _out(Why.NOT_CLEARED, f"judge {call.judge} is not cleared for plans on this criterion")
    if call.score is not None and call.score.state == "no_occasion":
        return _out(Why.NO_OCCASION, "the call gave no occasion")
    return Standing.COUNTED, None, ""


def _out(code: Why, why: str) -> tuple[Standing, Why, str]:
    return Standing.LEFT_OUT, code, why


def _open(code: Why, why: str) -> tuple[Standing, Why, str]:
    return Standing.UNSETTLED, code, why


def _replaced(call: ScoredCall, code: Why, why: str) -> tuple[Standing, Why, str]:
    """Only the next call of the draw may stand in: a call nobody replaced could have been taken away."""
    if call.replaced_by is not None:
        return _out(code, f"{why}; replaced by {call.replaced_by}")
    if call.none_left:
        return _out(code, f"{why}; the draw had no call left to replace it")
    if code is Why.INCOMPLETE:
        return _open(code, f"{why}: a person has to finish it by listening")
    return _open(Why.NOT_REPLACED, f"{why}; not replaced by the next of the draw yet")
