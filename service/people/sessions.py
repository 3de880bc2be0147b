"""Sign-ins in a browser: begun, ended, ended everywhere. Whoever holds the cookie is the person."""

import secrets
from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Person, SignIn
from service.people.recognising import hash_of, open_sign_in
from service.settings import Settings

LONGEST = timedelta(days=14)
"""After that long a browser is signed out, also one that is used every day."""
EVERY = timedelta(minutes=1)
"""How often a row is told that it is used."""


def cookie_name(settings: Settings) -> str:
    """Over HTTPS a name that browsers take from this host alone, and only with Secure."""
    return "__Host-sidetone" if settings.is_https else "sidetone"


def start(session: Session, person: Person, how: str, before: str = "") -> str:
    """Signs the person in, and gives the value of the cookie. `how`: by password, by single sign-on.

    Always a new value: one that somebody planted in the browser before is worth nothing afterwards. The
    sign-in of the cookie `before`, which the browser had, ends.
    """
    if before:
        end(session, before)
    cookie = secrets.token_urlsafe(32)
    row = SignIn(id_hash=hash_of(cookie), person_id=person.id, expires_at=now() + LONGEST)
    session.add(row)
    session.flush()
    audit.record(session, person.public_id, "person.signed_in", person.public_id, how=how)
    return cookie


def end(session: Session, cookie: str) -> None:
    """Signs that browser out; one that is signed out already stays so."""
    row = session.scalars(
        select(SignIn).where(SignIn.id_hash == hash_of(cookie), SignIn.ended_at.is_(None))
    ).one_or_none()
    if row is not None:
        row.ended_at = now()
        person = session.get_one(Person, row.person_id)
        audit.record(session, person.public_id, "person.signed_out", person.public_id)


def end_all(session: Session, person: Person, actor: str) -> int:
    """Signs the person out in every browser; in how many."""
    open_ones = select(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    rows = session.scalars(open_ones).all()
    for row in rows:
        row.ended_at = now()
    audit.record(session, actor, "person.signed_out_everywhere", person.public_id, browsers=len(rows))
    return len(rows)


def is_open(session: Session, key: int) -> bool:
    """Whether that sign-in has not ended, and its person not left."""
    same = Person.id == SignIn.person_id
    asked = exists().where(SignIn.id == key, *open_sign_in(now()), same, Person.left_at.is_(None))
    return session.scalar(select(asked)) or False


def is_due(row: SignIn) -> bool:
    """Whether its last use is to be written down anew: not at every look at a page."""
    return now() - row.seen_at > EVERY


def mark_used(session: Session, key: int) -> None:
    session.execute(update(SignIn).where(SignIn.id == key).values(seen_at=now()))
