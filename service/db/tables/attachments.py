"""Files that belong to a plan: tickets, certificates, signatures on paper."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, now
from service.db.tables.calls import one_of
from service.db.types import Document, Key

ATTACHED_KINDS = ("ticket", "certificate", "paper_signature", "other")


class Attachment(Keyed):
    """A file beside a plan. `seen_by` are the audiences that may open it: rep, manager, hr.

    One that was removed keeps its row without name, bytes and hash: that there was a file is not forgotten.
    """

    __tablename__ = "attachment"
    __table_args__ = (one_of("kind", ATTACHED_KINDS), Index("ix_attachment_plan_id_id", "plan_id", "id"))

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    media: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    blob: Mapped[str] = mapped_column(String(200))
    seen_by: Mapped[list[str]] = mapped_column(Document)
    added_by: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(Moment, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
