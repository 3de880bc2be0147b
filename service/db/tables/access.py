"""Who may come in: roles, sign-ins, invitations, tokens. Of every secret only a hash is kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Document, Key

GIVEN_ROLES = ("qa", "hr", "admin", "auditor")
"""Roles that are given to somebody; whose rep or manager a person is, their teams say."""


class PersonRole(Keyed):
    """That a person has a role besides those of their teams, from then until then (open: still).

    While `since` is empty it waits for a second admin to agree; `asked_by` and `agreed_by` are actors.
    """

    __tablename__ = "person_role"
    __table_args__ = (
        CheckConstraint(f"role IN ({', '.join(map(repr, GIVEN_ROLES))})", name="role"),
        Index(
            "uq_person_role_open",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    asked_by: Mapped[str] = mapped_column(String(64))
    agreed_by: Mapped[str | None] = mapped_column(String(64))
    since: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Deputy(Keyed):
    """That somebody has the rights of a manager who is away, from then until then."""

    __tablename__ = "deputy"

    manager_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    until: Mapped[datetime | None] = mapped_column(Moment)


class SignIn(Keyed):
    """A browser in which a person is signed in. `id_hash` is that of the cookie's value."""

    __tablename__ = "session"

    id_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class SignInAttempt(Row):
    """A try to sign in, for the limits: hashes of the name that was given and of where it came from.

    Kept for a day.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account_at", "account", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class Invitation(Keyed):
    """A link that lets a person choose a password, once, until it expires."""

    __tablename__ = "invitation"

    id_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class ApiToken(Keyed):
    """A token with which a program does what a person may, within its scopes."""

    __tablename__ = "api_token"

    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[list[str]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
