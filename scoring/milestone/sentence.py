"""The sentence for the rep: where they stand, in words that can be read alone at home."""

from fractions import Fraction

from scoring.formats import counted, day_in_words, plain
from scoring.milestone.case import Case
from scoring.milestone.decision import Finding, Reason, Status
from scoring.milestone.figures_in_words import Wording, base_of, headline, target_of
from scoring.milestone.goals import (
    FEWEST_CALLS,
    CountGoal,
    Direction,
    ImportedAverage,
    ImportedCount,
    MeanGoal,
    RateGoal,
)
from scoring.milestone.look import Look
from scoring.milestone.rates import calls_needed_without_a_miss


def sentence_for(case: Case, look: Look, finding: Finding, path: Fraction | None, *, last_look: bool) -> str:
    """One or two sentences, true of exactly this finding."""
    if finding.reason is Reason.PATH and path is not None:
        return _before_the_deadline(case, look, finding.status, path)
    if finding.status is Status.WAITING:
        return _waiting(case, look, finding.reason)
    if finding.status in (Status.MET, Status.NOT_MET):
        return _decided(case, look, met=finding.status is Status.MET)
    return _too_early(case, look, finding.reason, last_look=last_look)


def _before_the_deadline(case: Case, look: Look, status: Status, path: Fraction) -> str:
    lower = case.milestone.goal.direction is Direction.LOWER
    words = Wording(case, path)
    today = f"{_path_in_words(words, path)}{words.unit()}"
    stands = headline(case, look, path)
    if status is Status.ON_TRACK:
        side = "below" if lower else "above"
        return f"{stands}: at or {side} where the plan expects you today ({today})."
    if status is Status.AT_RISK:
        side, end, other = ("Above", "lower", "above") if lower else ("Below", "upper", "below")
        target = f"{target_of(case)} by {day_in_words(look.dates.deadline)}"
        if isinstance(case.milestone.goal, ImportedCount):
            return f"{side} the path so far: {stands}, and the plan expects {today} today; target {target}."
        return (
            f"{side} the path so far: {stands}, target {target}. "
            f"Even the {end} end is {other} where the plan expects you today ({today})."
        )
    return f"Too early to say: {stands}; the plan expects {today} today."


def _path_in_words(words: Wording, path: Fraction) -> str:
    return plain(path) if isinstance(words.goal, ImportedCount) else words.number(path)


def _waiting(case: Case, look: Look, reason: Reason) -> str:
    decided = day_in_words(look.dates.decision_day)
    if reason is Reason.EXTENSION_RUNS:
        until = day_in_words(look.dates.deadline)
        return f"Extended until {until}: {base_of(case, look)} so far. The decision comes on {decided}."
    if reason is Reason.UNSETTLED:
        waiting = f"waiting: {len(look.tally.unsettled)} of {counted(look.tally.drawn, 'call')}"
        rest = f"The decision comes on {decided}." if case.day < look.dates.decision_day else _SETTLE
        return f"{waiting.capitalize()}. {rest}"
    if reason is Reason.DISPUTE_WINDOW:
        return f"Waiting until {decided}: until then you may dispute what you think is wrong."
    if reason is Reason.FIGURES and look.figures is not None:
        reach, needed = day_in_words(look.figures.last), day_in_words(look.window.last)
        return f"Waiting: the figures reach to {reach}, and the window to {needed}."
    lost = f"{look.without_score} of {counted(look.tally.drawn, 'drawn call')}"
    return f"Waiting: {lost} could not be scored; HR looks at this before anything is decided."


_SETTLE = "It is decided when each of them is settled."


def _where_they_stand(case: Case, look: Look) -> str:
    stands = headline(case, look)
    return f"Average {stands}" if isinstance(case.milestone.goal, MeanGoal | ImportedAverage) else stands


def _goal(case: Case) -> str:
    return f"target {target_of(case)}"


def _decided(case: Case, look: Look, *, met: bool) -> str:
    goal, stands = case.milestone.goal, _where_they_stand(case, look)
    verdict = "met" if met else "not met"
    if isinstance(goal, CountGoal):
        return f"{_occasions(goal, look)}: {verdict}."
    if met or isinstance(goal, ImportedCount):
        return f"{stands}: {_goal(case)} {verdict}."
    side = "above" if goal.direction is Direction.LOWER else "below"
    return f"{stands}: all of it {side} {plain(goal.target)}{Wording(case).unit()}, target not met."


def _occasions(goal: CountGoal, look: Look) -> str:
    passes = (look.estimate.successes if look.estimate else 0) or 0
    if goal.at_least is not None:
        return f"Done in {passes} of the last {look.n} occasions, and at least {goal.at_least} were asked for"
    misses = counted(look.n - passes, "miss", "misses")
    return f"{misses} in the last {look.n} occasions, and at most {goal.at_most_misses} allowed"


def _too_early(case: Case, look: Look, reason: Reason, *, last_look: bool) -> str:
    stands = f"{headline(case, look)}, {_goal(case)}" if look.estimate else base_of(case, look)
    if reason is Reason.ONLY_SHOWN:
        return _only_shown(case)
    if reason is Reason.NOT_STARTED:
        return f"Too early to say: the plan begins on {day_in_words(case.milestone.starts)}."
    if reason is Reason.NO_BASELINE:
        return f"Too early to say: {stands}. No baseline was taken, so there is no path to compare with."
    if reason is Reason.FIGURES:
        return "Too early to say: the figures cover other days than the window."
    if reason is Reason.VERSIONS:
        other = f"{look.on_another_version} of {counted(look.tally.drawn, 'drawn call')}"
        return f"Too early to say: {other} had another rubric or judge than was fixed; they are scored again."
    if last_look:
        return f'The data do not show "not met": {stands}. People decide on the evidence.'
    why = _what_is_missing(case, look) if reason is Reason.TOO_FEW else stands
    return f"Too early to say: {why}.{_more_to_come(case, look)}{_without_a_miss(case, look)}"


def _only_shown(case: Case) -> str:
    percentage = case.figures.percentage if case.figures else None
    shown = "" if percentage is None else f"{Wording(case).number(percentage)} %, {_goal(case)}. "
    return f"{shown}Shown and not decided: it does not say how many cases it rests on."


def _what_is_missing(case: Case, look: Look) -> str:
    fewest = case.milestone.goal.n_min if case.day > look.dates.deadline else FEWEST_CALLS
    return f"{base_of(case, look)} so far, and at least {fewest} are needed"


def _more_to_come(case: Case, look: Look) -> str:
    agreed = case.milestone.extension
    if agreed is None or case.milestone.signpost:  # what decides nothing is not extended
        return ""
    if case.day <= look.dates.deadline or case.course.extended:
        return ""
    if not case.milestone.reads_calls:
        return f" The extension that was agreed adds {agreed.days} days."
    return f" {agreed.calls} more random calls are scheduled over {agreed.days} days."


def _without_a_miss(case: Case, look: Look) -> str:
    """A pass rate without a miss that is still open: how many such calls would state it."""
    goal, estimate = case.milestone.goal, look.estimate
    if not isinstance(goal, RateGoal) or estimate is None or estimate.successes != estimate.n:
        return ""
    needed = calls_needed_without_a_miss(goal.target / 100)
    return f" No confirmed miss so far; {needed} such calls are needed to state {plain(goal.target)} %."
