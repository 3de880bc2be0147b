"""How a milestone is decided, in words that a rep can hold against the decision."""

from fractions import Fraction

from scoring.formats import counted, day_in_words, format_percent, plain
from scoring.milestone.goals import (
    CountGoal,
    Direction,
    ImportedAverage,
    ImportedCount,
    ImportedPercentage,
    ImportedRate,
    MeanGoal,
    RateGoal,
    Scale,
)
from scoring.milestone.rule import Milestone


def rule_in_words(rule: Milestone) -> tuple[str, ...]:
    """Everything that was fixed, sentence by sentence."""
    return (_basis(rule), *_verdicts(rule), *_around(rule))


def target_in_words(rule: Milestone) -> str:
    """ "85", "95 %", "at most 5 min", "at least 9 of the last 12 occasions"."""
    goal = rule.goal
    if isinstance(goal, CountGoal):
        if goal.at_least is not None:
            return f"at least {goal.at_least} of the last {goal.of_last} occasions"
        misses = counted(goal.at_most_misses or 0, "miss", "misses")
        return f"at most {misses} in the last {goal.of_last} occasions"
    ceiling = "at most " if goal.direction is Direction.LOWER else ""
    return f"{ceiling}{plain(goal.target)}{unit_of(rule)}"


def unit_of(rule: Milestone) -> str:
    """What stands behind a number of this goal."""
    goal = rule.goal
    if isinstance(goal, ImportedAverage):
        return f" {goal.unit}" if goal.unit else ""
    if isinstance(goal, MeanGoal | ImportedCount):
        return ""
    return " %"


def _basis(rule: Milestone) -> str:
    window = f"{day_in_words(rule.window.first)} to {day_in_words(rule.window.last)}"
    goal = rule.goal
    if not rule.reads_calls:
        return f"Decided on the figures imported for {window}, with their source."
    if isinstance(goal, CountGoal):
        return f"Decided on the last {goal.of_last} random calls with an occasion, from {window}."
    noun = "random calls with an occasion" if isinstance(goal, RateGoal) else "random calls"
    return f"Decided on the {noun} of {window}; at least {goal.n_min} of them are needed."


def _verdicts(rule: Milestone) -> tuple[str, ...]:
    goal = rule.goal
    better, worse = ("below", "above") if goal.direction is Direction.LOWER else ("above", "below")
    if isinstance(goal, ImportedPercentage):
        return ("A bare percentage says nothing of how many cases it rests on: it is shown and not decided.",)
    if isinstance(goal, CountGoal):
        return (f"Met: {target_in_words(rule)}. Otherwise not met. This is a count and needs no estimate.",)
    if isinstance(goal, ImportedCount):
        return (f"Met: the complete count is {target_in_words(rule)} or {better}. Otherwise not met.",)
    reaches = "is" if goal.direction is Direction.LOWER else "reaches"
    sure = format_percent(rule.not_met_confidence * 100)
    return (
        f"Met: the value {reaches} {target_in_words(rule)}{_slack(rule, worse)}.",
        f"Not met: all of the range lies {worse} the target (with {sure} % confidence).",
        "Otherwise it is too early to say, and neither is said.",
    )


def _slack(rule: Milestone, worse: str) -> str:
    goal = rule.goal
    if not isinstance(goal, MeanGoal | ImportedAverage | RateGoal | ImportedRate):
        return ""
    slack: Fraction = goal.slack
    if not slack:
        return f", and no part of its likely range lies {worse} it"
    unit = " of a level" if isinstance(goal, MeanGoal) and goal.scale is Scale.LEVEL else unit_of(rule)
    points = " points" if not unit.strip() else unit
    return f", and its likely range reaches no more than {plain(slack)}{points} {worse} it"


def _around(rule: Milestone) -> tuple[str, ...]:
    said = []
    if rule.baseline is not None:
        rests = f" ({counted(rule.baseline.n, 'call')})" if rule.reads_calls else ""
        day = day_in_words(rule.baseline.day)
        said.append(f"Baseline: {plain(rule.baseline.value)}{unit_of(rule)} on {day}{rests}.")
    if rule.reads_calls:
        reader = f"the AI reading {rule.judge}, each confirmed by a person" if rule.judge else "people"
        said.append(f"Scored by {reader}, on the rubric {rule.rubric}.")
    said.append(
        f"Deadline: {day_in_words(rule.deadline)}, until midnight ({rule.zone}); then "
        f"{counted(rule.dispute_days, 'day')} to dispute what is wrong."
    )
    if rule.extension is not None:
        what = f"{rule.extension.calls} random calls over " if rule.reads_calls else ""
        said.append(f"If it is too early to say then: one extension, {what}{rule.extension.days} days.")
    return tuple(said)
