"""Writing down a scored run: its verdicts, its levels, the weekly sums, and the review that people see."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scoring.review import ShownScorecard
from service.db.base import now
from service.db.tables import Call, Review, Revision, Run, Score, VerdictRow
from service.frame.selection import has_left_sample
from service.reviews.result import OpenRun, Result
from service.reviews.roll_ups import add_to_roll_ups, take_from_roll_ups

QA = "qa"
"""The criterion key under which a QA score stands beside the levels."""


def record(
    session: Session,
    call: Call,
    opened: OpenRun,
    result: Result,
) -> Run:
    """Adds the run with all that follows from it, in the caller's transaction.

    The document is kept without its transcript, which has a row of its own. A review that was not released
    yet pins the new run and is a draft again; then the levels of the run it pinned before leave the sums.
    One that was released keeps its run, and the new one is a revision to confirm. A drawn call that was
    replaced counts in no sum: another one stands in its place.
    """
    document = result.document
    assert document.run is not None
    assert document.scorecard is not None
    qa = document.scorecard.qa_score
    run = Run(
        public_id=opened["id"],
        call_id=call.id,
        transcript_id=opened["transcript"],
        rubric_id=opened["rubric"],
        workflow=call.workflow,
        judge=document.run.judge,
        model=document.run.model,
        qa_state=qa.state,
        qa_value=qa.value,
        qa_low=qa.low,
        qa_high=qa.high,
        document=document.model_dump(mode="json", exclude={"transcript"}),
    )
    session.add(run)
    session.flush()
    session.add_all(
        VerdictRow(
            run_id=run.id,
            criterion=key,
            item=verdict.item,
            answer=verdict.answer.value,
            document=verdict.model_dump(mode="json"),
        )
        for key, reading in result.readings.items()
        for verdict in reading.verdicts
    )
    if pin(session, call, run) and call.rep_id is not None and not has_left_sample(session, call):
        scores = levels(document.scorecard, call, run)
        session.add_all(scores)
        add_to_roll_ups(session, run, scores)
    return run


def pin(session: Session, call: Call, run: Run) -> bool:
    """Makes the run the one the call's review shows; False where a released review keeps the one it has.

    Then the run is its open revision, in place of one that was open before.
    """
    review = session.scalars(select(Review).where(Review.call_id == call.id).with_for_update()).one_or_none()
    if review is None:
        session.add(Review(call_id=call.id, run_id=run.id))
        return True
    if review.state == "released":
        session.execute(
            update(Revision)
            .where(Revision.review_id == review.id, Revision.state == "open")
            .values(state="replaced", settled_at=now())
        )
        session.add(Revision(review_id=review.id, run_id=run.id))
        return False
    before = session.get_one(Run, review.run_id)
    scores = list(session.scalars(select(Score).where(Score.run_id == before.id)))
    take_from_roll_ups(session, before, scores)
    session.execute(delete(Score).where(Score.run_id == before.id))
    review.run_id, review.state = run.id, "draft"
    return True


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
