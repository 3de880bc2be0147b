"""What stands where a recording was: when it was deleted, and by what. The audit log knows."""

from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import counted
from scoring.plans.retention import audio_gone
from service.db.tables import AuditEntry

DELETED = "recording.deleted"
ERASED = "erased "
"""What the reference of a line of the call log begins with, once a customer was forgotten."""


def sound_gone(session: Session, calls: Sequence[str]) -> dict[str, str]:
    """By call, the sentence about its deleted audio; nothing where it is here, or never was."""
    asked = select(AuditEntry).where(AuditEntry.action == DELETED, AuditEntry.subject.in_(calls))
    return {
        entry.subject: audio_gone(
            entry.at.astimezone(UTC).date(), "request" if entry.details.get("why") == "request" else "rule"
        )
        for entry in session.scalars(asked.order_by(AuditEntry.id))
    }


def said_of_several(gone: Sequence[str]) -> list[str]:
    """The same of the calls that a decision rests on, a line for each day."""
    return [
        f"{counted(gone.count(one), 'call that counts', 'calls that count')}: {one}"
        for one in dict.fromkeys(gone)
    ]
