"""Transcripts as a judge may see them, kept beside the whole ones."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.record import fingerprint
from scoring.redaction import VERSION, Names, Redacted, redact
from scoring.transcript import Transcript
from service.db.base import now
from service.db.tables import Call, Person, Redaction, Team, TranscriptVersion
from service.db.upsert import insert_once


def keep_redacted(session: Session, call: Call, row: TranscriptVersion) -> None:
    """Keeps the transcript as redacted by today's rules and names, unless it is kept already."""
    names, health = _known(session, call)
    made_by = fingerprint([VERSION, names.model_dump(), health])
    kept = select(Redaction.id).where(Redaction.transcript_id == row.id, Redaction.made_by == made_by)
    if session.scalar(kept) is not None:
        return
    made = redact(Transcript.model_validate(row.document), names, health=health)
    values = {
        "version": made.version,
        "fingerprint": made.transcript.fingerprint(),
        "document": made.model_dump(mode="json"),
        "created_at": now(),
    }
    insert_once(session, Redaction, {"transcript_id": row.id, "made_by": made_by}, values)


def redacted(session: Session, call: Call, row: TranscriptVersion) -> Redacted:
    """The transcript as a judge saw it last; where none did yet, as one would see it now."""
    newest = select(Redaction).where(Redaction.transcript_id == row.id).order_by(Redaction.id.desc())
    kept = session.scalars(newest.limit(1)).one_or_none()
    if kept is not None:
        return Redacted.model_validate(kept.document)
    names, health = _known(session, call)
    return redact(Transcript.model_validate(row.document), names, health=health)


def _known(session: Session, call: Call) -> tuple[Names, bool]:
    """Who is known to speak, and whether the team's calls are about people's health."""
    rep, team = rep_name_of(session, call), session.get_one(Team, call.team_id)
    return Names(rep=(rep,) if rep is not None else ()), team.health_data


def rep_name_of(session: Session, call: Call) -> str | None:
    """The name of the rep whose call it is, where that is known."""
    rep = session.get(Person, call.rep_id) if call.rep_id is not None else None
    return None if rep is None else rep.name
