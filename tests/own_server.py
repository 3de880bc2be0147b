"""A PostgreSQL server of the tests' own, where it is installed: for one run, for this machine only.

It starts when the first test asks for it, and never waits for a disk.
"""

import os
import shutil
import socket
import subprocess
from functools import cache
from pathlib import Path

from tests.run_folder import is_begun, once, run_folder

NAMED = os.environ.get("SIDETONE_TEST_POSTGRESQL")
"""How tests reach a server that is there already; its user must be allowed to create databases."""
USUAL = "host=127.0.0.1 dbname=postgres user=postgres"
CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@cache
def address() -> str:
    """Where PostgreSQL is for the tests: the server that was named, our own, or one at the usual place."""
    return once("postgresql", _start).read_text("utf-8") if is_used() else NAMED or USUAL


@cache
def is_used() -> bool:
    """Benchmarks measure a server as people run it."""
    return NAMED is None and is_begun() and _tools() is not None


def stop() -> None:
    """Ends our own server, where this run has started one."""
    data = run_folder() / "postgresql.data"
    if (data / "db" / "postmaster.pid").exists():
        _run("pg_ctl", f"--pgdata={data / 'db'}", "--mode=immediate", "stop")


def _start(told: Path) -> None:
    data = run_folder() / "postgresql.data"
    data.mkdir()
    if _user() is not None:
        shutil.chown(data, _user(), _user())
    database = f"--pgdata={data / 'db'}"
    _run("initdb", database, *"--auth=trust --username=postgres --encoding=UTF8 --locale=C.UTF-8".split())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-h 127.0.0.1 -p {port} -k {data} -c max_connections=300 {CARELESS}"
    _run("pg_ctl", database, f"--options={options}", f"--log={data / 'log'}", "--wait", "start")
    told.write_text(f"host=127.0.0.1 port={port} dbname=postgres user=postgres", "utf-8")


def _run(tool: str, *words: str) -> None:
    """Runs one of PostgreSQL's programs. They refuse to be root."""
    folder = _tools()
    assert folder is not None
    said = run_folder() / "postgresql.said"
    with said.open("a") as file:  # no pipe: the server inherits it, and would keep it open
        done = subprocess.run(
            [folder / tool, *words],
            user=_user(),
            group=_user(),
            extra_groups=None if _user() is None else (),
            cwd=run_folder(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            check=False,
        )
    assert done.returncode == 0, f"{tool}: {said.read_text('utf-8')}"


def _user() -> str | None:
    """Whose the server is: ours, unless we are root."""
    return "postgres" if os.geteuid() == 0 else None


@cache
def _tools() -> Path | None:
    """Where PostgreSQL's programs are: on the path, or where Debian keeps them; the newest there."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda tool: float(tool.parts[4]))
    return places[-1].parent if places else None
