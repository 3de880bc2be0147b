"""Deputies: managers on leave name somebody who has their rights meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Deputy, Person
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.people.who import Who


def deputies_of(session: Session, who: Who) -> Sequence[tuple[Deputy, Person]]:
    """Who stands in for them, today or from a later day on."""
    asked = select(Deputy, Person).join(Person, Person.id == Deputy.deputy_id)
    rows = session.execute(asked.where(Deputy.manager_id == who.person, _open()).order_by(Deputy.id))
    return [(row[0], row[1]) for row in rows]


def name_deputy(session: Session, who: Who, deputy: Person, since: datetime, until: datetime) -> Deputy:
    """They have the rights of whoever asks from then until then. Raises for themselves, leavers and twice."""
    if who.person is None:
        raise NotAllowed("The installation's token manages no team.", "Sign in as a manager.")
    if deputy.id == who.person or deputy.left_at is not None:
        raise Unprocessable("A deputy is somebody else who is here.", "Name another person.")
    if not since < until or until <= now():
        raise Unprocessable("A deputy's time ends after it begins, and not in the past.")
    if any(person.id == deputy.id for _, person in deputies_of(session, who)):
        raise Conflict(f"{deputy.name} is your deputy already.", "End that first.")
    row = Deputy(manager_id=who.person, deputy_id=deputy.id, since=since, until=until)
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "deputy.named", row.public_id, deputy=deputy.public_id)
    return row


def end_deputy(session: Session, who: Who, public_id: str) -> None:
    """They have no rights of whoever asks any more."""
    row = session.scalars(
        select(Deputy).where(Deputy.public_id == public_id, Deputy.manager_id == who.person, _open())
    ).one_or_none()
    if row is None:
        raise NotFound(f"You have no deputy {public_id}.")
    row.until = now()
    audit.record(session, who.actor, "deputy.ended", row.public_id)


def _open() -> ColumnElement[bool]:
    return or_(Deputy.until.is_(None), Deputy.until > now())
