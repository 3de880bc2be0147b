"""Searching the audit log. Entries hold ids only; the names beside them are those of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.audit.views import AuditPage, EntryView
from service.db.tables import AuditEntry, Person

MOST = 200


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are looked for; None leaves a field open. Days are whole ones, in UTC.

    `action` is one, such as call.listened, or with a dot at its end all of a kind: call.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    first: date | None = None
    last: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found = [
            column == value
            for column, value in ((AuditEntry.actor, self.actor), (AuditEntry.subject, self.subject))
            if value is not None
        ]
        if self.action is not None:
            whole = not self.action.endswith(".")
            column = AuditEntry.action
            found.append(column == self.action if whole else column.startswith(self.action, autoescape=True))
        if self.first is not None:
            found.append(AuditEntry.at >= _midnight(self.first))
        if self.last is not None:
            found.append(AuditEntry.at < _midnight(self.last + timedelta(days=1)))
        return found


def audit_page(session: Session, wanted: AuditFilter, before: int | None, limit: int) -> AuditPage:
    """A page of entries, newest first; `before` is the number of the entry it goes on from."""
    asked = select(AuditEntry).where(*wanted.conditions()).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if before is not None:
        asked = asked.where(AuditEntry.id < before)
    rows = session.scalars(asked).all()
    names = _names(session, {id_ for row in rows for id_ in (row.actor, row.subject)})
    items = [_entry_view(row, names) for row in rows[:limit]]
    return AuditPage(items=items, next=items[-1].number if len(rows) > limit else None)


def people_called(session: Session, name: str) -> Sequence[str]:
    """The public ids of people with that name, e-mail or external id."""
    asked = select(Person.public_id).where(
        (Person.name == name) | (Person.email == name.lower()) | (Person.external_id == name)
    )
    return session.scalars(asked.limit(2)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    rows = session.execute(select(Person.public_id, Person.name).where(Person.public_id.in_(ids)))
    return {row.public_id: row.name for row in rows}


def _entry_view(row: AuditEntry, names: dict[str, str]) -> EntryView:
    return EntryView(
        number=row.id,
        at=row.at,
        actor=row.actor,
        actor_name=names.get(row.actor),
        action=row.action,
        subject=row.subject,
        subject_name=names.get(row.subject),
        details=row.details,
        hash=row.hash,
    )
