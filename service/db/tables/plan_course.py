"""What happens while a plan runs: meetings and their notes, promises of both sides, words with answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, now
from service.db.tables.calls import one_of
from service.db.types import Document, Key

CHECK_IN_STATES = ("planned", "held", "skipped", "cancelled")
CHECK_IN_KINDS = ("regular", "mid_point", "final")
SIDES = ("rep", "manager", "hr", "other")
WORD_KINDS = ("root_cause", "achievable", "support", "request", "comment", "concern")


class CheckIn(Keyed):
    """A meeting about a plan. `sequence` counts how often it was moved, for calendars."""

    __tablename__ = "check_in"
    __table_args__ = (
        one_of("state", CHECK_IN_STATES),
        one_of("kind", CHECK_IN_KINDS),
        Index("ix_check_in_plan_id_at", "plan_id", "at"),
    )

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    why: Mapped[str | None] = mapped_column(Text)
    agenda: Mapped[dict[str, Any] | None] = mapped_column(Document)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class CheckInNote(Keyed):
    """What was said at a check-in, in the words of who signed it. After a day only corrections follow."""

    __tablename__ = "check_in_note"

    check_in_id: Mapped[int] = mapped_column(Key, ForeignKey("check_in.id"), index=True)
    by_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    corrects_id: Mapped[int | None] = mapped_column(Key, ForeignKey("check_in_note.id"))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(Moment)


class Commitment(Keyed):
    """What one side promised to do by a day. Those of the manager are kept like those of the rep.

    `key` names the action or support of the plan it came from; empty: it was agreed at a check-in.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        one_of("side", SIDES),
        one_of("state", ("open", "done", "not_done", "dropped")),
        Index("ix_commitment_plan_id_due", "plan_id", "due"),
    )

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(60), default="")
    side: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(400))
    due: Mapped[date] = mapped_column(Date)
    support: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default="open")
    note: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    check_in_id: Mapped[int | None] = mapped_column(Key, ForeignKey("check_in.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PlanWord(Keyed):
    """What somebody says to a plan, and the answer: the rep's say before it runs, requests, comments.

    A *concern* goes to HR alone. Neither the words nor the answer are changed afterwards.
    """

    __tablename__ = "plan_word"
    __table_args__ = (one_of("kind", WORD_KINDS), Index("ix_plan_word_plan_id_kind", "plan_id", "kind"))

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(String(60), default="")
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    written_in: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PlanLook(Keyed):
    """A look back after a plan was passed: how it goes 30 and 60 days later. Both sides see it."""

    __tablename__ = "plan_look"

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"), index=True)
    due: Mapped[date] = mapped_column(Date)
    text: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
