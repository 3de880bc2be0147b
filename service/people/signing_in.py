"""Signing in with e-mail and password: a try is counted first, and compared outside of a transaction."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.engine import Database
from service.db.tables import Person
from service.errors import Unprocessable
from service.people import sessions
from service.people.attempts import count_attempt, forget_attempts
from service.people.passwords import fits

NOBODY = "nobody"
"""What the audit log calls whoever did not get in."""


def sign_in(database: Database, email: str, password: str, address: str, cookie_before: str) -> str:
    """The cookie of a new session; the one the browser had ends.

    Raises TooOften, and Unprocessable with the same words for a wrong password, an account that is not there,
    one that has no password, and one whose access was ended.
    """
    with database.write() as session:
        count_attempt(session, email, address)
    with database.read() as session:
        person = _account(session, email)
    if not fits(None if person is None or person.left_at else person.password, password) or person is None:
        with database.write() as session:
            subject = "unknown account" if person is None else person.public_id
            audit.record(session, NOBODY, "person.sign_in_failed", subject)
        raise Unprocessable("E-mail and password do not go together.", "Try again, or ask for a new link.")
    with database.write() as session:
        forget_attempts(session, email)
        return sessions.start(session, session.get_one(Person, person.id), "password", cookie_before)


def _account(session: Session, email: str) -> Person | None:
    named = select(Person).where(func.lower(Person.email) == email.strip().lower())
    return session.scalars(named).one_or_none() if "\x00" not in email else None
