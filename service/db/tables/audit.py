"""The audit log: append-only, each entry chained to the one before it by its hash. Ids only, no names."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Moment, Row
from service.db.types import Document, Key


class AuditEntry(Row):
    """Something that happened. The database itself refuses to change or delete an entry."""

    __tablename__ = "audit"
    __table_args__ = (
        # It is searched by each of these, newest first.
        Index("ix_audit_subject_id", "subject", "id"),
        Index("ix_audit_actor_id", "actor", "id"),
        Index("ix_audit_action_id", "action", "id"),
        Index("ix_audit_at", "at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(Document)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
