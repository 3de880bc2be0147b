"""Listening to a recording is written down: once for each person, call and half an hour."""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import AuditEntry
from service.people.who import Who

LISTENED = "call.listened"
ONCE_IN = timedelta(minutes=30)


def note_listening(database: Database, who: Who, call_id: str) -> None:
    """Writes it down, unless it was within the last half hour; before the first byte of sound leaves."""
    with database.read() as session:
        if _noted(session, who, call_id):
            return
    with database.write() as session:
        audit.lock(session)  # ▶ is pressed again before the first answer is there
        if not _noted(session, who, call_id):
            audit.record(session, who.actor, LISTENED, call_id)


def _noted(session: Session, who: Who, call_id: str) -> bool:
    asked = exists().where(
        AuditEntry.subject == call_id,
        AuditEntry.action == LISTENED,
        AuditEntry.actor == who.actor,
        AuditEntry.at > now() - ONCE_IN,
    )
    return session.scalar(select(asked)) or False
