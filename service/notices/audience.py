"""Whom a thing concerns: who manages a team or has a role today, and who stands in for them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import Deputy, Membership, Person, PersonRole


def with_role(session: Session, role: str) -> Sequence[int]:
    """Everybody who has that given role (qa, hr, admin, auditor)."""
    asked = select(PersonRole.person_id).where(PersonRole.role == role, _holds(PersonRole))
    return session.scalars(asked.distinct()).all()


def managers_of(session: Session, team_id: int) -> Sequence[int]:
    """Who manages the team, and who stands in for them."""
    asked = select(Membership.person_id).where(
        Membership.team_id == team_id, Membership.role == "manager", _holds(Membership)
    )
    return with_deputies(session, session.scalars(asked.distinct()))


def all_managers(session: Session) -> Sequence[tuple[int, int]]:
    """Every manager with each of their teams, without those who have left."""
    asked = (
        select(Membership.person_id, Membership.team_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == "manager", _holds(Membership), Person.left_at.is_(None))
    )
    return [(person, team) for person, team in session.execute(asked.distinct())]


def with_deputies(session: Session, people: Iterable[int | None]) -> Sequence[int]:
    """These people and those who stand in for them today; nobody is left out."""
    here = [person for person in people if person is not None]
    asked = select(Deputy.deputy_id).where(Deputy.manager_id.in_(here), _holds(Deputy))
    return list(dict.fromkeys([*here, *session.scalars(asked)]))


def _holds(table: type[PersonRole] | type[Membership] | type[Deputy]) -> ColumnElement[bool]:
    at = now()
    return (table.since <= at) & or_(table.until.is_(None), table.until > at)
