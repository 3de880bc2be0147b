"""How the team scores on the same rubric: the standard that applies to all, and never who reached what."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from scoring.milestone.goals import FEWEST_CALLS, MeanGoal, Scale
from scoring.plans.sections import PlanContent
from scoring.plans.smart import FEWEST_PEERS, Peers
from scoring.trend_records import QA, week_number
from service.calls.details import monday
from service.db.tables import Membership, Plan, Run, Score
from service.plans.judges import rubric_id

WEEKS = 13


@dataclass(frozen=True)
class Standing:
    """The averages of those in the team with enough random calls, lowest first; `calls` in all."""

    averages: tuple[Fraction, ...]
    calls: int
    period: str

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
        return sum(one >= target for one in self.averages)


def standing_of(
    session: Session, plan_team: int, goal: MeanGoal, rubric: str | None, until: date
) -> Standing:
    """The team's reps on the goal's criterion, each by their random calls of the quarter before `until`."""
    enough = _averages(session, plan_team, goal, rubric, until)
    first = until - timedelta(weeks=WEEKS)
    return Standing(
        tuple(sorted(average for _, _, average in enough)),
        sum(n for _, n, _ in enough),
        f"{first} to {until}",
    )


def below_standard(
    session: Session, plan_team: int, goal: MeanGoal, rubric: str | None, until: date
) -> set[int] | None:
    """The keys of those in the team whose average was below the goal's target then. None where nobody had
    calls enough to say."""
    averages = _averages(session, plan_team, goal, rubric, until)
    return {rep for rep, _, average in averages if average < goal.target} if averages else None


def _averages(
    session: Session, plan_team: int, goal: MeanGoal, rubric: str | None, until: date
) -> list[tuple[int, int, Fraction]]:
    """rep, n, average, of those with enough random calls."""
    first = until - timedelta(weeks=WEEKS)
    what = Score.level if goal.scale is Scale.LEVEL and goal.of != "qa_score" else Score.value
    rows = session.execute(
        select(Score.rep_id, func.count(), func.sum(what))
        .join(Run, Run.id == Score.run_id)
        .where(
            Score.criterion == (QA if goal.of == "qa_score" else goal.of),
            Score.selection == "random",
            Score.week >= monday(first),
            Score.week <= week_number(until),
            Score.rep_id.in_(reps_of_team(plan_team, until)),
            *([Run.rubric_id == rubric_id(session, rubric)] if rubric is not None else []),
        )
        .group_by(Score.rep_id)
    ).all()
    return [
        (rep, n, Fraction(total) / n) for rep, n, total in rows if n >= FEWEST_CALLS and total is not None
    ]


def reps_of_team(team: int, day: date) -> Select[int]:
    """The keys of the team's reps of that day, whoever came or left since."""
    begins = datetime.combine(day, time.min, UTC)
    return select(Membership.person_id).where(
        Membership.team_id == team,
        Membership.role == "rep",
        Membership.since < begins + timedelta(days=1),
        or_(Membership.until.is_(None), Membership.until > begins),
    )


def peers_of(session: Session, plan: Plan, content: PlanContent, until: date) -> dict[str, Peers]:
    """What others reach, by milestone, where enough of them say something."""
    found: dict[str, Peers] = {}
    for one in content.milestones:
        if one.rule is None or not isinstance(one.rule.goal, MeanGoal):
            continue
        standing = standing_of(session, plan.team_id, one.rule.goal, one.rule.rubric, until)
        if (peers := standing.peers()) is not None:
            found[one.key] = peers
    return found
