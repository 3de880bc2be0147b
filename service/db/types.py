"""Column types that mean the same on SQLite and PostgreSQL, and the public ids of nouns."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Key = BigInteger().with_variant(Integer, "sqlite")
"""Integer keys inside: SQLite only counts up by itself for its own integer type."""

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document; no document is NULL, not a JSON null, so that `IS NULL` finds it."""


class Instant(TypeDecorator[datetime]):
    """A moment, stored as UTC. Refuses naive values: SQLite drops zones and keeps the local wall time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone: a moment is stored as UTC and needs one")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def new_public_id() -> str:
    """An opaque id that sorts by when it was made: 48 bits of milliseconds, 80 random bits, as hex."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
