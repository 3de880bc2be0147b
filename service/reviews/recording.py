"""Writing down a scored run: its verdicts, its levels, the weekly sums, and the review that people see."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.corrections.sheets import PERSON
from scoring.review import Run as RunDocument
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Review, Revision, Run, VerdictRow
from service.frame.selection import drawn_start
from service.plans.reopening import call_changed
from service.reviews.carried import take_along
from service.reviews.counted import count, withdraw
from service.reviews.result import OpenRun, Result
from service.reviews.sharing import SYSTEM, share_by_rule


def record(
    session: Session,
    call: Call,
    opened: OpenRun,
    result: Result,
    workflow: str | None = None,
) -> Run:
    """Adds the run with all that follows from it, in the caller's transaction. `workflow`: else the call's.

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
        workflow=workflow or call.workflow,
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
    session.flush()
    _note(session, call, run, document.run)
    if pin(session, call, run):
        count(session, call, run, document.scorecard)
        share_by_rule(session, call)
    return run


def _note(session: Session, call: Call, run: Run, made: RunDocument) -> None:
    """That a judge has read the call, and with what; a person's sheet is noted where it is handed in."""
    if made.judge != PERSON:
        audit.record(
            session,
            SYSTEM,
            "call.judged",
            call.public_id,
            run=run.public_id,
            judge=made.judge,
            model=made.model,
            prompt=made.prompt_fingerprint,
            rubric=f"{made.rubric.slug}@{made.rubric.version}",
            qa=run.qa_state,
        )


def pin(session: Session, call: Call, run: Run) -> bool:
    """Makes the run the one the call's review shows; False where the review keeps the one it has.

    It does once it is released: then the run is its open revision, in place of one that was open before.
    And it does where a person stands for it and the same was only read more often: that was asked for while
    it was a draft.
    """
    review = session.scalars(select(Review).where(Review.call_id == call.id).with_for_update()).one_or_none()
    if review is None:
        session.add(Review(call_id=call.id, run_id=run.id, drawn_started_at=drawn_start(call)))
        return True
    before = session.get_one(Run, review.run_id)
    if review.state != "draft" and only_read_more_often(before, run):
        return False
    if review.state == "released":
        session.execute(
            update(Revision)
            .where(Revision.review_id == review.id, Revision.state == "open")
            .values(state="replaced", settled_at=now())
        )
        session.add(Revision(review_id=review.id, run_id=run.id))
        return False
    withdraw(session, call)
    if review.state == "confirmed":
        # A decision that counted it is looked at again: nobody stands for the newer reading yet.
        call_changed(session, call.id, "transcript", SYSTEM)
    review.run_id, review.state, review.confirmed_as, review.effective = run.id, "draft", None, None
    review.withheld = False
    take_along(session, call, review, before, run)
    return True


def only_read_more_often(before: Run, run: Run) -> bool:
    """Whether the same judge was asked the same more often, and all of it was read before."""
    rested = (before.transcript_id, before.rubric_id, *_asked(before))
    if rested != (run.transcript_id, run.rubric_id, *_asked(run)):
        return False
    whole = all(one["state"] != "failed" for one in before.document["scorecard"]["criteria"])
    return whole and _times(before) < _times(run)


def _asked(run: Run) -> tuple[Any, ...]:
    others = {key: value for key, value in _parameters(run).items() if key != "readings"}
    return run.judge, run.model, (run.document.get("run") or {}).get("prompt_fingerprint"), others


def _times(run: Run) -> float:
    return float(_parameters(run).get("readings", 1))


def _parameters(run: Run) -> dict[str, Any]:
    """None are kept where a person scored."""
    return (run.document.get("run") or {}).get("parameters") or {}
