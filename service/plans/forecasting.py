"""While a milestone is written: how many calls will count by its deadline, and what it would decide."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.formats import counted, day_in_words
from scoring.milestone.forecast import Forecast, countable_calls, forecast_milestone
from scoring.milestone.goals import CountGoal, ImportedCount, MeanGoal, RateGoal, Scale
from scoring.milestone.rule import Milestone
from scoring.plans.sections import PlanContent, PlannedMilestone
from scoring.trend_records import QA, week_number
from service.calls.details import monday
from service.db.tables import Call, LoggedCall, Plan, Review, Score, VerdictRow
from service.frame.rules import rule_for
from service.metrics.queries import figures_for
from service.plans.judges import rubric_named, with_bias
from service.plans.peers import standing_of
from service.plans.starting import rule_in_force

AIM = 20
FEWEST = 16
"""Countable calls in the deciding window; aimed at are 20."""
ASSUMED = Fraction(4, 5)
"""The share of drawn calls that count, where too few were drawn to know."""
ENOUGH = 8
LOOK_BACK = timedelta(weeks=13)
MOST_CASES = 400
"""More of them change the chances hardly any more, and take long to go through."""

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


def calls_a_week(window_days: int, share: Fraction, wanted: int = AIM) -> int:
    """How many have to be drawn a week so that `wanted` of them count in the window."""
    return ceil(wanted / (Fraction(window_days, 7) * share))


def _foresee(
    session: Session, plan: Plan, planned: PlannedMilestone, rule: Milestone, today: date
) -> Foreseen:
    share, known = share_that_counts(session, plan.rep_id, rule, today)
    logged = logged_a_week(session, plan.rep_id, today)
    drawing = rule_for(session, plan.rep_id, monday(rule.window.first))
    drawn_now = drawing.calls if drawing else 0
    wanted = max(AIM, rule.goal.n_min)
    a_week = max(drawn_now, calls_a_week(rule.window.days, share, wanted)) if rule.reads_calls else 0
    if logged and a_week > logged:
        a_week = max(1, int(logged))
    if rule.reads_calls:
        countable = countable_calls(rule.window.days, a_week, share)
        basis = f"{counted(countable, 'call')} will count by the deadline, with {a_week} drawn a week"
        basis += "." if known else "; how many of them count is assumed."
    else:
        countable, basis = _cases(session, plan.rep_id, rule, today)
    forecast = _forecast(rule, countable) if countable else None
    return Foreseen(
        key=planned.key,
        title=planned.title,
        share=share,
        share_known=known,
        logged_a_week=logged,
        drawn_now=drawn_now,
        a_week=a_week,
        countable=countable,
        basis=basis,
        forecast=forecast,
        meaning=meaning_of(session, rule),
        team=team_in_words(session, plan, rule, today),
        refused=_refused(planned, rule, countable, forecast),
    )


def _refused(
    planned: PlannedMilestone, rule: Milestone, countable: int, forecast: Forecast | None
) -> tuple[str, ...]:
    """Why HR cannot publish it as it is. A signpost decides nothing and may be anything."""
    if not planned.decides:
        return ()
    found = []
    if rule.only_shown:
        found.append(
            "A bare percentage is shown and never decided: import it with numerator and denominator."
        )
    if rule.reads_calls and countable < FEWEST:
        found.append(
            f"Only {counted(countable, 'call')} would count in its window, and at least {FEWEST} are needed: "
            "lengthen the window, or see that more of the rep's calls are in the call log."
        )
    if forecast is not None and forecast.rarely_decides:
        found.append(
            "It would rarely decide: even a rep a little above the target would often stay without an "
            "answer. Lengthen the window, choose another target, or take a count rule."
        )
    return tuple(found)


def _cases(session: Session, rep_id: int, rule: Milestone, today: date) -> tuple[int, str]:
    """Of imported figures: as many cases a day as in the last quarter, for the days of the window."""
    if isinstance(rule.goal, ImportedCount):
        return 0, "A complete count is compared directly: chance plays no part in it."
    found = figures_for(session, rep_id, rule.goal.of, today - LOOK_BACK, today)
    cases = 0 if found is None else found.denominator or found.n or 0
    if found is None or not cases:
        return 0, "No figures of the last quarter are here, so how many cases it will rest on is not known."
    days = (found.last - found.first).days + 1
    expected = round(Fraction(cases * rule.window.days, days))
    since = day_in_words(found.first)
    return min(expected, MOST_CASES), (
        f"About {counted(expected, 'case')} will lie in its window, as many a day as since {since}."
    )


def share_that_counts(session: Session, rep_id: int, rule: Milestone, today: date) -> tuple[Fraction, bool]:
    """Of the rep's scored random calls of the last quarter, those that gave a score or an occasion."""
    if not rule.reads_calls:
        return Fraction(1), True
    pinned = (
        select(Review.run_id)
        .join(Call, Call.id == Review.call_id)
        .where(
            Call.rep_id == rep_id,
            Call.selection == "random",
            Call.week >= week_number(today - LOOK_BACK),
        )
    )
    scored = session.scalar(select(func.count()).select_from(pinned.subquery())) or 0
    if scored < ENOUGH:
        return ASSUMED, False
    goal = rule.goal
    if isinstance(goal, MeanGoal):
        key = QA if goal.of == "qa_score" else goal.of
        counts = select(func.count()).where(Score.run_id.in_(pinned), Score.criterion == key)
    else:
        counts = select(func.count()).where(
            VerdictRow.run_id.in_(pinned), VerdictRow.item == goal.of, VerdictRow.answer.in_(("yes", "no"))
        )
    # One call that had no occasion among eight is no reason to expect none at all.
    return max(Fraction(session.scalar(counts) or 0, scored), Fraction(1, scored)), True


def logged_a_week(session: Session, rep_id: int, today: date) -> Fraction:
    """Calls of the rep in the log, a week, over the last quarter; 0: nothing is logged."""
    first = week_number(today - LOOK_BACK)
    calls, weeks = session.execute(
        select(func.count(), func.count(LoggedCall.week.distinct())).where(
            LoggedCall.rep_id == rep_id, LoggedCall.week >= first
        )
    ).one()
    return Fraction(calls, weeks) if weeks else Fraction(0)


def meaning_of(session: Session, rule: Milestone) -> str:
    """What the target means in levels, or in occasions."""
    goal = rule.goal
    if isinstance(goal, CountGoal):
        return f"{goal.passes_needed} of the last {goal.of_last} occasions."
    if isinstance(goal, RateGoal):
        return f"At most {int(20 * (100 - goal.target) / 100)} of 20 occasions missed, in the long run."
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
    """How the team scores on the same rubric, without a name; nothing where it would say who."""
    goal = rule.goal
    if not isinstance(goal, MeanGoal):
        return ""
    standing = standing_of(session, plan.team_id, goal, rule.rubric, today)
    peers = standing.peers()
    if peers is None:
        return "Too few colleagues have enough random calls to say how the team scores."
    digits = 2 if goal.scale is Scale.LEVEL else 0
    return (
        f"{peers.n} colleagues with {standing.calls} random calls: the middle one averages "
        f"{float(peers.middle):.{digits}f}, and {standing.reached_by(goal.target)} of them reach the target."
    )


def _worth(session: Session, rule: Milestone) -> dict[int, int]:
    rubric = rubric_named(session, rule.rubric)
    return {} if rubric is None else {int(level): worth for level, worth in rubric.worth.items()}
