"""From a cookie or a token to the person behind it, with their roles and teams of today.

Four small queries, each by an index: put together into one, PostgreSQL read every stay of everybody (21 ms
among 5,000 people, on every request).
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.db.base import now
from service.db.tables import ApiToken, Deputy, Membership, Person, PersonRole, SignIn
from service.people.scopes import ROLES, Role
from service.people.who import Managed, Who

IDLE = timedelta(hours=12)
"""A browser that did not ask for anything for so long is signed out."""


def hash_of(secret: str) -> str:
    """How a secret of 256 random bits is kept: so long a one needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def open_sign_in(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Sign-ins that have not ended: by signing out, by their age, or by leaving the browser alone."""
    return (SignIn.ended_at.is_(None), SignIn.expires_at > at, SignIn.seen_at > at - IDLE)


def open_token(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Tokens that were not revoked and have not expired."""
    return (ApiToken.revoked_at.is_(None), ApiToken.expires_at > at)


def by_session(session: Session, cookie: str) -> tuple[Who, SignIn] | None:
    """Who signed in with that cookie; None where that ended, or never began."""
    at = now()
    asked = select(Person, SignIn).join(SignIn, SignIn.person_id == Person.id)
    found = session.execute(
        asked.where(SignIn.id_hash == hash_of(cookie), *open_sign_in(at), Person.left_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    person, signed_in = found
    return _who(session, person, at, None, f"session:{signed_in.id}"), signed_in


def by_token(session: Session, secret: str) -> tuple[Who, ApiToken] | None:
    """Whose API token that is; None where it was revoked, has expired, or is none."""
    at = now()
    asked = select(Person, ApiToken).join(ApiToken, ApiToken.person_id == Person.id)
    found = session.execute(
        asked.where(ApiToken.secret_hash == hash_of(secret), *open_token(at), Person.left_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    person, token = found
    return _who(session, person, at, frozenset(token.scopes), f"token:{token.id}"), token


def person_as_who(session: Session, person: int) -> Who | None:
    """The person with what they may today, without any sign-in; None for who has left."""
    row = session.get(Person, person)
    return None if row is None or row.left_at is not None else _who(session, row, now(), None, "")


_earlier = aliased(Membership)


def _who(session: Session, person: Person, at: datetime, scopes: frozenset[str] | None, sign_in: str) -> Who:
    stays = _stays(session, person, at)
    roles = {*_given(session, person, at), *(stay.role for stay, _ in stays if _open(stay, at))}
    managed = tuple(
        Managed(stay.team_id, stay.since if follows else None, stay.until)
        for stay, follows in stays
        if stay.role == "manager" and stay.since <= at
    )
    held: frozenset[Role] = frozenset(role for role in ROLES if role in roles)
    return Who(person.public_id, person.id, person.name, held, scopes, False, managed, sign_in)


def _given(session: Session, person: Person, at: datetime) -> list[str]:
    """The roles that were given to the person, and hold."""
    asked = select(PersonRole.role).where(
        PersonRole.person_id == person.id,
        PersonRole.since <= at,
        or_(PersonRole.until.is_(None), PersonRole.until > at),
    )
    return list(session.scalars(asked))


def _stays(session: Session, person: Person, at: datetime) -> list[tuple[Membership, bool]]:
    """Their stays in teams, those as manager of whom they stand in for too, and whether each follows one."""
    managers = session.scalars(
        select(Deputy.manager_id).where(
            Deputy.deputy_id == person.id,
            Deputy.since <= at,
            or_(Deputy.until.is_(None), Deputy.until > at),
        )
    ).all()
    before = and_(
        _earlier.team_id == Membership.team_id,
        _earlier.role == "manager",
        _earlier.since < Membership.since,
    )
    follows = select(func.count()).select_from(_earlier).where(before).scalar_subquery()
    own_or_managed = or_(Membership.person_id == person.id, Membership.role == "manager")
    rows = session.execute(
        select(Membership, follows).where(Membership.person_id.in_([person.id, *managers]), own_or_managed)
    )
    return [(stay, bool(count)) for stay, count in rows]


def _open(stay: Membership, at: datetime) -> bool:
    return stay.since <= at and (stay.until is None or stay.until > at)
