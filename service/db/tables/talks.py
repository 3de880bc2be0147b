"""Talks between a rep and who coaches them, what was known before Sidetone, and calls shared as examples."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Document, Key


class CoachingSession(Keyed):
    """A coaching session: the moments that were played, and the one action that was committed to.

    Its words are never changed. `hash` is that of them, and what both sign; `went`: how the action went, said
    at a later one. `coach_id` is empty where the installation's own token recorded it.
    """

    __tablename__ = "coaching_session"
    __table_args__ = (
        CheckConstraint("went IN ('done', 'partly', 'not_done')", name="went"),
        Index("ix_coaching_session_rep_id_held_on", "rep_id", "held_on"),
    )

    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    coach_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    held_on: Mapped[date] = mapped_column(Date)
    moments: Mapped[list[dict[str, str]]] = mapped_column(Document, default=list)
    action: Mapped[str] = mapped_column(String(600))
    hash: Mapped[str] = mapped_column(String(64))
    coach_signed_at: Mapped[datetime | None] = mapped_column(Moment)
    rep_signed_at: Mapped[datetime | None] = mapped_column(Moment)
    went: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class EarlierRecord(Keyed):
    """A talk or a QA score from before, as some file told it. It is shown apart and enters no trend."""

    __tablename__ = "earlier_record"
    __table_args__ = (
        CheckConstraint("kind IN ('talk', 'score')", name="kind"),
        CheckConstraint("kind = 'talk' OR value IS NOT NULL", name="score_has_value"),
        Index("ix_earlier_record_rep_id_day", "rep_id", "day"),
        UniqueConstraint("rep_id", "fingerprint"),
    )

    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[float | None] = mapped_column(Float)
    says: Mapped[str] = mapped_column(String(2000), default="")
    source: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    brought_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class SharedExample(Keyed):
    """A part of a call that is to be heard by others, as an example of a criterion. Only with consent.

    `asked` until its rep says something; `shared` while they agree; `declined` and `withdrawn` show nothing.
    Its sentences are those of one transcript: a later one may count others under the same ids.
    """

    __tablename__ = "shared_example"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'shared', 'declined', 'withdrawn')", name="state"),
        Index("ix_shared_example_state_criterion", "state", "criterion"),
        Index(
            "uq_shared_example_open",
            "call_id",
            "first",
            "last",
            unique=True,
            sqlite_where=text("state IN ('asked', 'shared')"),
            postgresql_where=text("state IN ('asked', 'shared')"),
        ),
    )

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    criterion: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    first: Mapped[str] = mapped_column(String(20))
    last: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="asked")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class ExampleView(Row):
    """That somebody looked at an example, or heard it."""

    __tablename__ = "example_view"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    example_id: Mapped[int] = mapped_column(Key, ForeignKey("shared_example.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)
