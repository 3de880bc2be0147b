"""Which levels of a call stand in the trend: those of its review, put in and taken out with their sums."""

from itertools import groupby

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scoring.review import ShownScorecard
from service.db.tables import Call, Review, Run, Score
from service.frame.selection import has_left_sample
from service.reviews.left_out import is_appealed, is_left_out
from service.reviews.roll_ups import add_to_roll_ups, take_from_roll_ups

QA = "qa"
"""The criterion key under which a QA score stands beside the levels."""


def withdraw(session: Session, call: Call) -> None:
    """Takes whatever the call has in the trend out of it."""
    rows = session.execute(
        select(Run, Score).join(Score, Score.run_id == Run.id).where(Run.call_id == call.id).order_by(Run.id)
    ).all()
    for run, of_run in groupby(rows, key=lambda row: row[0]):
        take_from_roll_ups(session, run, [score for _, score in of_run])
        session.execute(delete(Score).where(Score.run_id == run.id))


def count(session: Session, call: Call, run: Run, scorecard: ShownScorecard) -> None:
    """Puts the levels of this scorecard into the trend, in place of whatever the call had there.

    A call without a rep has none, nor has a drawn call that was replaced: another one stands in its place.
    Nor has a reading that somebody in the call speaks to, until a person stands for it, nor one whose
    speakers turned out to be swapped, whatever is done with it meanwhile.
    """
    withdraw(session, call)
    session.flush()
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
    review.appealed = is_appealed(run)
    if call.rep_id is None or review.withheld or has_left_sample(session, call) or is_left_out(review):
        return
    scores = levels(scorecard, call, run)
    session.add_all(scores)
    session.flush()
    add_to_roll_ups(session, run, scores)


def levels(scorecard: ShownScorecard, call: Call, run: Run) -> list[Score]:
    """One score for each criterion that has a level, and one for a complete QA score."""
    assert call.rep_id is not None
    values: dict[str, tuple[int | None, float]] = {
        one.key: (one.level, float(one.worth))
        for one in scorecard.criteria
        if one.level is not None and one.worth is not None
    }
    if scorecard.qa_score.value is not None:
        values[QA] = (None, scorecard.qa_score.value)
    return [
        Score(
            run_id=run.id,
            rep_id=call.rep_id,
            criterion=key,
            week=call.week,
            selection=call.selection,
            level=level,
            value=value,
        )
        for key, (level, value) in values.items()
    ]
