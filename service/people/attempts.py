"""How often signing in may be tried: counted by account and by address, in the database."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import SignInAttempt
from service.errors import TooOften
from service.people.recognising import hash_of

WITHIN = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 10, 50
KEPT = timedelta(days=1)
LOCK = 5_369_002
"""The advisory lock of PostgreSQL that lets one attempt at a time be counted."""


def count_attempt(session: Session, email: str, address: str) -> None:
    """Notes that somebody tries, before anything is compared.

    Raises TooOften after ten for the account, or fifty from the address, within a quarter of an hour, whether
    there is such an account or not.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    at = now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
    account, origin = hash_of(email.strip().lower()), hash_of(address)
    _refuse(session, SignInAttempt.account == account, PER_ACCOUNT, at)
    _refuse(session, SignInAttempt.address == origin, PER_ADDRESS, at)
    session.add(SignInAttempt(account=account, address=origin, at=at))


def forget_attempts(session: Session, email: str) -> None:
    """Whoever came in begins to count anew."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.account == hash_of(email.strip().lower())))


def _refuse(session: Session, whose: ColumnElement[bool], most: int, at: datetime) -> None:
    asked = select(func.count(), func.min(SignInAttempt.at)).where(whose, SignInAttempt.at > at - WITHIN)
    count, first = session.execute(asked).one()
    if count < most:
        return
    seconds = max(1, round((first + WITHIN - at).total_seconds()))
    minutes = -(-seconds // 60)
    raise TooOften(
        "There were too many tries to sign in.",
        f"Try it again in {minutes} minute{'s' if minutes > 1 else ''}.",
        seconds,
    )
