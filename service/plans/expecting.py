"""How many calls or cases a milestone will rest on by its deadline, and from what that is known."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.formats import counted, day_in_words
from scoring.milestone.figures import Figures
from scoring.milestone.forecast import countable_calls
from scoring.milestone.goals import ImportedAverage, ImportedCount, ImportedPercentage, MeanGoal
from scoring.milestone.rule import Milestone
from scoring.trend_records import QA, week_number
from service.calls.details import monday
from service.db.tables import Call, LoggedCall, Review, Score, VerdictRow
from service.frame.rules import rule_for
from service.metrics.queries import figures_for

AIM = 20
"""Countable calls that the draw rate aims at."""
ASSUMED = Fraction(4, 5)
"""The share of drawn calls that count, where too few were drawn to know."""
ENOUGH = 8
LOOK_BACK = timedelta(weeks=13)
MOST_CASES = 400
"""More of them change the chances hardly any more, and take long to go through."""
EMPTY_LOG = (
    "The call log holds none of the rep's calls of the last quarter, so nobody knows how many will count. "
    "Import the log, or declare how many calls the rep makes a week."
)
NO_FIGURES = (
    "No figures of the last quarter are here, so nobody knows how many cases it will rest on. Import them, "
    "or declare how many cases there are a week."
)
NO_SPREAD = (
    "How far its values lie apart is not known, so nobody can say what it would decide. Import figures with "
    "their spread, or write the team's."
)


@dataclass(frozen=True)
class Expected:
    """`countable`: calls or cases in the window; `basis` says so, and from what that is known.

    `unknown`: why nothing can be foreseen; empty where it can, or where chance plays no part.
    """

    countable: int
    basis: str
    unknown: str = ""
    own_sd: Fraction | None = None
    share: Fraction = Fraction(1)
    share_known: bool = True
    logged_a_week: Fraction = Fraction(0)
    drawn_now: int = 0
    a_week: int = 0


def expected_of(
    session: Session, rep_id: int, rule: Milestone, today: date, declared: int | None
) -> Expected:
    """`declared`: calls or cases a week as HR wrote them, for where the log or the figures hold none."""
    if rule.reads_calls:
        return _calls(session, rep_id, rule, today, declared)
    return _cases(session, rep_id, rule, today, declared)


def calls_a_week(window_days: int, share: Fraction, wanted: int = AIM) -> int:
    """How many have to be drawn a week so that `wanted` of them count in the window."""
    return ceil(wanted / (Fraction(window_days, 7) * share))


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


def _calls(session: Session, rep_id: int, rule: Milestone, today: date, declared: int | None) -> Expected:
    share, known = share_that_counts(session, rep_id, rule, today)
    logged = logged_a_week(session, rep_id, today)
    drawing = rule_for(session, rep_id, monday(rule.window.first))
    drawn_now = drawing.calls if drawing else 0
    wanted = max(AIM, rule.goal.n_min)
    a_week = max(drawn_now, calls_a_week(rule.window.days, share, wanted))
    there = logged or Fraction(declared or 0)
    if there and a_week > there:
        a_week = max(1, int(there))
    countable = countable_calls(rule.window.days, a_week, share) if there else 0
    basis = f"{counted(countable, 'call')} will count by the deadline, with {a_week} drawn a week"
    if not logged and declared:
        basis += f" of the {declared} that HR declared: the call log holds none yet"
    basis += "." if known else "; how many of them count is assumed."
    return Expected(
        countable=countable,
        basis=basis if there else EMPTY_LOG,
        unknown="" if there else EMPTY_LOG,
        share=share,
        share_known=known,
        logged_a_week=logged,
        drawn_now=drawn_now,
        a_week=a_week,
    )


def _cases(session: Session, rep_id: int, rule: Milestone, today: date, declared: int | None) -> Expected:
    """Of imported figures: as many cases a day as in the last quarter, for the days of the window."""
    if isinstance(rule.goal, ImportedCount):
        return Expected(0, "A complete count is compared directly: chance plays no part in it.")
    if isinstance(rule.goal, ImportedPercentage):
        return Expected(0, "A bare percentage is shown and never decided: nothing is foreseen of it.")
    found = figures_for(session, rep_id, rule.goal.of, today - LOOK_BACK, today)
    expected, basis = _in_window(found, rule.window.days, declared)
    if not expected:
        return Expected(0, basis, unknown=basis)
    own_sd = found.spread if found is not None else None
    if isinstance(rule.goal, ImportedAverage) and not (rule.goal.team_sd or own_sd):
        return Expected(min(expected, MOST_CASES), basis, unknown=NO_SPREAD)
    return Expected(min(expected, MOST_CASES), basis, own_sd=own_sd)


def _in_window(found: Figures | None, days: int, declared: int | None) -> tuple[int, str]:
    """So many cases in so many days, and from what that is known; 0: it is not."""
    cases = 0 if found is None else found.denominator or found.n or 0
    if found is not None and cases:
        expected = round(Fraction(cases * days, (found.last - found.first).days + 1))
        since = day_in_words(found.first)
        return max(1, expected), (
            f"About {counted(expected, 'case')} will lie in its window, as many a day as since {since}."
        )
    if declared:
        expected = round(Fraction(declared * days, 7))
        return max(1, expected), (
            f"About {counted(expected, 'case')} will lie in its window, with the {declared} a week that HR "
            "declared: no figures of the last quarter are here."
        )
    return 0, NO_FIGURES
