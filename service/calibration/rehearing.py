"""Anchors heard again when the speech model changed, so that what it does to the words is seen too.

What is heard for a check is a transcript below number 0: reviews, runs and notes rest on those from 1 on,
and nothing of them moves.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.calibration.mark import mark_of
from scoring.errors import BadRecording, ModelMissing
from scoring.hearing import Heard
from scoring.reviewing import transcribe
from scoring.roles import Channel, Hints
from service.calls.redactions import rep_name_of
from service.calls.waiting import opened_patiently
from service.db import audit
from service.db.patience import patiently
from service.db.tables import AnchorCall, Call, JudgePass, Recording, TranscriptVersion
from service.edges.hearing_process import HearingDied, HearingStopped
from service.parts import Parts


def transcriber_now(session: Session) -> str | None:
    """The speech model that heard last; None before anything was heard."""
    newest = select(TranscriptVersion.heard["hearing"].label("hearing"))
    row = session.execute(newest.order_by(TranscriptVersion.id.desc()).limit(1)).one_or_none()
    return None if row is None else _transcriber(row.hearing)


def heard_by(session: Session, set_id: int, transcriber: str | None) -> dict[int, int | None]:
    """Anchor (its call) → the newest of its transcripts that this speech model heard; None where none is."""
    rows = session.execute(
        select(AnchorCall.call_id, TranscriptVersion.id, TranscriptVersion.heard["hearing"].label("hearing"))
        .outerjoin(TranscriptVersion, TranscriptVersion.call_id == AnchorCall.call_id)
        .where(AnchorCall.set_id == set_id)
        .order_by(AnchorCall.id, TranscriptVersion.id)
    )
    found: dict[int, int | None] = {}
    for call, transcript, hearing in rows:
        found.setdefault(call, None)
        if transcript is not None and _transcriber(hearing) == transcriber:
            found[call] = transcript
    return found


def anchors_to_hear(session: Session, _parts: Parts, public_id: str) -> list[int]:
    """The anchors of a pass (their calls) that the speech model of now has not heard, and can hear."""
    made = session.scalars(select(JudgePass).where(JudgePass.public_id == public_id)).one()
    if made.set_id is None or made.state in ("done", "failed"):
        return []
    missing = [
        call for call, row in heard_by(session, made.set_id, transcriber_now(session)).items() if not row
    ]
    there = set(session.scalars(select(Recording.call_id).where(Recording.call_id.in_(missing))))
    return [call for call in missing if call in there]


def hear_anchor(parts: Parts, public_id: str, call_id: int) -> str | None:
    """Hears an anchor's recording again and keeps what was heard; None, or why that did not work."""
    with parts.database.read() as session:
        made = session.scalars(select(JudgePass).where(JudgePass.public_id == public_id)).one()
        places = heard_by(session, made.set_id or 0, transcriber_now(session))
        recording = session.scalars(
            select(Recording).where(Recording.call_id == call_id).order_by(Recording.id).limit(1)
        ).one_or_none()
    if recording is None or places.get(call_id, 0) is not None:
        return None  # heard already, or deleted meanwhile
    try:
        with opened_patiently(parts.recordings, recording.blob) as path:
            heard = parts.hearing.hear(path, progress=lambda step, share: None, stop=lambda: False)
    except (BadRecording, ModelMissing) as error:
        return error.message
    except (HearingDied, HearingStopped):
        return "The hearing process ended while it heard a recording."
    patiently(lambda: _keep(parts, call_id, heard))
    return None


def _keep(parts: Parts, call_id: int, heard: Heard) -> None:
    with parts.database.write() as session:
        call = session.scalars(select(Call).where(Call.id == call_id).with_for_update()).one_or_none()
        if call is None:
            return
        lowest = select(func.min(TranscriptVersion.number)).where(TranscriptVersion.call_id == call_id)
        transcript = transcribe(heard, _channel(call.rep_channel), Hints(rep_name=rep_name_of(session, call)))
        number = min(0, session.scalar(lowest) or 0) - 1
        session.add(
            TranscriptVersion(
                call_id=call_id,
                number=number,
                fingerprint=transcript.fingerprint(),
                document=transcript.model_dump(mode="json"),
                heard=heard.model_dump(mode="json"),
            )
        )
        audit.record(session, "system", "calibration.heard_again", call.public_id, transcript=number)


def unheard(places: Sequence[int], heard: Sequence[int]) -> str | None:
    """What is said of a check that some anchors are not part of."""
    missing = len(places) - len(heard)
    if not missing:
        return None
    return (
        f"{missing} of {len(places)} anchors could not be heard by the speech model of now, and are left out."
    )


def _transcriber(hearing: dict[str, object] | None) -> str | None:
    return mark_of("", None, None, None, {"hearing": hearing}).transcriber


def _channel(named: str | None) -> Channel | None:
    return "left" if named == "left" else "right" if named == "right" else None
