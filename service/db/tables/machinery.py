"""Rows the machinery needs: who is alive, what was already answered, what was counted."""

from datetime import datetime

from sqlalchemy import Float, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Moment, Row, now
from service.db.types import Key


class Heartbeat(Row):
    """That a worker process was alive at that moment, by the database's own clock."""

    __tablename__ = "heartbeat"

    executor: Mapped[str] = mapped_column(String(200), primary_key=True)
    host: Mapped[str] = mapped_column(String(200))
    queues: Mapped[str] = mapped_column(String(200))
    beat: Mapped[datetime] = mapped_column(Moment)


class IdempotentAnswer(Row):
    """The answer a request with an Idempotency-Key was given, so that a repeat gets the same one."""

    __tablename__ = "idempotent_answer"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    caller: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Attempt(Row):
    """How often a step of a workflow was begun. A step that always kills its process is set aside by this."""

    __tablename__ = "attempt"

    workflow: Mapped[str] = mapped_column(String(200), primary_key=True)
    step: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class Tally(Row):
    """What is counted as it happens, for the metrics: how often, and how much of it in all.

    `what` is the metric, `label` what it is told apart by: the step of *step seconds*, the kind of *tokens*.
    """

    __tablename__ = "tally"

    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(Key)
    total: Mapped[float] = mapped_column(Float)
