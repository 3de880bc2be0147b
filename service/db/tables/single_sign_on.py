"""Who a person is to an identity provider, and sign-ins that are on their way to it and back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Key


class IdentityRow(Keyed):
    """That a person is `subject` to the provider `issuer`. Never found by an e-mail address."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(400))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class SingleSignOn(Row):
    """A browser that was sent to the provider. Found by the state that comes back; used once.

    `browser_hash` is that of a cookie, so that nobody finishes in another's browser. `invitation` (the hash
    of its code) or `person_id`: whom the identity is to be linked with, by an invitation or by a person who
    is signed in.
    """

    __tablename__ = "single_sign_on"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(100))
    verifier: Mapped[str] = mapped_column(String(200))
    next: Mapped[str] = mapped_column(String(2000))
    invitation: Mapped[str | None] = mapped_column(String(100))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
