"""Calls, their recordings and their transcripts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Document, Key

STATES = (
    "received",
    "hearing",
    "needs_roles",
    "judging",
    "waiting_for_judge",
    "scored",
    "not_scored",
    "failed",
    "set_aside",
    "cancelled",
)
SELECTIONS = ("random", "manager", "rep", "complaint")
DRAWN_CALLS = "selection = 'random' AND id > 0"


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Call(Keyed):
    """One conversation. Its team and rep are those at the time of the call and stay with it.

    `started_at` is a moment in UTC, `zone` the IANA zone of the call; `week` is the Monday of its week in
    that zone as YYYYMMDD. `version` grows with every change and is what an ETag shows.
    """

    __tablename__ = "call"
    __table_args__ = (
        one_of("state", STATES),
        one_of("selection", SELECTIONS),
        Index("ix_call_team_id_started_at", "team_id", "started_at"),
        Index("ix_call_rep_id_started_at", "rep_id", "started_at"),
        # Lists are read newest first, all calls or those of a state.
        Index("ix_call_started_at_public_id", "started_at", "public_id"),
        Index("ix_call_state_started_at_public_id", "state", "started_at", "public_id"),
        # What waits to be confirmed begins with what was drawn, and with whose calls there were of late.
        Index(
            "ix_call_started_at_selection_rep_id_week_team_id",
            "started_at",
            "selection",
            "rep_id",
            "week",
            "team_id",
        ),
        # Which were drawn of late, for who asks for `id > 0` as well: SQLite would take it for other lists.
        Index(
            "ix_call_drawn",
            "started_at",
            "id",
            "rep_id",
            "selection",
            sqlite_where=text(DRAWN_CALLS),
            postgresql_where=text(DRAWN_CALLS),
        ),
        # What ended with a reason: of scored calls only those that were read once more, for nothing.
        Index(
            "ix_call_with_reason",
            "state",
            "started_at",
            "public_id",
            sqlite_where=text("reason IS NOT NULL"),
            postgresql_where=text("reason IS NOT NULL"),
        ),
        UniqueConstraint("team_id", "external_id"),
    )

    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"))
    rep_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    external_id: Mapped[str | None] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    time_known: Mapped[bool] = mapped_column(default=True)
    week: Mapped[int] = mapped_column(Integer)
    direction: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(100))
    outcome: Mapped[str | None] = mapped_column(String(200))
    rep_channel: Mapped[str | None] = mapped_column(String(5))
    selection: Mapped[str] = mapped_column(String(20), default="manager")
    priority: Mapped[int] = mapped_column(Integer, default=10)
    state: Mapped[str] = mapped_column(String(20), default="received")
    reason: Mapped[dict[str, Any] | None] = mapped_column(Document)
    progress: Mapped[float | None] = mapped_column()
    workflow: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class Recording(Keyed):
    """The sound of a call as it was uploaded: found by content, unique in its team."""

    __tablename__ = "recording"
    __table_args__ = (UniqueConstraint("team_id", "sha256"), Index("ix_recording_sha256", "sha256"))

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(400))
    blob: Mapped[str] = mapped_column(String(400))
    playable: Mapped[dict[str, Any] | None] = mapped_column(Document)
    peaks: Mapped[str | None] = mapped_column(String(400))
    details: Mapped[dict[str, Any] | None] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class TranscriptVersion(Keyed):
    """What was heard. Never edited: a correction is the next version. `document` is a scoring.Transcript.

    Reviews rest on numbers from 1 on; those below 0 were heard again for a check of anchors alone.
    """

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"))
    number: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    heard: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Redaction(Row):
    """A transcript as a judge may see it; whoever may not listen reads this one. Never changed.

    `made_by` is the SHA-256 of all it depends on besides the words: rules, names, what counts as private.
    `fingerprint` is that of the redacted transcript. `document` is a scoring.redaction.Redacted.
    """

    __tablename__ = "redaction"
    __table_args__ = (UniqueConstraint("transcript_id", "made_by"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"))
    made_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
