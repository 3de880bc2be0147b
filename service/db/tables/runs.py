"""Runs, their verdicts and levels, and the weekly sums of them. Runs are immutable: rescoring appends."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Document, Key

READ_BY_JUDGES = "judge != 'person' AND id > 0"


class Run(Keyed):
    """One judge over one transcript version with one rubric version, and everything that explains it."""

    __tablename__ = "run"
    __table_args__ = (
        # The newest that judges read with a rubric. SQLite does not know that nearly all runs share what it
        # begins with, and would take it for anybody's: so only who asks for `id > 0` as well may use it.
        Index(
            "ix_run_rubric_id_id",
            "rubric_id",
            "id",
            sqlite_where=text(READ_BY_JUDGES),
            postgresql_where=text(READ_BY_JUDGES),
        ),
    )

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(Key, ForeignKey("transcript.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(Key, ForeignKey("rubric.id"))
    workflow: Mapped[str] = mapped_column(String(200), unique=True)
    judge: Mapped[str] = mapped_column(String(100))
    model: Mapped[str | None] = mapped_column(String(200))
    qa_state: Mapped[str] = mapped_column(String(20))
    qa_value: Mapped[float | None] = mapped_column(Float)
    qa_low: Mapped[float | None] = mapped_column(Float)
    qa_high: Mapped[float | None] = mapped_column(Float)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Reading(Row):
    """What a judge said about one criterion, checked, and who said it: kept as it came in, before the run
    is recorded. `run` is the public id the run will have. `document` is a scoring.CriterionReading. `prompt`
    is the fingerprint of what a language model was asked with, `parameters` how it was asked.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("run", "criterion"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run: Mapped[str] = mapped_column(String(32))
    criterion: Mapped[str] = mapped_column(String(40))
    judge: Mapped[str] = mapped_column(String(100))
    model: Mapped[str | None] = mapped_column(String(200))
    notice: Mapped[str] = mapped_column(String(400))
    prompt: Mapped[str | None] = mapped_column(String(64))
    parameters: Mapped[dict[str, Any] | None] = mapped_column(Document)
    seconds: Mapped[float] = mapped_column(Float)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class VerdictRow(Row):
    """One checked answer of a run."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("run_id", "item"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(80))
    answer: Mapped[str] = mapped_column(String(20))
    document: Mapped[dict[str, Any]] = mapped_column(Document)


class Score(Row):
    """One level of one review, with rep and week beside it so that a trend is one index scan.

    `value` is the level's worth in percent, and for the criterion `qa` the QA score; only complete ones
    have a row.
    """

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("run_id", "criterion"),
        Index(
            "ix_score_trend",
            "rep_id",
            "criterion",
            "week",
            "selection",
            "value",
            postgresql_include=["level"],
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))
    rep_id: Mapped[int] = mapped_column(Key)
    criterion: Mapped[str] = mapped_column(String(40))
    week: Mapped[int] = mapped_column(Integer)
    selection: Mapped[str] = mapped_column(String(20))
    level: Mapped[int | None] = mapped_column(Integer)
    value: Mapped[float] = mapped_column(Float)


class WeeklyRollUp(Row):
    """n, sum and sum of squares of the scores of a rep, criterion, week and selection.

    Written in the transaction that writes the scores, so that the two never disagree.
    """

    __tablename__ = "weekly_roll_up"
    __table_args__ = (
        # With the sums in it: those of the whole organisation are added up from this index alone.
        Index("ix_weekly_roll_up_sums", "week", "criterion", "selection", "n", "total", "squares"),
    )

    rep_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    week: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    selection: Mapped[str] = mapped_column(String(20), primary_key=True)
    rubric_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    judge: Mapped[str] = mapped_column(String(100), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)
    total: Mapped[float] = mapped_column(Float)
    squares: Mapped[float] = mapped_column(Float)
