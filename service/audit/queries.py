"""Searching the audit log. Entries hold ids only; the names beside them are those of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import Session

from service.audit.views import AuditPage, EntryView
from service.audit.withheld import WITHHELD, withheld_from
from service.db.tables import AuditEntry, Person
from service.people.who import Who

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

    @property
    def by_words(self) -> bool:
        """Whether who, what or to what is asked for, and not days alone."""
        return any(one is not None for one in (self.actor, self.action, self.subject))

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


def audit_page(session: Session, who: Who, wanted: AuditFilter, before: int | None, limit: int) -> AuditPage:
    """A page of entries, newest first; `before` is the number of the entry it goes on from.

    What is withheld from them stands in the whole list without its words, and is found by none of them.
    """
    withheld = withheld_from(who)
    asked = select(AuditEntry, withheld).where(*wanted.conditions())
    if wanted.by_words:
        asked = asked.where(not_(withheld))
    if before is not None:
        asked = asked.where(AuditEntry.id < before)
    rows = session.execute(asked.order_by(AuditEntry.id.desc()).limit(limit + 1)).all()
    names = _names(session, {id_ for row, hidden in rows if not hidden for id_ in (row.actor, row.subject)})
    items = [_withheld(row) if hidden else _entry_view(row, names) for row, hidden in rows[:limit]]
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


def _withheld(row: AuditEntry) -> EntryView:
    return EntryView(
        number=row.id,
        at=row.at,
        actor=WITHHELD,
        actor_name=None,
        action=WITHHELD,
        subject=WITHHELD,
        subject_name=None,
        details={},
        hash=row.hash,
    )


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
