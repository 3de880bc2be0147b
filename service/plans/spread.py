"""How far a team's calls lie apart within one rep: what a forecast starts from, measured and not guessed."""

import math
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.trend_records import QA, week_number
from service.db.tables import Membership, Plan, Score

LOOK_BACK = timedelta(weeks=13)
FEWEST_DEGREES = 8
USUAL = {"percent": 11.0, "level": 0.9}
"""Until a team has calls enough: about what calls of one rep differ by."""


def spread_within_reps(session: Session, plan: Plan, of: str, today: date) -> float:
    """The standard deviation between random calls of the same rep, pooled over the team's last quarter."""
    what = Score.value if of == "qa_score" else Score.level
    rows = session.execute(
        select(func.count(), func.sum(what), func.sum(what * what))
        .where(
            Score.criterion == (QA if of == "qa_score" else of),
            Score.selection == "random",
            Score.week >= week_number(today - LOOK_BACK),
            Score.rep_id.in_(select(Membership.person_id).where(Membership.team_id == plan.team_id)),
            what.is_not(None),
        )
        .group_by(Score.rep_id)
    ).all()
    squares = sum(float(each) - float(total) ** 2 / n for n, total, each in rows)
    degrees = sum(n - 1 for n, _, _ in rows)
    if degrees < FEWEST_DEGREES or squares <= 0:
        return USUAL["percent" if of == "qa_score" else "level"]
    return round(math.sqrt(squares / degrees), 2)
