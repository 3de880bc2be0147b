"""The states of a call, and who may move it: the workflow it names, until its review has ended."""

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from scoring.review import Reason
from service.db.tables import Call, Review

ENDED = ("needs_roles", "waiting_for_judge", "scored", "not_scored", "failed", "set_aside", "cancelled")
"""Nothing happens to these by itself any more. What waits has ended too: a click asks for the next review."""

WAITS = "waiting_for_judge"
"""Goes on by itself once the judge can be asked again."""

IN_WORK = ("received", "hearing", "judging")
"""Something happens to these by itself."""

SET_ASIDE = (
    "set_aside",
    Reason(
        code="process_ended",
        message="Set aside: the process that worked on it ended several times. The recording is kept.",
        next_step="Look into the log for why; `sidetone retry` tries it again.",
    ),
)


def held_by(session: Session, call_id: str, workflow: str) -> Call | None:
    """The call, locked until the transaction ends, if this workflow may still move it.

    None: it was cancelled, or another review was asked for meanwhile. A worker that was held up and comes
    back late gets None as well, and changes nothing.
    """
    call = session.scalars(select(Call).where(Call.public_id == call_id).with_for_update()).one_or_none()
    if call is None or call.workflow != workflow or call.state in ENDED:
        return None
    return call


def is_held_by(session: Session, call_id: str, workflow: str) -> bool:
    """Whether this workflow may still move the call, without locking it."""
    state = session.scalar(select(Call.state).where(Call.public_id == call_id, Call.workflow == workflow))
    return state is not None and state not in ENDED


def end(session: Session, call: Call, state: str, reason: Reason | None = None) -> None:
    """The review of the call ends here; the reason says why and what to do next.

    A reading that stands goes on standing where another one came to nothing: the call is scored as before,
    and the reason says what became of the other.
    """
    call.state = "scored" if state != WAITS and has_reading(session, call) else state
    call.reason = None if reason is None else reason.model_dump()
    call.progress = None


def came_to_nothing() -> ColumnElement[bool]:
    """Calls that were read once more without any reading of it, unless that was called off."""
    called_off = Call.reason["code"].as_string() == "cancelled"
    return and_(Call.state == "scored", Call.reason.is_not(None), ~called_off)


def has_reading(session: Session, call: Call) -> bool:
    """Whether a reading of the call stands: it was scored once, by a judge or by a person."""
    return bool(session.scalar(select(exists().where(Review.call_id == call.id))))
