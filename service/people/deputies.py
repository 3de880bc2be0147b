"""Deputies: managers on leave name somebody who has their rights meanwhile."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from scoring.corrections.deadlines import end_of
from service.db import audit
from service.db.base import now
from service.db.tables import Deputy, Person, PersonRole
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.notices.choices import choice_of
from service.notices.telling import tell
from service.people.who import Who

APART = ("hr", "qa")
"""Roles that hear concerns about who is in charge, and confirm what they may not."""


def deputies_of(session: Session, who: Who) -> Sequence[tuple[Deputy, Person]]:
    """Who stands in for them, today or from a later day on."""
    asked = select(Deputy, Person).join(Person, Person.id == Deputy.deputy_id)
    rows = session.execute(asked.where(Deputy.manager_id == who.person, _open()).order_by(Deputy.id))
    return [(row[0], row[1]) for row in rows]


def managers_stood_in_for(session: Session, who: Who) -> Sequence[tuple[Deputy, Person]]:
    """Whose deputy they are, today or from a later day on."""
    asked = select(Deputy, Person).join(Person, Person.id == Deputy.manager_id)
    rows = session.execute(asked.where(Deputy.deputy_id == who.person, _open()).order_by(Deputy.id))
    return [(row[0], row[1]) for row in rows]


def may_be_named(session: Session, who: Who) -> Sequence[Person]:
    """Everybody else who is here and neither hr nor qa, by name."""
    judging = select(PersonRole.person_id).where(PersonRole.role.in_(APART), _holds())
    asked = select(Person).where(Person.left_at.is_(None), Person.id != who.person, Person.id.not_in(judging))
    return session.scalars(asked.order_by(func.lower(Person.name), Person.id)).all()


def days_of_leave(session: Session, who: Who, first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day, or now where it began, to the end of the last, by their clock."""
    zone = zone_of(session, who)
    return max(now(), datetime.combine(first, time(), ZoneInfo(zone))), end_of(last, zone)


def zone_of(session: Session, who: Who) -> str:
    """The time zone they chose for their notices."""
    return "UTC" if who.person is None else choice_of(session, who.person).zone


def name_deputy(session: Session, who: Who, deputy: Person, since: datetime, until: datetime) -> Deputy:
    """They have the rights of whoever asks from then until then.

    Raises for themselves, leavers, hr and qa, and twice.
    """
    if who.person is None:
        raise NotAllowed("The installation's token manages no team.", "Sign in as a manager.")
    if deputy.id == who.person or deputy.left_at is not None:
        raise Unprocessable("A deputy is somebody else who is here.", "Name another person.")
    if apart := _roles_apart(session, deputy):
        raise Unprocessable(
            f"{deputy.name} is in {' and '.join(apart)}, and so cannot stand in for you: the same person "
            "would be in charge of a plan and confirm its calls, or read the concerns that go past you.",
            "Name another manager, or somebody who is in neither hr nor qa.",
        )
    if not since < until or until <= now():
        raise Unprocessable("A deputy's time ends after it begins, and not in the past.")
    # Two at the same instant would each see that the other is not there yet: the manager's row lets one by.
    session.execute(select(Person.id).where(Person.id == who.person).with_for_update())
    if any(person.id == deputy.id for _, person in deputies_of(session, who)):
        raise Conflict(f"{deputy.name} is your deputy already.", "End that first.")
    row = Deputy(manager_id=who.person, deputy_id=deputy.id, since=since, until=until)
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "deputy.named", row.public_id, deputy=deputy.public_id)
    tell(session, deputy.id, "deputy_named", row.public_id)
    return row


def end_deputy(session: Session, who: Who, public_id: str) -> None:
    """They have no rights of whoever asks any more; nothing is done where they had ended already."""
    row = session.scalars(
        select(Deputy).where(Deputy.public_id == public_id, Deputy.manager_id == who.person)
    ).one_or_none()
    if row is None:
        raise NotFound(f"You have no deputy {public_id}.")
    if row.until is None or row.until > now():
        row.until = now()
        audit.record(session, who.actor, "deputy.ended", row.public_id)


def end_standing_in(session: Session, deputy: Person, role: str, actor: str) -> None:
    """Who comes to hr or qa stands in for nobody any more, and each of those managers is told."""
    if role not in APART:
        return
    for row in session.scalars(select(Deputy).where(Deputy.deputy_id == deputy.id, _open())):
        row.until = now()
        audit.record(session, actor, "deputy.ended", row.public_id, role=role)
        tell(session, row.manager_id, "deputy_ended", row.public_id)


def _roles_apart(session: Session, person: Person) -> Sequence[str]:
    asked = select(PersonRole.role).where(
        PersonRole.person_id == person.id, PersonRole.role.in_(APART), _holds()
    )
    return session.scalars(asked.order_by(PersonRole.role)).all()


def _holds() -> ColumnElement[bool]:
    return (PersonRole.since <= now()) & or_(PersonRole.until.is_(None), PersonRole.until > now())


def _open() -> ColumnElement[bool]:
    return or_(Deputy.until.is_(None), Deputy.until > now())
