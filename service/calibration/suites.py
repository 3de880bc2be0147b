"""Keeping what the injection suite found about a judge, for its clearance."""

from sqlalchemy.orm import Session

from scoring.judgement import Judge
from scoring.redteam.suite import Outcome
from service.calibration.marks import mark_of_judge
from service.db import audit
from service.db.tables import InjectionCheck


def keep_outcome(
    session: Session, judge: Judge, outcome: Outcome, seconds: float, actor: str
) -> InjectionCheck:
    """Appends the outcome. The newest one counts."""
    row = InjectionCheck(
        judge_key=mark_of_judge(judge, {}).reading_key,
        green=outcome.green,
        seconds=round(seconds, 1),
        document=outcome.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "calibration.suite_run", row.public_id, green=outcome.green)
    return row
