"""While a milestone is written: what it would decide on the calls or cases there will be by its deadline."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from sqlalchemy.orm import Session

from scoring.formats import counted
from scoring.milestone.count_rule import FEW, count_rule_for, error_rates
from scoring.milestone.forecast import Forecast, forecast_milestone
from scoring.milestone.goals import CountGoal, MeanGoal, RateGoal, Scale
from scoring.milestone.rule import Milestone
from scoring.plans.sections import PlanContent, PlannedMilestone
from service.db.tables import Plan
from service.plans.expecting import Expected, expected_of
from service.plans.judges import rubric_named, with_bias
from service.plans.peers import standing_of
from service.plans.starting import rule_in_force

FEWEST = 16
"""Countable calls in the deciding window; aimed at are 20."""

_forecast = lru_cache(maxsize=256)(forecast_milestone)
"""The same question has the same answer, and takes a quarter of a second to simulate."""


@dataclass(frozen=True)
class Foreseen:
    """What a milestone would do. `a_week`: calls that have to be drawn; `share` of them counts.

    `countable`: calls or cases that its window will hold; `basis` says so, and from what that is known.
    """

    key: str
    title: str
    share: Fraction
    share_known: bool
    logged_a_week: Fraction
    drawn_now: int
    a_week: int
    countable: int
    basis: str
    forecast: Forecast | None
    meaning: str
    team: str
    refused: tuple[str, ...]


def foresee(session: Session, plan: Plan, content: PlanContent, today: date) -> tuple[Foreseen, ...]:
    """The forecast of each milestone with a rule."""
    return tuple(
        _foresee(session, plan, one, with_bias(session, rule_in_force(content, one, one.rule)), today)
        for one in content.milestones
        if one.rule is not None
    )


def _foresee(
    session: Session, plan: Plan, planned: PlannedMilestone, rule: Milestone, today: date
) -> Foreseen:
    expected = expected_of(session, plan.rep_id, rule, today, planned.a_week)
    forecast = _forecast(rule, expected.countable, expected.own_sd) if expected.countable else None
    return Foreseen(
        key=planned.key,
        title=planned.title,
        share=expected.share,
        share_known=expected.share_known,
        logged_a_week=expected.logged_a_week,
        drawn_now=expected.drawn_now,
        a_week=expected.a_week,
        countable=expected.countable,
        basis=expected.basis,
        forecast=forecast,
        meaning=meaning_of(session, rule, expected.countable),
        team=team_in_words(session, plan, rule, today),
        refused=_refused(planned, rule, expected, forecast),
    )


def _refused(
    planned: PlannedMilestone, rule: Milestone, expected: Expected, forecast: Forecast | None
) -> tuple[str, ...]:
    """Why HR cannot publish it as it is. A signpost decides nothing and may be anything."""
    if not planned.decides:
        return ()
    found = [expected.unknown] if expected.unknown else []
    if rule.only_shown:
        found.append(
            "A bare percentage is shown and never decided: import it with numerator and denominator."
        )
    if rule.reads_calls and not expected.unknown and expected.countable < FEWEST:
        found.append(
            f"Only {counted(expected.countable, 'call')} would count in its window, and at least {FEWEST} "
            "are needed: lengthen the window, or see that more of the rep's calls are in the call log."
        )
    if forecast is not None and forecast.rarely_decides:
        found.append(
            "It would rarely decide: even a rep a little above the target would often stay without an "
            "answer. Lengthen the window, choose another target, or take a count rule."
        )
    return tuple(found)


def meaning_of(session: Session, rule: Milestone, occasions: int = 0) -> str:
    """What the target means in levels, or in occasions; of a count rule, how often it errs."""
    baseline = rule.baseline.value if rule.baseline else None
    goal = rule.goal
    if isinstance(goal, CountGoal):
        asked = f"At least {goal.passes_needed} of the last {goal.of_last} occasions."
        return f"{asked} {error_rates(goal, baseline)}"
    if isinstance(goal, RateGoal):
        asked = f"At most {int(20 * (100 - goal.target) / 100)} of 20 occasions missed, in the long run."
        usual = count_rule_for(goal.of, goal.target, occasions) if 0 < occasions < FEW else None
        if usual is None:
            return asked
        return (
            f"{asked} With fewer than {FEW} occasions a count rule is usual: at least {usual.passes_needed} "
            f"of the last {usual.of_last}. {error_rates(usual, baseline, goal.target)}"
        )
    if not isinstance(goal, MeanGoal) or goal.of != "qa_score":
        return ""
    worth = _worth(session, rule)
    if not worth:
        return ""
    below = max((level for level in worth if worth[level] <= goal.target), default=min(worth))
    above = min((level for level in worth if worth[level] >= goal.target), default=max(worth))
    if below == above:
        return f"{float(goal.target):g} is what level {below} on every criterion comes to."
    share = (goal.target - worth[below]) / (worth[above] - worth[below])
    return (
        f"{float(goal.target):g} lies between level {below} on every criterion ({worth[below]}) and level "
        f"{above} ({worth[above]}): about {round(10 * share)} in 10 of the weight at level {above}."
    )


def team_in_words(session: Session, plan: Plan, rule: Milestone, today: date) -> str:
    """What the others of the team reach on the same, without a name; nothing where it would say who."""
    standing = standing_of(session, plan, rule, today)
    peers = standing.peers()
    if peers is None:
        noun = "random calls" if rule.reads_calls else "figures"
        return f"Too few colleagues have enough {noun} to say what the team reaches."
    reached = f"and {standing.reached_by(rule.goal.target)} of them reach the target."
    if rule.reads_calls:
        digits = 2 if isinstance(rule.goal, MeanGoal) and rule.goal.scale is Scale.LEVEL else 0
        return (
            f"{peers.n} colleagues with {standing.calls} random calls: the middle one averages "
            f"{float(peers.middle):.{digits}f}, {reached}"
        )
    return f"{peers.n} colleagues have figures: the middle one is at {float(peers.middle):.4g}, {reached}"


def _worth(session: Session, rule: Milestone) -> dict[int, int]:
    rubric = rubric_named(session, rule.rubric)
    return {} if rubric is None else {int(level): worth for level, worth in rubric.worth.items()}
