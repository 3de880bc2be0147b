"""What the others of the team reach: the standard that applies to all, and never who reached what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from scoring.milestone.figures import Figures
from scoring.milestone.goals import FEWEST_CALLS, CountGoal, Direction, MeanGoal, RateGoal, Scale
from scoring.milestone.rule import Milestone
from scoring.plans.sections import PlanContent
from scoring.plans.smart import FEWEST_PEERS, Peers
from scoring.rubric import Kind
from scoring.trend_records import QA, week_number
from service.calls.details import monday
from service.db.tables import Call, Membership, Plan, Review, Run, Score, VerdictRow
from service.metrics.queries import figures_for
from service.plans.judges import rubric_id, rubric_named

WEEKS = 13
Reached = tuple[int, int, Fraction]
"""rep, n, and what they reach in the unit of the goal."""


@dataclass(frozen=True)
class Standing:
    """What each of the others with enough to say reaches, the worst first; `calls` or cases in all."""

    averages: tuple[Fraction, ...]
    calls: int
    period: str
    direction: Direction = Direction.HIGHER

    def peers(self) -> Peers | None:
        """Quarters and ends. None where so few would say who they are."""
        if len(self.averages) < FEWEST_PEERS:
            return None
        ordered, last = self.averages, len(self.averages) - 1
        return Peers(
            n=len(ordered),
            worst=ordered[0],
            middle=ordered[last // 2] if last % 2 == 0 else (ordered[last // 2] + ordered[last // 2 + 1]) / 2,
            upper_quarter=ordered[round(last * 0.75)],
            best=ordered[-1],
            period=self.period,
        )

    def reached_by(self, target: Fraction) -> int:
        return sum(self.direction.sign * (one - target) >= 0 for one in self.averages)


def standing_of(session: Session, plan: Plan, rule: Milestone, until: date) -> Standing:
    """The team's other reps of that day on what the goal is about, over the quarter before `until`."""
    reached = [one for one in reached_by_team(session, plan.team_id, rule, until) if one[0] != plan.rep_id]
    sign = rule.goal.direction.sign
    return Standing(
        tuple(sorted((value for _, _, value in reached), key=lambda value: sign * value)),
        sum(n for _, n, _ in reached),
        f"{until - timedelta(weeks=WEEKS)} to {until}",
        rule.goal.direction,
    )


def below_standard(session: Session, plan_team: int, rule: Milestone, until: date) -> set[int] | None:
    """The keys of those in the team who did not reach the goal's target then. None where nobody had enough
    calls or cases to say."""
    reached, goal = list(reached_by_team(session, plan_team, rule, until)), rule.goal
    short = {rep for rep, _, value in reached if goal.direction.sign * (value - goal.target) < 0}
    return short if reached else None


def peers_of(session: Session, plan: Plan, content: PlanContent, until: date) -> dict[str, Peers]:
    """What others reach, by milestone, where enough of them say something."""
    found: dict[str, Peers] = {}
    for one in content.milestones:
        peers = None if one.rule is None else standing_of(session, plan, one.rule, until).peers()
        if peers is not None:
            found[one.key] = peers
    return found


def reps_of_team(team: int, day: date) -> Select[int]:
    """The keys of the team's reps of that day, whoever came or left since."""
    begins = datetime.combine(day, time.min, UTC)
    return select(Membership.person_id).where(
        Membership.team_id == team,
        Membership.role == "rep",
        Membership.since < begins + timedelta(days=1),
        or_(Membership.until.is_(None), Membership.until > begins),
    )


def reached_by_team(session: Session, team: int, rule: Milestone, until: date) -> Iterator[Reached]:
    """What each rep of the team reached in the quarter before, of those with enough calls or cases."""
    goal = rule.goal
    if isinstance(goal, MeanGoal):
        return _averages(session, team, goal, rule.rubric, until)
    if isinstance(goal, RateGoal | CountGoal):
        return _shares(session, team, goal, rule.rubric, until)
    return _imported(session, team, rule, until)


def _averages(
    session: Session, team: int, goal: MeanGoal, rubric: str | None, until: date
) -> Iterator[Reached]:
    what = Score.level if goal.scale is Scale.LEVEL and goal.of != "qa_score" else Score.value
    rows = session.execute(
        select(Score.rep_id, func.count(), func.sum(what))
        .join(Run, Run.id == Score.run_id)
        .where(
            Score.criterion == (QA if goal.of == "qa_score" else goal.of),
            Score.selection == "random",
            Score.week >= monday(until - timedelta(weeks=WEEKS)),
            Score.week <= week_number(until),
            Score.rep_id.in_(reps_of_team(team, until)),
            *([Run.rubric_id == rubric_id(session, rubric)] if rubric is not None else []),
        )
        .group_by(Score.rep_id)
    )
    for rep, n, total in rows.all():
        if n >= FEWEST_CALLS and total is not None:
            yield rep, n, Fraction(total) / n


def _shares(
    session: Session, team: int, goal: RateGoal | CountGoal, rubric: str | None, until: date
) -> Iterator[Reached]:
    """How often each of them did what the item asks, in percent of its occasions."""
    form = rubric_named(session, rubric)
    items = [item for one in form.criteria for item in one.items if item.id == goal.of] if form else []
    if not items:
        return
    good = "no" if items[0].kind is Kind.MUST_NOT else "yes"
    rows = session.execute(
        select(Call.rep_id, VerdictRow.answer, func.count())
        .join(Review, Review.run_id == VerdictRow.run_id)
        .join(Call, Call.id == Review.call_id)
        .join(Run, Run.id == VerdictRow.run_id)
        .where(
            VerdictRow.item == goal.of,
            VerdictRow.answer.in_(("yes", "no")),
            Run.rubric_id == rubric_id(session, rubric),
            Call.selection == "random",
            Call.week >= monday(until - timedelta(weeks=WEEKS)),
            Call.week <= week_number(until),
            Call.rep_id.in_(reps_of_team(team, until)),
        )
        .group_by(Call.rep_id, VerdictRow.answer)
    )
    counts: dict[int, dict[str, int]] = {}
    for rep, answer, n in rows.all():
        if rep is not None:
            counts.setdefault(rep, {})[answer] = n
    for rep, found in counts.items():
        if (n := sum(found.values())) >= FEWEST_CALLS:
            yield rep, n, Fraction(100 * found.get(good, 0), n)


def _imported(session: Session, team: int, rule: Milestone, until: date) -> Iterator[Reached]:
    """The figures of each; a count is brought to as many days as the window of the goal has."""
    for rep in session.scalars(reps_of_team(team, until).order_by(Membership.person_id)).all():
        found: Figures | None = figures_for(session, rep, rule.goal.of, until - timedelta(weeks=WEEKS), until)
        if found is None:
            continue
        days = (found.last - found.first).days + 1
        if found.denominator and found.numerator is not None and found.denominator >= FEWEST_CALLS:
            yield rep, found.denominator, Fraction(100 * found.numerator, found.denominator)
        elif found.average is not None and found.n and found.n >= FEWEST_CALLS:
            yield rep, found.n, found.average
        elif found.count is not None and days >= rule.window.days:
            yield rep, days, found.count * rule.window.days / days
