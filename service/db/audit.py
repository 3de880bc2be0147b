"""The audit log: what was done, by whom, chained by hash and written with what it records.

Each entry's hash covers the entry and the hash before it, so that a changed, removed or slipped-in entry
breaks the chain at its place. Ids only: no names and no free text.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables.audit import AuditEntry

BEGINNING = "0" * 64
"""What the first entry is chained to."""
LOCK = 5_369_001
"""The advisory lock that lets one transaction at a time extend the chain on PostgreSQL."""


@dataclass(frozen=True)
class Broken:
    """The first entry that does not fit, and what is wrong with it."""

    entry: int
    why: str


def record(session: Session, actor: str, action: str, subject: str, **details: Any) -> AuditEntry:
    """Appends an entry in the caller's transaction: what it records and the entry stand or fall together."""
    lock(session)
    previous, at = head(session), now()
    entry = AuditEntry(
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=details,
        previous=previous,
        hash=entry_hash(previous, at, actor, action, subject, details),
    )
    session.add(entry)
    session.flush()
    return entry


def lock(session: Session) -> None:
    """Nobody else appends an entry before this transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def head(session: Session) -> str:
    """The hash of the newest entry."""
    newest = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    return newest or BEGINNING


def length(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def holds(session: Session, noted: str) -> bool:
    """Whether a head that was noted earlier is in the chain still: else its end was cut off."""
    return noted == BEGINNING or bool(session.scalar(select(exists().where(AuditEntry.hash == noted))))


def verify(session: Session) -> Broken | None:
    """Walks the whole chain. None: it is whole; else the first entry that is not."""
    in_order = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with closing(session.scalars(in_order)) as entries:
        return _first_broken(entries)


def _first_broken(entries: Iterable[AuditEntry]) -> Broken | None:
    previous = BEGINNING
    for entry in entries:
        if entry.previous != previous:
            return Broken(entry.id, "it does not follow the entry before it: one was removed or slipped in")
        expected = entry_hash(previous, entry.at, entry.actor, entry.action, entry.subject, entry.details)
        if entry.hash != expected:
            return Broken(entry.id, "what it says is not what was written")
        previous = entry.hash
    return None


def entry_hash(
    previous: str, at: datetime, actor: str, action: str, subject: str, details: dict[str, Any]
) -> str:
    """SHA-256 over the previous hash and the entry in canonical JSON."""
    canonical = json.dumps(
        [previous, at.isoformat(timespec="microseconds"), actor, action, subject, details],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
