"""What has to be said beside a decision, whichever it is."""

from collections import Counter

from scoring.formats import counted
from scoring.milestone.case import Case
from scoring.milestone.counting import Why
from scoring.milestone.goals import (
    FEWEST_CALLS,
    CountGoal,
    ImportedAverage,
    ImportedCount,
    MeanGoal,
    RateGoal,
)
from scoring.milestone.look import Look
from scoring.milestone.rates import calls_needed_without_a_miss, most_fails_for_met

NOISIER_THAN_THE_TEAM = 1.4
MOST_CALLS_A_DAY = 2


def notices(case: Case, look: Look) -> tuple[str, ...]:
    """One sentence each."""
    found = (
        _signpost(case),
        _not_in_the_forecast(case, look),
        _baseline(case),
        _noisier(case, look),
        _without_score(look),
        _excluded(look),
        _crowded_days(look),
        _unreachable(case, look),
        _own_error_rates(case),
    )
    return tuple(sentence for sentence in found if sentence)


def _signpost(case: Case) -> str:
    return (
        "A signpost: shown beside the others, it does not decide the plan." if case.milestone.signpost else ""
    )


def _not_in_the_forecast(case: Case, look: Look) -> str:
    open_calls = len(look.tally.unsettled)
    if case.day > look.dates.deadline or not open_calls:
        return ""
    return f"{counted(open_calls, 'drawn call')} not settled yet and not in this forecast."


def _baseline(case: Case) -> str:
    baseline = case.milestone.baseline
    if baseline is None or baseline.n >= FEWEST_CALLS or isinstance(case.milestone.goal, ImportedCount):
        return ""
    return (
        f"The baseline rests on {counted(baseline.n, 'call')}: part of any change since then comes by "
        "itself, because a plan begins where somebody looked low (regression to the mean)."
    )


def _noisier(case: Case, look: Look) -> str:
    average = look.estimate.average if look.estimate else None
    goal = case.milestone.goal
    if average is None or average.sd is None or not isinstance(goal, MeanGoal | ImportedAverage):
        return ""
    if goal.team_sd is None or average.sd <= NOISIER_THAN_THE_TEAM * float(goal.team_sd):
        return ""
    return (
        f"These calls differ more than the team's: sd {average.sd:.1f} against {float(goal.team_sd):.3g}. "
        "The range is then somewhat too narrow."
    )


def _without_score(look: Look) -> str:
    if not look.without_score:
        return ""
    sentence = f"{look.without_score} of {counted(look.tally.drawn, 'drawn call')} could not be scored."
    if not look.too_many_without_score:
        return sentence
    return f"{sentence} That is more than 20 %: not met needs a reason written by HR."


def _excluded(look: Look) -> str:
    excluded = look.tally.left_out_for(Why.EXCLUDED)
    return f"{counted(excluded, 'drawn call')} excluded by qa." if excluded else ""


def _crowded_days(look: Look) -> str:
    per_day = Counter(call.day for call in look.tally.counted)
    crowded = sum(times > MOST_CALLS_A_DAY for times in per_day.values())
    if not crowded:
        return ""
    return (
        f"More than {MOST_CALLS_A_DAY} counted calls on {counted(crowded, 'day')}: calls of one day are "
        "alike, so the range is somewhat too narrow."
    )


def _unreachable(case: Case, look: Look) -> str:
    goal = case.milestone.goal
    if (
        not isinstance(goal, RateGoal)
        or not look.n
        or most_fails_for_met(look.n, goal.target / 100) is not None
    ):
        return ""
    needed = calls_needed_without_a_miss(goal.target / 100)
    return (
        f"With {counted(look.n, 'call')} nobody could meet this target: "
        f"{needed} without a miss are needed. A count rule would decide on fewer."
    )


def _own_error_rates(case: Case) -> str:
    milestone = case.milestone
    if not isinstance(milestone.goal, CountGoal) or not (milestone.severe or milestone.sharing_error > 1):
        return ""
    return "A count rule has its own error rates, printed with the sums: no 95 % and no split error enter."
