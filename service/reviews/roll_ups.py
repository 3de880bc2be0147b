"""The weekly sums of scores (n, sum, sum of squares), changed in the transaction that changes the scores."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.db.tables import Run, Score, WeeklyRollUp
from service.db.upsert import upsert


def add_to_roll_ups(session: Session, run: Run, scores: Sequence[Score]) -> None:
    """Counts the scores of a run into the sums of their rep, criterion, week and selection."""
    # In one order everywhere, so that two runs of a rep never wait for each other crosswise.
    for score in sorted(scores, key=lambda one: one.criterion):
        amounts = {"n": 1, "total": score.value, "squares": score.value**2}
        upsert(session, WeeklyRollUp, _key(run, score), add=amounts)


def take_from_roll_ups(session: Session, run: Run, scores: Sequence[Score]) -> None:
    """Takes the scores of a run that counts no longer out of the sums; an empty sum leaves the table."""
    for score in sorted(scores, key=lambda one: one.criterion):
        amounts = {"n": -1, "total": -score.value, "squares": -(score.value**2)}
        left = upsert(session, WeeklyRollUp, _key(run, score), add=amounts)
        if left.n <= 0:
            this = (getattr(WeeklyRollUp, name) == value for name, value in _key(run, score).items())
            session.execute(delete(WeeklyRollUp).where(*this))


def _key(run: Run, score: Score) -> dict[str, Any]:
    return {
        "rep_id": score.rep_id,
        "criterion": score.criterion,
        "week": score.week,
        "selection": score.selection,
        "rubric_id": run.rubric_id,
        "judge": run.judge,
    }
