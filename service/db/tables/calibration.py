"""Calibration rounds, anchor sets, what a judge read for them, and what judges and people are trusted with.

Nothing in here ever enters a trend or a plan: what counts there are runs, and none of these is one.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.tables.calls import one_of
from service.db.types import Document, Key

WHY_IN_ROUND = ("drawn", "enriched", "chosen")
ROUND_STATES = ("rating", "open", "settled")
PASS_STATES = ("waiting", "running", "done", "failed")
PASS_REASONS = ("round", "first", "judge", "rubric", "transcriber", "schedule", "asked")
CLEARANCE_KINDS = ("granted", "lowered", "frozen", "inherited")
USES = ("assist", "coaching", "pip")


class Round(Keyed):
    """The same calls scored by several people, blind until all are in or the deadline has passed.

    `series`: the public id of the first of rounds that run on, whose ratings are pooled; `weekly`: how many
    calls the next one gets, 0 where none follows. `deadline` is the end of a day in `zone`. `version` grows
    with changes of the round itself and never with a sheet: it must not tell who else is in.
    """

    __tablename__ = "calibration_round"
    __table_args__ = (one_of("state", ROUND_STATES), Index("ix_calibration_round_series", "series"))

    title: Mapped[str] = mapped_column(String(200))
    rubric_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    state: Mapped[str] = mapped_column(String(20), default="rating")
    series: Mapped[str] = mapped_column(String(32))
    weekly: Mapped[int] = mapped_column(Integer, default=0)
    deadline: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    seed: Mapped[str | None] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class RoundCall(Row):
    """A call of a round, by its number in it. Without a call: it was deleted on request, its sheets too."""

    __tablename__ = "round_call"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        UniqueConstraint("round_id", "call_id"),
        one_of("why", WHY_IN_ROUND),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(Key, ForeignKey("calibration_round.id"))
    number: Mapped[int] = mapped_column(Integer)
    call_id: Mapped[int | None] = mapped_column(Key, ForeignKey("call.id"), index=True)
    transcript_id: Mapped[int | None] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    why: Mapped[str] = mapped_column(String(20))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_because: Mapped[str | None] = mapped_column(String(20))


class RoundRater(Row):
    """Somebody asked to score the calls of a round. Who leaves keeps what they handed in, and is waited for
    no more."""

    __tablename__ = "round_rater"
    __table_args__ = (UniqueConstraint("round_id", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(Key, ForeignKey("calibration_round.id"))
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)


class SheetDraft(Row):
    """What a rater has filled in so far, unchecked; gone once it is handed in."""

    __tablename__ = "sheet_draft"

    round_call_id: Mapped[int] = mapped_column(Key, ForeignKey("round_call.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)


class RatedSheet(Keyed):
    """What a rater handed in about one call: a scoring.calibration Sheet. Never changed."""

    __tablename__ = "rated_sheet"
    __table_args__ = (UniqueConstraint("round_call_id", "person_id"),)

    round_call_id: Mapped[int] = mapped_column(Key, ForeignKey("round_call.id"))
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Consensus(Keyed):
    """What the meeting settled about one criterion of a call: the reference. A later one replaces it."""

    __tablename__ = "consensus"
    __table_args__ = (UniqueConstraint("round_call_id", "criterion", "number"),)

    round_call_id: Mapped[int] = mapped_column(Key, ForeignKey("round_call.id"))
    criterion: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    settled_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class AnchorSet(Keyed):
    """Frozen calls that people have scored, read anew whenever the judge may have changed."""

    __tablename__ = "anchor_set"

    title: Mapped[str] = mapped_column(String(200))
    rubric_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    made_by: Mapped[str] = mapped_column(String(64))
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class AnchorCall(Row):
    """One call of an anchor set with what people say about it: a scoring.calibration Reference."""

    __tablename__ = "anchor_call"
    __table_args__ = (UniqueConstraint("set_id", "call_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    set_id: Mapped[int] = mapped_column(Key, ForeignKey("anchor_set.id"))
    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class JudgePass(Keyed):
    """One reading of a round's calls, or of an anchor set, by the judge as it is now; outside of reviews.

    `judge` is a scoring.calibration JudgeMark, `judge_key` its fingerprint. `baseline_id`: the pass of the
    same anchor set it is compared with; `result` what came of that.
    """

    __tablename__ = "judge_pass"
    __table_args__ = (
        one_of("state", PASS_STATES),
        one_of("why", PASS_REASONS),
        CheckConstraint("(round_id IS NULL) <> (set_id IS NULL)", name="of_one"),
    )

    round_id: Mapped[int | None] = mapped_column(Key, ForeignKey("calibration_round.id"), index=True)
    set_id: Mapped[int | None] = mapped_column(Key, ForeignKey("anchor_set.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    why: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    judge_key: Mapped[str] = mapped_column(String(64))
    judge: Mapped[dict[str, Any]] = mapped_column(Document)
    baseline_id: Mapped[int | None] = mapped_column(Key, ForeignKey("judge_pass.id"))
    result: Mapped[dict[str, Any] | None] = mapped_column(Document)
    reason: Mapped[str | None] = mapped_column(String(400))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class PassReading(Row):
    """What the judge read of one criterion of a call in a pass: a scoring.CriterionReading."""

    __tablename__ = "pass_reading"
    __table_args__ = (UniqueConstraint("pass_id", "call_id", "criterion"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    pass_id: Mapped[int] = mapped_column(Key, ForeignKey("judge_pass.id"))
    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Clearance(Keyed):
    """That a judge was given or lost a use for a criterion: the newest row of both says what holds.

    `criterion` is the key, `fingerprint` that of the criterion; `reasons` a scoring.calibration Standing.
    """

    __tablename__ = "clearance"
    __table_args__ = (
        one_of("kind", CLEARANCE_KINDS),
        one_of("use", USES),
        Index("ix_clearance_fingerprint_judge_key", "fingerprint", "judge_key"),
    )

    criterion: Mapped[str] = mapped_column(String(40))
    fingerprint: Mapped[str] = mapped_column(String(64))
    judge_key: Mapped[str] = mapped_column(String(64))
    judge: Mapped[dict[str, Any]] = mapped_column(Document)
    use: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(64))
    reasons: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PersonCalibration(Keyed):
    """That a person may confirm for plans until a day, or may no more; the newest row says what holds."""

    __tablename__ = "person_calibration"
    __table_args__ = (Index("ix_person_calibration_person_id", "person_id"),)

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    until: Mapped[date | None] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(64))
    reasons: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class InjectionCheck(Keyed):
    """A run of the injection suite against a judge (by its `reading_key`): a scoring.redteam Outcome."""

    __tablename__ = "injection_check"
    __table_args__ = (Index("ix_injection_check_judge_key", "judge_key"),)

    judge_key: Mapped[str] = mapped_column(String(64))
    green: Mapped[bool] = mapped_column(Boolean)
    seconds: Mapped[float] = mapped_column(Float)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
