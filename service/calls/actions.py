"""Changing calls: naming the rep's channel, asking again, calling off."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.hearing import Heard
from scoring.reviewing import transcribe
from scoring.roles import Channel, Hints
from service.calls.queries import call_row, transcript_of
from service.calls.queueing import ask_for_review, cancel
from service.calls.redactions import rep_name_of
from service.calls.states import ENDED
from service.db import audit
from service.db.engine import Database
from service.db.tables import Call, TranscriptVersion
from service.engine import JobEngine
from service.errors import Conflict, Stale
from service.people.rights import visible_call
from service.people.who import Who


def locked_call(session: Session, public_id: str, version: int | None) -> Call:
    """The call, locked for a change. Raises NotFound, and Stale where it is not at that version any more."""
    call = call_row(session, public_id)
    session.refresh(call, with_for_update=True)
    if version is not None and call.version != version:
        raise Stale(
            f"The call was changed meanwhile (version {call.version}, not {version}).",
            "Look at it again, then repeat what you wanted.",
        )
    return call


def call_off(database: Database, engine: JobEngine, who: Who, call_id: str) -> None:
    """Calls the review off; what was heard is kept. Raises NotFound, and Conflict where it has ended."""
    with database.read() as session:
        state = visible_call(session, who, call_id).state
    if state in ENDED:
        raise Conflict(f"The call is {state}: there is nothing to cancel.", code="ended")
    cancel(database, engine, call_id, who.actor)


def name_rep_channel(session: Session, engine: JobEngine, call: Call, channel: Channel, actor: str) -> None:
    """Says which channel or voice the rep is: a new version of the transcript, and a new review of it.

    Nothing is heard again; the version before stays. Raises Conflict while a review is running, and where
    the recording has no such channel or voice.
    """
    if call.state not in ENDED:
        raise Conflict(
            f"The call is {call.state}.", "Wait until its review has ended, or cancel it.", code="running"
        )
    before = transcript_of(session, call)
    heard = Heard.model_validate(before.heard)
    names = [track.name for track in heard.tracks]
    if len(names) < 2 or channel not in names:
        has = " and ".join(names) if len(names) > 1 else "one track with all voices"
        message = f"The recording has no channel or voice {channel}: it has {has}."
        raise Conflict(message, "Name one that it has.", code="no_such_channel")
    transcript = transcribe(heard, channel, Hints(rep_name=rep_name_of(session, call)))
    newest = session.scalars(
        select(TranscriptVersion.number)
        .where(TranscriptVersion.call_id == call.id)
        .order_by(TranscriptVersion.number.desc())
    ).first()
    session.add(
        TranscriptVersion(
            call_id=call.id,
            number=(newest or 0) + 1,
            fingerprint=transcript.fingerprint(),
            document=transcript.model_dump(mode="json"),
            heard=before.heard,
        )
    )
    call.rep_channel = channel
    audit.record(session, actor, "call.rep_channel", call.public_id, channel=channel)
    ask_for_review(session, engine, call)
