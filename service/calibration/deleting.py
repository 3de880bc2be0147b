"""A call is deleted on request: whatever calibration holds about it goes, and the round says that it did."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.calibration.rounds import open_when_due
from service.db import audit
from service.db.base import now
from service.db.tables import AnchorCall, Consensus, PassReading, RatedSheet, Round, RoundCall, SheetDraft

DELETED = "deleted"


def forget_call(session: Session, call_id: int, actor: str) -> None:
    """Takes the call out of its rounds and anchor sets, in the caller's transaction, before it is deleted.

    Its sheets, settlements and readings are deleted. A round that waited for nothing but sheets on this call
    opens. Figures that were worked out before stay as they were reported; none holds a word of the call.
    """
    at = now()
    # The rounds first, as whoever hands a sheet in locks them; else each could wait for the other.
    within = select(RoundCall.round_id).where(RoundCall.call_id == call_id)
    session.scalars(select(Round).where(Round.id.in_(within)).order_by(Round.id).with_for_update()).all()
    places = session.scalars(select(RoundCall).where(RoundCall.call_id == call_id).with_for_update()).all()
    for place in places:
        for table in (SheetDraft, RatedSheet, Consensus):
            session.execute(delete(table).where(table.round_call_id == place.id))
        place.call_id, place.transcript_id = None, None
        place.removed_at, place.removed_because = at, DELETED
    session.execute(delete(PassReading).where(PassReading.call_id == call_id))
    anchors = session.scalars(select(AnchorCall.set_id).where(AnchorCall.call_id == call_id)).all()
    session.execute(delete(AnchorCall).where(AnchorCall.call_id == call_id))
    session.flush()
    for place in places:
        row = session.get_one(Round, place.round_id)
        audit.record(session, actor, "calibration.call_deleted", row.public_id, number=place.number)
        open_when_due(session, row, at)
    if anchors:
        audit.record(session, actor, "calibration.anchor_deleted", "anchors", sets=len(anchors))
