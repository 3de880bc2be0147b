"""Giving and taking roles. Who keeps the service running does not come to judge people in it alone."""

from collections.abc import Sequence
from typing import get_args

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Deputy, Membership, Person, PersonRole
from service.errors import Conflict, NotAllowed, NotFound
from service.notices.telling import tell_all
from service.people import api_tokens, invitations, sessions
from service.people.deputies import end_standing_in
from service.people.views import GivenRole
from service.people.who import Who

JUDGING: tuple[GivenRole, ...] = ("hr", "qa")
"""Roles that an admin gets only when a second admin agrees."""


def roles_of(session: Session, person: Person) -> Sequence[PersonRole]:
    """Roles the person was given and has, or that wait for a second admin."""
    asked = select(PersonRole).where(PersonRole.person_id == person.id, PersonRole.until.is_(None))
    return session.scalars(asked.order_by(PersonRole.id)).all()


def give(session: Session, person: Person, role: GivenRole, actor: str, *, alone: bool = False) -> PersonRole:
    """Gives the role, or asks for it: an admin becomes hr or qa, and the reverse, when a second admin agrees.

    `alone`: by whoever has the machine itself, who could change the database. Raises Conflict where the
    person has it already or has left.
    """
    if person.left_at is not None:
        raise Conflict(f"The access of {person.name} was ended.", "Give it back first.")
    has = {row.role: row for row in roles_of(session, person)}
    if role in has:
        state = "is that already" if has[role].since else "waits for it already: a second admin must agree"
        raise Conflict(f"{person.name} {state}.", "Nothing was changed.")
    others = ("admin",) if role in JUDGING else JUDGING if role == "admin" else ()
    waits = not alone and any(other in has for other in others)
    row = PersonRole(person_id=person.id, role=role, asked_by=actor, since=None if waits else now())
    session.add(row)
    session.flush()
    action = "role.asked" if waits else "role.given"
    audit.record(session, actor, action, person.public_id, role=role)
    if not waits:
        end_standing_in(session, person, role, actor)
    if waits:
        second = [one.id for one in admins(session) if actor != one.public_id and one.id != person.id]
        tell_all(session, second, "role_to_agree", person.public_id, row.public_id)
    return row


def agree(session: Session, person: Person, role: GivenRole, who: Who) -> PersonRole:
    """The second admin agrees. Raises NotAllowed for whoever asked, and for the person themselves."""
    row = _row(session, person, role)
    if row.since is not None:
        raise Conflict(f"{person.name} has that role already.", "Nothing was changed.")
    if who.person is None or who.actor == row.asked_by or who.person == person.id:
        raise NotAllowed("A second admin must agree.", "Ask another admin to look at it.")
    row.agreed_by, row.since = who.actor, now()
    audit.record(session, who.actor, "role.given", person.public_id, role=role, asked_by=row.asked_by)
    end_standing_in(session, person, role, who.actor)
    return row


def take(session: Session, person: Person, role: GivenRole, actor: str) -> None:
    """Ends the role, or the asking for it. Raises Conflict where no admin would be left."""
    row = _row(session, person, role)
    if role == "admin" and row.since is not None:
        _refuse_last_admin(session, person)
    row.until = now()
    audit.record(session, actor, "role.taken", person.public_id, role=role)


def end_access(session: Session, person: Person, actor: str) -> None:
    """Whoever leaves comes in no more: browsers, tokens, roles, teams and deputies end. Calls stay theirs."""
    if person.left_at is not None:
        raise Conflict(f"The access of {person.name} was ended already.", "Nothing was changed.")
    at = now()
    for role in roles_of(session, person):
        take(session, person, role.role, actor)  # type: ignore[arg-type]
    for stay in session.scalars(
        select(Membership).where(
            Membership.person_id == person.id, or_(Membership.until.is_(None), Membership.until > at)
        )
    ):
        stay.until = max(at, stay.since)
    for row in session.scalars(
        select(Deputy).where(
            or_(Deputy.manager_id == person.id, Deputy.deputy_id == person.id),
            or_(Deputy.until.is_(None), Deputy.until > at),
        )
    ):
        row.until = at
    invitations.void(session, person)
    sessions.end_all(session, person, actor)
    api_tokens.revoke_all(session, person, actor)
    person.left_at = at
    audit.record(session, actor, "person.access_ended", person.public_id)


def give_access_back(session: Session, person: Person, actor: str) -> None:
    """They may be invited, and be given roles and a team again."""
    if person.left_at is None:
        raise Conflict(f"{person.name} has access.", "Nothing was changed.")
    person.left_at = None
    audit.record(session, actor, "person.access_given_back", person.public_id)


def admins(session: Session) -> Sequence[Person]:
    """Everybody who is an admin today."""
    asked = select(Person).join(PersonRole, PersonRole.person_id == Person.id)
    return session.scalars(
        asked.where(
            PersonRole.role == "admin",
            PersonRole.since.is_not(None),
            PersonRole.until.is_(None),
            Person.left_at.is_(None),
        )
    ).all()


def admins_who_can_sign_in(session: Session) -> Sequence[Person]:
    """The admins who chose a password."""
    return [admin for admin in admins(session) if admin.password and admin.email]


def _refuse_last_admin(session: Session, person: Person) -> None:
    if [admin.id for admin in admins(session)] == [person.id]:
        raise Conflict(f"{person.name} is the only admin.", "Make somebody else one first.")


def _row(session: Session, person: Person, role: GivenRole) -> PersonRole:
    row = next((row for row in roles_of(session, person) if row.role == role), None)
    if row is None:
        raise NotFound(
            f"{person.name} has not the role {role}.", f"Roles are: {', '.join(get_args(GivenRole))}."
        )
    return row
