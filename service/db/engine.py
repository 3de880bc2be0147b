"""Engine and sessions. SQLite is told what it does not do by itself; PostgreSQL needs nothing.

The driver's own transaction handling lost 447 of 600 conflicting updates: every write transaction begins
with BEGIN IMMEDIATE, so that a second writer waits instead of overwriting.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy import create_engine as sqlalchemy_engine
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_SECONDS = 30
CONNECT_SECONDS = 10
"""After that long a PostgreSQL that does not answer is away; by itself the driver waits for minutes."""
CACHE = 16_000
"""Kilobytes of a SQLite file that a connection keeps at hand. With the usual 2,000, a list at a million calls
reads the same pages of its indexes over and over: twice the processor time."""
NO_COMPILING = "-c jit=off"
"""PostgreSQL compiles what it takes for a long query, for longer than any of ours runs."""
READ_ONLY = {"readonly": True}
"""Execution options of a session that only reads: on SQLite it takes no write lock."""


def create_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`. Migrations switch foreign keys off."""
    if url.startswith("sqlite"):
        engine = sqlalchemy_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
        _teach_sqlite(engine, foreign_keys=foreign_keys)
        return engine
    asked: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS}
    if "options" not in make_url(url).query:
        asked["options"] = NO_COMPILING
    return sqlalchemy_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=asked)


def _teach_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # an acknowledged upload survives a power cut
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        readonly = connection.get_execution_options().get("readonly", False)
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


class Database:
    """One engine and its two kinds of session: one that writes and commits, one that only reads."""

    def __init__(self, url: str, info: Mapping[str, Any] | None = None) -> None:
        """`info`: what each of its sessions carries as `session.info`."""
        self.url = url
        self.engine = create_engine(url)
        known: dict[str, Any] = {"expire_on_commit": False, "info": dict(info or {})}
        self._writing = sessionmaker(self.engine, **known)
        self._reading = sessionmaker(self.engine.execution_options(**READ_ONLY), **known)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; nothing of it is ever committed."""
        with self._reading() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()
