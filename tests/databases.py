"""Real databases for tests: a fresh SQLite file, and a fresh PostgreSQL database where a server answers.

Migrating takes a second or two, so a run does it once for each kind; a test gets a copy of what that gave.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from service.db.engine import Database
from service.db.migrate import migrate
from service.engine import JobEngine
from tests import own_server
from tests.run_folder import once, run_folder

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


def _migrated_file() -> Path:
    return once("migrated.db", lambda file: _migrate(f"sqlite:///{file}"))


def _migrated_template() -> str:
    return once(_told(), _make_template).read_text("utf-8")


def _make_template(told: Path) -> None:
    name = f"sidetone_test_{secrets.token_hex(6)}_template"
    with _server() as server:
        _create(server, name, template="template0")
        _migrate(_url(server, name))
    told.write_text(name, "utf-8")


def drop_template() -> None:
    """Removes what the PostgreSQL databases of this process were copied from; our own server just ends."""
    if not own_server.is_used() and (run_folder() / _told()).exists():
        with _server() as server:
            _drop(server, _migrated_template())


def _told() -> str:
    """Where the template's name is kept: our own server has one for all processes."""
    return "template" if own_server.is_used() else f"template-{os.getpid()}"


def _migrate(url: str) -> None:
    migrate(url)
    database = Database(url)
    JobEngine(database).prepare()
    database.close()


def _server() -> psycopg.Connection:
    try:
        return psycopg.connect(own_server.address(), autocommit=True, connect_timeout=3)
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
