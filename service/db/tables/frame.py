"""The frame: the dialler's call log, the draws made from it, and rows held until somebody looks at them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Document, Key


class LoggedCall(Keyed):
    """A line of the call log: a call that took place, whether or not its recording was ever uploaded.

    `draw_id`: the draw whose frame it is in. From then on, what that draw depended on does not change.
    """

    __tablename__ = "logged_call"
    __table_args__ = (
        UniqueConstraint("team_id", "external_id"),
        Index("ix_logged_call_rep_id_week", "rep_id", "week"),
        # Whose calls there are in a week, without the rest of the log.
        Index("ix_logged_call_week_rep_id_zone", "week", "rep_id", "zone"),
        # The log is read newest first, all of it or that of a team.
        Index("ix_logged_call_started_at_public_id", "started_at", "public_id"),
        Index("ix_logged_call_team_id_started_at_public_id", "team_id", "started_at", "public_id"),
    )

    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"))
    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    external_id: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str] = mapped_column(String(64))
    week: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float] = mapped_column()
    direction: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(100))
    outcome: Mapped[str | None] = mapped_column(String(200))
    call_id: Mapped[int | None] = mapped_column(Key, ForeignKey("call.id"), index=True)
    draw_id: Mapped[int | None] = mapped_column(Key, ForeignKey("draw.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class SamplingRule(Keyed):
    """How many calls of a rep and week are drawn, and how many seconds one lasts at least; never changed.

    For everybody, for a team or for one rep, from a week on and until another (open: until a later rule).
    """

    __tablename__ = "sampling_rule"
    __table_args__ = (CheckConstraint("rep_id IS NULL OR team_id IS NULL", name="for_one"),)

    rep_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    from_week: Mapped[int] = mapped_column(Integer)
    until_week: Mapped[int | None] = mapped_column(Integer)
    calls: Mapped[int] = mapped_column(Integer)
    shortest: Mapped[float] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Draw(Keyed):
    """One seeded draw for one rep and week, and the closing of its frame; never redrawn.

    `fingerprint` is that of the frame, `document` a scoring.Drawn: all that explains the draw.
    """

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("rep_id", "week"), Index("ix_draw_week", "week"))

    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    week: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(64))
    frame_size: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(String(64))
    rule_id: Mapped[int] = mapped_column(Key, ForeignKey("sampling_rule.id"))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


REPLACED_FOR = ("no_audio", "not_a_conversation", "cannot_assess", "excluded")


class DrawnCall(Row):
    """A place in a draw: which logged call, which place it stands in for, and why it was replaced itself."""

    __tablename__ = "drawn_call"
    __table_args__ = (
        UniqueConstraint("draw_id", "place"),
        UniqueConstraint("draw_id", "stands_for"),
        UniqueConstraint("logged_call_id"),
        CheckConstraint(
            f"replaced_for IN ({', '.join(map(repr, REPLACED_FOR))})",
            name="replaced_for",
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    draw_id: Mapped[int] = mapped_column(Key, ForeignKey("draw.id"))
    place: Mapped[int] = mapped_column(Integer)
    logged_call_id: Mapped[int] = mapped_column(Key, ForeignKey("logged_call.id"))
    stands_for: Mapped[int | None] = mapped_column(Integer)
    replaced_for: Mapped[str | None] = mapped_column(String(20))
    replaced_because: Mapped[str | None] = mapped_column(String(400))
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)


class HeldRow(Keyed):
    """A row of an import that names nobody we know: held with its reason, never a new person."""

    __tablename__ = "held_row"

    source: Mapped[str] = mapped_column(String(400))
    line: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
