"""Links that let a person choose a password: one use, and not for long."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Invitation, Person
from service.errors import NotFound, Unprocessable
from service.people.recognising import hash_of

LASTS = timedelta(days=3)


def invite(session: Session, person: Person, actor: str) -> str:
    """The code of a new link; earlier ones are void. Raises Unprocessable for who cannot sign in."""
    if person.email is None:
        raise Unprocessable(f"{person.name} has no e-mail, and signs in with one.", "Add the e-mail first.")
    if person.left_at is not None:
        raise Unprocessable(f"The access of {person.name} was ended.", "Give it back first.")
    void(session, person)
    code = secrets.token_urlsafe(32)
    session.add(Invitation(id_hash=hash_of(code), person_id=person.id, expires_at=now() + LASTS))
    audit.record(session, actor, "person.invited", person.public_id)
    return code


def invited(session: Session, code: str) -> Person:
    """Whom the link is for. Raises NotFound where it was used, has expired, or is none."""
    return invited_by_hash(session, hash_of(code))


def invited_by_hash(session: Session, id_hash: str) -> Person:
    """As `invited`, by what is kept of the code."""
    person = session.scalars(
        select(Person)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(
            Invitation.id_hash == id_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
            Person.left_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if person is None:
        raise NotFound("This link was used already, or is too old.", "Ask your admin for a new one.")
    return person


def accept(session: Session, code: str, password_hash: str) -> Person:
    """Sets the password; the link is used up. Raises NotFound as `invited` does."""
    person = invited(session, code)
    void(session, person)
    set_password(session, person, password_hash, person.public_id)
    return person


def set_password(session: Session, person: Person, password_hash: str, actor: str) -> None:
    person.password = password_hash
    audit.record(session, actor, "person.password_set", person.public_id)


def void(session: Session, person: Person) -> None:
    """The person's links are worth nothing any more: used, made anew, or nobody is to come in by them."""
    session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id, Invitation.used_at.is_(None))
        .values(used_at=now())
    )
