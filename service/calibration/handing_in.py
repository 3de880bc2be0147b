"""A rater's own sheets: what is filled in so far, and handing it in, once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import Sheet, check_sheet
from scoring.redaction import Redacted
from scoring.rubric import Rubric
from service.calibration.blindness import is_open
from service.calibration.choosing import refuse_changed
from service.calibration.rounds import locked_round, open_when_due, rater_of
from service.calls.redactions import redacted
from service.db import audit
from service.db.tables import Call, RatedSheet, Round, RoundCall, RubricVersion, SheetDraft, TranscriptVersion
from service.db.upsert import upsert
from service.errors import Conflict, NotFound
from service.people.who import Who
from service.reviews.result import facts_of


def own_call(session: Session, who: Who, row: Round, number: int) -> RoundCall:
    """The call of that number, for a rater. Raises NotFound, and Conflict for one deleted."""
    rater = rater_of(session, row, who.person)
    found = session.scalars(
        select(RoundCall).where(RoundCall.round_id == row.id, RoundCall.number == number)
    ).one_or_none()
    if rater is None or found is None:
        raise NotFound(f"You have no call {number} to score in this round.")
    if rater.left_at is not None:
        raise Conflict("You have left this round.", "What you handed in counts.", code="left")
    if found.removed_at is not None:
        raise Conflict(
            f"Call {number} was deleted meanwhile and counts for nobody.",
            "Go on with the next one.",
            code="removed",
        )
    return found


def shown_call(session: Session, one: RoundCall) -> tuple[Call, Redacted]:
    """The call and what was heard on it, without names."""
    assert one.call_id is not None
    assert one.transcript_id is not None
    call = session.get_one(Call, one.call_id)
    return call, redacted(session, call, session.get_one(TranscriptVersion, one.transcript_id))


def keep_draft(
    session: Session, who: Who, round_id: str, number: int, document: Mapping[str, object], at: datetime
) -> None:
    """Keeps what is filled in so far."""
    row = locked_round(session, round_id)
    _refuse_open(row, at)
    one = own_call(session, who, row, number)
    _refuse_twice(session, who, one)
    assert who.person is not None
    key = {"round_call_id": one.id, "person_id": who.person}
    upsert(session, SheetDraft, key, put={"document": dict(document), "updated_at": at})


def hand_in(session: Session, who: Who, round_id: str, number: int, sheet: Sheet, at: datetime) -> Round:
    """Keeps the sheet for good, and opens the round where it was the last one that was waited for.

    Raises BadInput where it does not stand; the draft is kept then.
    """
    row = locked_round(session, round_id)
    one = own_call(session, who, row, number)
    _refuse_open(row, at)
    _refuse_twice(session, who, one)
    version = session.get_one(RubricVersion, row.rubric_id)
    form = Rubric.from_document(version.document)
    refuse_changed(version, form)
    call, heard = shown_call(session, one)
    rated = check_sheet(form, Sheet(**sheet.model_dump()), heard.transcript, facts_of(call))
    assert who.person is not None
    session.add(
        RatedSheet(
            round_call_id=one.id, person_id=who.person, document=rated.model_dump(mode="json"), created_at=at
        )
    )
    draft = session.get(SheetDraft, (one.id, who.person))
    if draft is not None:
        session.delete(draft)
    # No answer, no level and no call stand in the audit log: it may be read while the round is blind.
    audit.record(session, who.actor, "calibration.handed_in", row.public_id, number=number)
    session.flush()
    open_when_due(session, row, at)
    return row


def _refuse_open(row: Round, at: datetime) -> None:
    if is_open(row, at):
        raise Conflict(
            "The round is open: whoever scored now would not be blind.",
            "What was handed in before counts; nothing of this was kept.",
            code="round_open",
        )


def _refuse_twice(session: Session, who: Who, one: RoundCall) -> None:
    there = select(RatedSheet.id).where(
        RatedSheet.round_call_id == one.id, RatedSheet.person_id == who.person
    )
    if session.scalar(there) is not None:
        raise Conflict(
            f"Call {one.number} is handed in.", "A sheet does not change afterwards.", code="handed_in"
        )
