"""A customer wants to be forgotten: their calls are deleted by the reference the company knows them by."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.record import Record
from scoring.visible import visible
from service.db import audit
from service.db.engine import Database
from service.db.tables import Call, LoggedCall
from service.edges.recording_store import RecordingStore
from service.errors import Conflict
from service.privacy.forgetting import delete_blobs, forget_call
from service.privacy.holds import is_held
from service.privacy.sound_gone import ERASED


class Erased(Record):
    """What was deleted: calls by their public ids, and how many references were found only in the log."""

    calls: tuple[str, ...]
    log_lines: int


def erase(database: Database, store: RecordingStore, references: Sequence[str], actor: str) -> Erased:
    """Deletes every call with one of the references (external ids, or ids of calls), or none of them.

    Raises BadInput for a reference nothing has, and Conflict while a call is being heard or read, or is under
    a legal hold; then nothing was deleted. Files go after the rows; those a stop leaves go in the next round.
    """
    with database.write() as session:
        calls = _calls(session, references)
        lines = _lines(session, references)
        _refuse_unknown(references, calls, lines)
        _refuse_held(session, calls)
        erased = tuple(call.public_id for call in calls)
        for call in calls:
            forget_call(session, call, actor, "request")
        alone = [line for line in lines if line.call_id is None]
        for line in alone:
            line.external_id = f"{ERASED}{line.public_id}"
            audit.record(session, actor, "log.reference_erased", line.public_id)
    delete_blobs(database, store)
    return Erased(calls=erased, log_lines=len(alone))


def _calls(session: Session, references: Sequence[str]) -> Sequence[Call]:
    named = or_(Call.external_id.in_(references), Call.public_id.in_(references))
    return session.scalars(select(Call).where(named).order_by(Call.id).with_for_update()).all()


def _lines(session: Session, references: Sequence[str]) -> Sequence[LoggedCall]:
    named = select(LoggedCall).where(LoggedCall.external_id.in_(references))
    return session.scalars(named.order_by(LoggedCall.id)).all()


def _refuse_unknown(references: Sequence[str], calls: Sequence[Call], lines: Sequence[LoggedCall]) -> None:
    known = {call.public_id for call in calls} | {call.external_id for call in calls}
    known |= {line.external_id for line in lines}
    if not references or (unknown := [one for one in references if one not in known]):
        names = ", ".join(visible(one) for one in unknown) if references else "no reference"
        raise BadInput(
            f"No call goes by: {names}.",
            "Give external ids or ids of calls, as they stand in the list of calls. Nothing was deleted.",
        )


def _refuse_held(session: Session, calls: Sequence[Call]) -> None:
    if held := [call.public_id for call in calls if is_held(session, call)]:
        raise Conflict(
            f"{counted(len(held), 'call is', 'calls are')} under a legal hold: {', '.join(held)}.",
            "HR lifts a hold. Nothing was deleted.",
            code="legal_hold",
        )
    if busy := [call.public_id for call in calls if call.state in ("hearing", "judging")]:
        raise Conflict(
            f"Being heard or read just now: {', '.join(busy)}.",
            "Cancel it, or try again when it has ended. Nothing was deleted.",
            code="running",
        )
