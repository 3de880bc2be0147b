"""Reviews, and the rubric versions they rest on."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, now
from service.db.types import Document, Key


class RubricVersion(Keyed):
    """A published version of a rubric: the parsed document and its fingerprint. It never changes."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("slug", "version"),)

    slug: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Review(Keyed):
    """The evaluation of a call that people see. It pins one run; a new run makes it a draft again.

    `effective` is a scoring.corrections Effective: scorecard and feedback with the corrections in them, None
    where nothing was corrected. `confirmed_as`: confirmed, seen or scored, from its confirmation on.
    `shared_at`: since when the rep may read its feedback, by the team's rule and without scores. `withheld`:
    its speakers were swapped, and nothing of it counts until its new reading is confirmed. `appealed`: in the
    reading it shows somebody speaks to the evaluator, and it counts once a person stands for it.
    `drawn_started_at`: when its call began, if that was drawn; what waits of drawn calls is one index scan.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'confirmed', 'released')", name="state"),
        Index("ix_review_state_call_id", "state", "call_id"),
        Index(
            "ix_review_state_drawn_started_at",
            "state",
            "drawn_started_at",
            sqlite_where=text("drawn_started_at IS NOT NULL"),
            postgresql_where=text("drawn_started_at IS NOT NULL"),
        ),
    )

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), unique=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    effective: Mapped[dict[str, Any] | None] = mapped_column(Document)
    confirmed_as: Mapped[str | None] = mapped_column(String(20))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    shared_at: Mapped[datetime | None] = mapped_column(Moment)
    withheld: Mapped[bool] = mapped_column(default=False, server_default=false())
    appealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    drawn_started_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class Revision(Keyed):
    """A new run over a call whose review was released: it waits for somebody to confirm it in its place.

    `open` until then; a still newer run takes its place (*replaced*). A review has one open at most.
    """

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'confirmed', 'rejected', 'replaced')", name="state"),
        Index(
            "ix_revision_open",
            "review_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    review_id: Mapped[int] = mapped_column(Key, ForeignKey("review.id"), index=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="open")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
