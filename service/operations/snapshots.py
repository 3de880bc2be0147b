"""A database as it is at one moment, as a file, and a database out of such a file."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from scoring.errors import BadInput, NotReady
from service.db import audit
from service.db.engine import Database
from service.db.migrate import revision_of

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Snapshot:
    """A database in a file: its kind, its revision, and where its audit log ends."""

    file: Path
    kind: str
    revision: str
    head: str
    entries: int


def take_snapshot(database: Database, folder: Path) -> Snapshot:
    """A snapshot of the database, consistent while others go on writing.

    Raises NotReady where PostgreSQL's own program for it is missing or refuses.
    """
    return _of_sqlite(database, folder) if database.is_sqlite else _of_postgresql(database, folder)


def _of_sqlite(database: Database, folder: Path) -> Snapshot:
    file = folder / "sidetone.db"
    original = str(database.engine.url.database)
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    copy = Database(f"sqlite:///{file}")
    try:
        with copy.read() as session:
            return _described(session, copy, file, SQLITE)
    finally:
        copy.close()


def _of_postgresql(database: Database, folder: Path) -> Snapshot:
    file = folder / "sidetone.dump"
    program = _program("pg_dump")
    held = database.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with held as connection, Session(connection) as session:
        # The dump sees what this transaction sees, so that the head of the audit log is the dump's own.
        exported = session.scalar(text("SELECT pg_export_snapshot()"))
        snapshot = _described(session, database, file, POSTGRESQL)
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported}")
        _run([program, *options, f"--file={file}"], database.url)
    return snapshot


def _described(session: Session, database: Database, file: Path, kind: str) -> Snapshot:
    revision = revision_of(database.engine)
    if revision is None:
        raise NotReady("The database has no tables yet.", "Run `sidetone migrate` first.")
    return Snapshot(file, kind, revision, audit.head(session), audit.length(session))


def refuse_taken(url: str) -> None:
    """Raises BadInput where the database at `url` is not empty: a restore never writes over anything."""
    if url.startswith("sqlite"):
        file = Path(str(make_url(url).database))
        if file.exists():
            raise BadInput(f"There is a database already: {file}.", "Restore --into an empty folder.")
        return
    database = Database(url)
    try:
        looked_at = inspect(database.engine)
        schemas = set(looked_at.get_schema_names()) - {"public", "information_schema"}
        if looked_at.get_table_names() or schemas:
            raise BadInput(
                "The database that SIDETONE_DATABASE names has tables already.",
                "Create an empty one and name that.",
            )
    finally:
        database.close()


def put_snapshot(file: Path, kind: str, url: str) -> None:
    """Makes the snapshot the database at `url`, which is empty. Raises NotReady where that fails."""
    if kind == SQLITE:
        target = Path(str(make_url(url).database))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, target)
        return
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run([_program("pg_restore"), *options, str(file)], url)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotReady(
            f"{name} is not on this machine; PostgreSQL is backed up and restored by its own programs.",
            "Install PostgreSQL's client, of the server's version or a later one.",
        )
    return found


def _run(command: list[str], url: str) -> None:
    """Runs a program of PostgreSQL's on that database. The password is in no command line."""
    named = make_url(url)
    address = named.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(named.password)} if named.password else {}
    ran = subprocess.run(
        [*command, f"--dbname={address}"],
        env=os.environ | secret,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise _failed(Path(command[0]).name, [line for line in ran.stderr.splitlines() if line.strip()])


def _failed(program: str, said: list[str]) -> NotReady:
    """What PostgreSQL's program meant: one older than the server, or than the dump, refuses its work."""
    told = " ".join(said)
    if "server version mismatch" in told or "unsupported version" in told:
        return NotReady(
            f"{program} is older than the PostgreSQL server, or than the one the dump is of: {said[-1]}",
            "Install PostgreSQL's client, of the server's version or a later one, and put it first in PATH.",
        )
    return NotReady(f"{program} failed: {said[0] if said else 'it said nothing'}", "Nothing was kept of it.")
