"""What is known of a language model's server, what it answered, and what that took."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Moment, Row, now
from service.db.types import Document, Key


class ModelServer(Row):
    """How a server takes requests for a model, and why it cannot be asked just now.

    `trouble` is a scoring.Away; while it stands nobody asks. `ask_at`: when it is tried again, after `tries`
    tries in vain.
    """

    __tablename__ = "model_server"

    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    manner: Mapped[dict[str, Any] | None] = mapped_column(Document)
    trouble: Mapped[dict[str, Any] | None] = mapped_column(Document)
    since: Mapped[datetime | None] = mapped_column(Moment)
    ask_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(Integer, default=0)


class ModelDay(Row):
    """Tokens of a day (YYYYMMDD, UTC) on a server; `tokens_cached` are among `tokens_in`."""

    __tablename__ = "model_day"

    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    requests: Mapped[int] = mapped_column(Integer)
    tokens_in: Mapped[int] = mapped_column(Key)
    tokens_cached: Mapped[int] = mapped_column(Key)
    tokens_out: Mapped[int] = mapped_column(Key)


class Remembered(Row):
    """A judgement by the key of its question: a scoring.Judgement, as it was claimed and before any check."""

    __tablename__ = "remembered"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class RawReply(Row):
    """A reply as it came in: a scoring.Reply. `run` is the public id the run has or would have had."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("run", "criterion", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run: Mapped[str] = mapped_column(String(32))
    criterion: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
