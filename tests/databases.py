"""Real databases for tests: a fresh SQLite file, and a fresh PostgreSQL database where a server answers."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

SERVER = os.environ.get("SIDETONE_TEST_POSTGRESQL", "host=127.0.0.1 dbname=postgres user=postgres")
"""How tests reach PostgreSQL; the user must be allowed to create databases."""

KINDS = ("sqlite", "postgresql")


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of that kind, gone again afterwards. Skips where no server answers."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'sidetone.db'}"
        return
    name = f"sidetone_test_{secrets.token_hex(6)}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server answers: {error}")
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        info = server.info
        try:
            yield f"postgresql+psycopg://{info.user}@{info.host or '127.0.0.1'}:{info.port}/{name}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
