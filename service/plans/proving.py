"""Showing again that it is you, before you sign: the password once more, or a sign-in of the last minutes."""

from datetime import timedelta

from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Person, SignIn
from service.errors import NotAllowed
from service.people.attempts import count_attempt, forget_attempts
from service.people.passwords import fits
from service.people.who import Who

FRESH = timedelta(minutes=5)


def prove(database: Database, who: Who, password: str, address: str) -> None:
    """Raises NotAllowed where it is not shown that it is them, and TooOften after too many tries.

    Who signs in by single sign-on has no password here: they sign in again, and sign within five minutes.
    To be called before the transaction that signs: comparing passwords takes time.
    """
    if who.installation or who.person is None:
        return
    with database.read() as session:
        person = session.get_one(Person, who.person)
        kept, public_id = person.password, person.public_id
        email = person.email or public_id
        fresh = _is_fresh(session.get(SignIn, _key(who)) if who.sign_in.startswith("session:") else None)
    if kept is None:
        if fresh:
            return
        raise NotAllowed(
            "A signature needs a fresh sign-in.", "Sign in again, then sign within five minutes."
        )
    with database.write() as session:
        count_attempt(session, email, address)
    if not fits(kept, password):
        with database.write() as session:
            audit.record(session, who.actor, "person.signature_refused", public_id)
        raise NotAllowed("That is not your password.", "Nothing was signed. Type it again.")
    with database.write() as session:
        forget_attempts(session, email)


def has_password(session: Session, who: Who) -> bool:
    """Whether they sign by typing a password; whoever has none signs in again."""
    person = None if who.person is None else session.get(Person, who.person)
    return person is not None and person.password is not None


def _is_fresh(row: SignIn | None) -> bool:
    return row is not None and now() - row.created_at <= FRESH


def _key(who: Who) -> int:
    return int(who.sign_in.partition(":")[2])
