"""Real databases for tests: a fresh SQLite file, and a fresh PostgreSQL database where a server answers.

Migrating takes a second or two, so it is done once for each kind; a test gets a copy of what that gave.
"""

import atexit
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from psycopg import sql

from service.db.engine import Database
from service.db.migrate import migrate
from service.engine import JobEngine

SERVER = os.environ.get("SIDETONE_TEST_POSTGRESQL", "host=127.0.0.1 dbname=postgres user=postgres")
"""How tests reach PostgreSQL; the user must be allowed to create databases."""

KINDS = ("sqlite", "postgresql")


@contextmanager
def fresh_database(kind: str, folder: Path, *, migrated: bool = False) -> Iterator[str]:
    """The URL of a database of that kind, empty or with all tables, gone again afterwards."""
    if kind == "sqlite":
        file = folder / "sidetone.db"
        if migrated:
            shutil.copyfile(_migrated_file(), file)
        yield f"sqlite:///{file}"
        return
    name = f"sidetone_test_{secrets.token_hex(6)}"
    with _server() as server:
        _create(server, name, template=_migrated_template() if migrated else "template0")
        try:
            yield _url(server, name)
        finally:
            _drop(server, name)


@cache
def _migrated_file() -> Path:
    folder = Path(mkdtemp(prefix="sidetone-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@cache
def _migrated_template() -> str:
    name = f"sidetone_test_{secrets.token_hex(6)}_template"
    with _server() as server:
        _create(server, name, template="template0")
        _migrate(_url(server, name))
    return name


def drop_template() -> None:
    """Removes what the PostgreSQL databases of this session were copied from."""
    if _migrated_template.cache_info().currsize:
        with _server() as server:
            _drop(server, _migrated_template())


def _migrate(url: str) -> None:
    migrate(url)
    database = Database(url)
    JobEngine(database).prepare()
    database.close()


def _server() -> psycopg.Connection:
    try:
        return psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server answers: {error}")


def _create(server: psycopg.Connection, name: str, template: str) -> None:
    # Copying files is three times as quick as writing pages to the log, but it waits for all that the server
    # still has to bring to its disk: only where it never waits for that (version 15 has to be told).
    careless = server.execute("SHOW fsync").fetchone() == ("off",) and server.info.server_version >= 150000
    asked = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + " STRATEGY file_copy" * careless)
    server.execute(asked.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(server: psycopg.Connection, name: str) -> str:
    info = server.info
    return f"postgresql+psycopg://{info.user}@{info.host or '127.0.0.1'}:{info.port}/{name}"
