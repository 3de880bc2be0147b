"""Coaching notes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, now
from service.db.types import Document, Key


class Note(Keyed):
    """The coaching note of a rep for a week. `week` is its Monday as YYYYMMDD.

    `document` is a scoring.coaching Note, empty while it is being written; `written` is that note as it was
    first written, before anybody edited it. `calls` are the public ids of the calls it was made from.
    `corrected`: what of it does not hold any more, since a call it was made from was corrected.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'released', 'answered')", name="state"),
        CheckConstraint("answer IN ('will_try', 'did_say_it', 'does_not_fit')", name="answer"),
        UniqueConstraint("rep_id", "week"),
    )

    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    week: Mapped[int] = mapped_column(Integer)
    rubric_id: Mapped[int | None] = mapped_column(Key, ForeignKey("rubric.id"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    calls: Mapped[list[str]] = mapped_column(Document, default=list)
    document: Mapped[dict[str, Any] | None] = mapped_column(Document)
    written: Mapped[dict[str, Any] | None] = mapped_column(Document)
    warnings: Mapped[list[str]] = mapped_column(Document, default=list)
    corrected: Mapped[str | None] = mapped_column(String(400))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    answer: Mapped[str | None] = mapped_column(String(20))
    answer_text: Mapped[str | None] = mapped_column(String(2000))
    answer_call: Mapped[str | None] = mapped_column(String(32))
    answer_sentence: Mapped[str | None] = mapped_column(String(20))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)
