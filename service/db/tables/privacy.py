"""What must not be deleted, and who has read how their calls are judged."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Key


class LegalHold(Keyed):
    """That nothing of a call, or nothing about a person, is deleted until it is lifted. `why` is HR's.

    Its row stays when it is lifted.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (CheckConstraint("(call_id IS NULL) <> (person_id IS NULL)", name="of_one"),)

    call_id: Mapped[int | None] = mapped_column(Key, ForeignKey("call.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    why: Mapped[str] = mapped_column(String(400))
    by: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(String(64))


class JudgingRead(Row):
    """That a person has read "How your calls are judged", as it was: `fingerprint` is that of its text."""

    __tablename__ = "judging_read"
    __table_args__ = (UniqueConstraint("person_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class BlobToDelete(Row):
    """A file whose row was deleted, until the file itself is gone too: a stop between loses nothing."""

    __tablename__ = "blob_to_delete"

    blob: Mapped[str] = mapped_column(String(400), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
