"""Asking for the review of a call, asking again, and calling it off."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.review import Reason
from service.calls.states import ENDED, SET_ASIDE, end
from service.db import audit
from service.db.engine import Database
from service.db.tables import Call, Review, Run, TranscriptVersion
from service.engine import STEP_ORDER, Job, JobEngine, Queue

REVIEW, COPY = "review_call", "copy_call"
"""The workflows' names; they are asked for by name because the process that asks does not run them."""


def ask_for_review(session: Session, engine: JobEngine, call: Call) -> str:
    """Queues the review of the call in the caller's transaction; the id of its workflow.

    It begins with the newest transcript, or with the hearing where there is none.
    """
    session.flush()
    heard = session.scalar(
        select(func.max(TranscriptVersion.number)).where(TranscriptVersion.call_id == call.id)
    )
    call.workflow = next_workflow_id(call.public_id, heard or 0, call.workflow)
    call.state, call.reason, call.progress = "received", None, None
    engine.enqueue(
        session,
        REVIEW,
        call.public_id,
        heard or 0,
        queue=Queue.REST,
        priority=call.priority,
        workflow_id=call.workflow,
    )
    return call.workflow


def next_workflow_id(call_id: str, transcript: int, last: str | None) -> str:
    """`{call}:{transcript}`, and from the second time on `{call}:{transcript}:{time}`: 2, 3 …

    A workflow that has ended never runs again, so that what it wrote can be told from what the next writes.
    """
    wanted = f"{call_id}:{transcript}"
    if last == wanted:
        return f"{wanted}:2"
    if last is not None and last.startswith(f"{wanted}:"):
        return f"{wanted}:{int(last.rpartition(':')[2]) + 1}"
    return wanted


def retry(session: Session, engine: JobEngine, call: Call) -> str:
    """Reviews a call again that has no score, or not all of one. What was heard is not heard again."""
    if not may_be_retried(session, call):
        raise BadInput(
            f"Call {call.public_id} is {call.state}: there is nothing to retry.",
            "Only a review that ended without a score, or with a criterion that could not be read, can be"
            " asked for again.",
        )
    return ask_for_review(session, engine, call)


def may_be_retried(session: Session, call: Call) -> bool:
    """Whether asking again can bring what is missing: a score, a newer reading that came to nothing, or a
    criterion that the judge did not read."""
    if call.state != "scored" or call.reason is not None:
        return call.state in ENDED
    criteria = session.scalar(
        select(Run.document["scorecard"]["criteria"])
        .join(Review, Review.run_id == Run.id)
        .where(Review.call_id == call.id)
    )
    return any(one["state"] == "failed" for one in criteria or ())


def cancel(database: Database, engine: JobEngine, call_id: str, actor: str) -> None:
    """Calls the review off: the state first, which is what running steps look at, then the job."""
    with database.write() as session:
        call = find_call(session, call_id)
        if call.state in ENDED:
            raise BadInput(f"Call {call_id} is {call.state}: there is nothing to cancel.")
        reason = Reason(
            code="cancelled", message="The review was cancelled.", next_step="Ask for it again at any time."
        )
        end(session, call, "cancelled", reason)
        audit.record(session, actor, "call.cancelled", call.public_id)
        workflow = call.workflow
    if workflow is not None:
        engine.cancel(workflow)


def find_call(session: Session, call_id: str) -> Call:
    """The call with that public id, locked. Raises BadInput where there is none."""
    call = session.scalars(select(Call).where(Call.public_id == call_id).with_for_update()).one_or_none()
    if call is None:
        raise BadInput(f"There is no call {call_id}.")
    return call


def restart_older(database: Database, engine: JobEngine) -> list[str]:
    """Begins again, from what they left behind, the reviews that an older order of steps had begun.

    Called when the program was upgraded; workers of the older version should have been stopped.
    """
    # Both lists come first: a review that is cancelled takes the copy it began with it.
    older, copying = _older(engine, REVIEW), _older(engine, COPY)
    for job in older + copying:
        engine.cancel(job.id)
    with database.write() as session:
        for job in copying:
            call_id, again = job.id.partition(":")[0], f"{job.id}:{STEP_ORDER}"
            engine.enqueue(session, COPY, call_id, queue=Queue.REST, priority=1, workflow_id=again)
        calls = session.scalars(select(Call).where(Call.workflow.in_([job.id for job in older])))
        return [ask_for_review(session, engine, call) for call in calls if call.state not in ENDED]


def _older(engine: JobEngine, workflow: str) -> list[Job]:
    return [job for job in engine.unfinished(workflow) if job.step_order not in (None, STEP_ORDER)]


def end_lost(database: Database, engine: JobEngine) -> None:
    """Says at the call that its review is over, where the engine gave it up and it could not do so itself."""
    for job in engine.given_up(REVIEW):
        with database.write() as session:
            for call in session.scalars(select(Call).where(Call.workflow == job.id).with_for_update()):
                if call.state not in ENDED:
                    end(session, call, *SET_ASIDE)
