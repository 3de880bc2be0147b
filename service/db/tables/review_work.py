"""What people do with reviews: corrections, confirmations, disputes, own sheets, comments; a team's rules."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.tables.calls import one_of
from service.db.types import Document, Key

CONFIRMED_AS = ("confirmed", "seen", "scored")
DISPUTE_KINDS = ("item", "not_me", "swapped")
DISPUTE_STATES = ("open", "accepted", "partly", "rejected", "withdrawn")
DISPUTE_REASONS = ("ai_reading_wrong", "rater_error", "transcript_error", "wrong_speaker", "rubric_unclear")
OVERRIDE_ORIGINS = ("person", "carried", "dispute")
SHEET_PURPOSES = ("score", "blind_first")
STEPS_BACK = ("confirmation", "release")


class Override(Keyed):
    """A correction of one item of a run, with old and new. Never changed: a later one takes its place.

    `document` is a scoring.corrections Correction; without one the item is the reading's again. `origin`:
    made by a person, carried over from an earlier run (`from_id`), or the outcome of a dispute.
    """

    __tablename__ = "override"
    __table_args__ = (one_of("origin", OVERRIDE_ORIGINS), Index("ix_override_run_id_item", "run_id", "item"))

    review_id: Mapped[int] = mapped_column(Key, ForeignKey("review.id"), index=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))
    criterion: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(80))
    before: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[str | None] = mapped_column(String(20))
    document: Mapped[dict[str, Any] | None] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(String(500))
    origin: Mapped[str] = mapped_column(String(20))
    from_id: Mapped[int | None] = mapped_column(Key, ForeignKey("override.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Confirmation(Keyed):
    """That somebody stands for a review's run as corrected so far. Never changed.

    *confirmed*: they played the evidence of every item that costs points; *seen*: they did not; *scored*:
    they answered every item on an empty sheet. `blind`: before any reading of it was shown to them.
    """

    __tablename__ = "confirmation"
    __table_args__ = (one_of("state", CONFIRMED_AS),)

    review_id: Mapped[int] = mapped_column(Key, ForeignKey("review.id"), index=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    blind: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[float] = mapped_column(Float)
    played: Mapped[list[str]] = mapped_column(Document)
    not_played: Mapped[list[str]] = mapped_column(Document)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class ReadingSeen(Row):
    """That somebody has seen what a judge made of a call: what they score afterwards is not blind."""

    __tablename__ = "reading_seen"

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("person.id"), primary_key=True, autoincrement=False, index=True
    )
    first_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Dispute(Keyed):
    """A rep's question about one item of a released review, or about who speaks on the call.

    `subject` is the item, or the kind where it is about no item. `due` is the day by whose end it is
    answered; `decider_id` whom HR named when nobody had. `override_id`: the correction that came of it.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        one_of("kind", DISPUTE_KINDS),
        one_of("state", DISPUTE_STATES),
        CheckConstraint(f"reason IN ({', '.join(map(repr, DISPUTE_REASONS))})", name="reason"),
        Index(
            "uq_dispute_open",
            "review_id",
            "subject",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_dispute_state_due", "state", "due"),
    )

    review_id: Mapped[int] = mapped_column(Key, ForeignKey("review.id"))
    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(80))
    proposed: Mapped[str | None] = mapped_column(String(20))
    sentence: Mapped[str | None] = mapped_column(String(20))
    says: Mapped[str] = mapped_column(String(2000))
    state: Mapped[str] = mapped_column(String(20), default="open")
    due: Mapped[date] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(30))
    answer: Mapped[str | None] = mapped_column(String(2000))
    override_id: Mapped[int | None] = mapped_column(Key, ForeignKey("override.id"), index=True)
    opened_by: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    decider_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    settled_by: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class SelfScore(Keyed):
    """The levels a rep gave their own call before they saw its review. Never changed; enters nothing else."""

    __tablename__ = "self_score"
    __table_args__ = (UniqueConstraint("call_id", "person_id"),)

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"))
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    levels: Mapped[dict[str, int | None]] = mapped_column(Document)
    remark: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PersonSheet(Keyed):
    """A person's own sheet of a call: answers so far (scoring.corrections Said), then handed in.

    `blind`: they had seen no reading of the call when they began. Purpose *score*: it becomes a run;
    *blind_first*: it is compared with the reading they are about to confirm, and kept as a pair of the two.
    """

    __tablename__ = "person_sheet"
    __table_args__ = (
        one_of("purpose", SHEET_PURPOSES),
        one_of("state", ("draft", "handed_in")),
        Index(
            "uq_person_sheet_draft",
            "call_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    blind: Mapped[bool] = mapped_column()
    state: Mapped[str] = mapped_column(String(20), default="draft")
    answers: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    compared_with: Mapped[int | None] = mapped_column(Key, ForeignKey("run.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(Key, ForeignKey("run.id"), index=True)
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class SentenceComment(Keyed):
    """What somebody wrote at a sentence. Never changed. `for_rep`: the rep reads it once it is released."""

    __tablename__ = "sentence_comment"

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    sentence: Mapped[str] = mapped_column(String(20))
    says: Mapped[str] = mapped_column(String(2000))
    for_rep: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class TakenBack(Keyed):
    """That a confirmation or a release was taken back, and why: the review is one step before it again."""

    __tablename__ = "taken_back"
    __table_args__ = (one_of("what", STEPS_BACK),)

    review_id: Mapped[int] = mapped_column(Key, ForeignKey("review.id"), index=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class TeamRules(Row):
    """How a team's reviews are confirmed and released. `version` is what an ETag shows.

    `release`: *confirmation*, or *feedback*: what stands at the sentences reaches the rep by rule, without
    scores. `blind_first`: one confirmation in so many, 0 none. `scores_count_from`: calls from that day on
    may count in plans; none: coaching only.
    """

    __tablename__ = "team_rules"
    __table_args__ = (one_of("release", ("confirmation", "feedback")),)

    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"), primary_key=True, autoincrement=False)
    release: Mapped[str] = mapped_column(String(20), default="confirmation")
    blind_first: Mapped[int] = mapped_column(Integer, default=4)
    dispute_days: Mapped[int] = mapped_column(Integer, default=10)
    calls_a_week: Mapped[int] = mapped_column(Integer, default=1)
    scores_count_from: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)
