"""Rubrics in the making: drafts, and what trying one on past calls has brought so far.

Nothing in here ever enters a trend or a plan: what counts there are runs, and none of these is one.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.tables.calls import one_of
from service.db.types import Document, Key

DRAFT_STATES = ("open", "published", "discarded")
TRIAL_STATES = ("running", "done")
TRIED_STATES = ("waiting", "read", "failed")


class RubricDraft(Keyed):
    """The text of a rubric that is being changed. It may hold mistakes; what is published may not.

    `based_on_id` is the version it was begun from, `published_id` the version it became.
    """

    __tablename__ = "rubric_draft"
    __table_args__ = (one_of("state", DRAFT_STATES),)

    slug: Mapped[str] = mapped_column(String(100), index=True)
    based_on_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    published_id: Mapped[int | None] = mapped_column(Key, ForeignKey("rubric.id"))
    state: Mapped[str] = mapped_column(String(20), default="open")
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(64))
    changed_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class RubricTrial(Keyed):
    """A draft as it stood, tried on chosen calls: the judge reads what is asked in other words."""

    __tablename__ = "rubric_trial"
    __table_args__ = (one_of("state", TRIAL_STATES),)

    draft_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric_draft.id"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20), default="running")
    started_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class RubricTrialCall(Row):
    """A call of a trial and its new readings, by criterion. A call that is deleted leaves the trial too."""

    __tablename__ = "rubric_trial_call"
    __table_args__ = (UniqueConstraint("trial_id", "call_id"), one_of("state", TRIED_STATES))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    trial_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric_trial.id"))
    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    readings: Mapped[dict[str, Any] | None] = mapped_column(Document)
    why: Mapped[str | None] = mapped_column(String(500))
