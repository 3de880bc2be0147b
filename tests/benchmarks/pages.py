"""Server time of every page and list at a million reviewed calls: python -m tests.benchmarks.pages [KIND]

KIND is sqlite or postgresql; left away, both. Every GET route of the application, from its own route table,
is asked as each person who may use it (`tests/service/permissions`): a rep with two thousand calls, the
manager of twenty reps, qa, hr, admin, auditor. Each line: bytes, queries, milliseconds by the clock (the
middle, and 95 of 100), the same of the processor, with what the database's own process took.

Filling takes minutes. With --keep FOLDER what was filled stays, in it and in a PostgreSQL database of the
name below, for the next time; without, it is gone afterwards.
"""

import argparse
import gc
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy import event

from service.db.engine import Database
from service.db.migrate import migrate
from service.engine import JobEngine
from service.operations.pauses import keep_for_good
from service.upgrade import upgrade
from tests.benchmarks import million
from tests.benchmarks.company import settle_in
from tests.benchmarks.machine import say_machine
from tests.databases import KINDS
from tests.service.company import as_
from tests.service.permissions.rows import Door, Row, doors, filled
from tests.service.permissions.test_permissions import ROWS
from tests.service.served import served, settings_for, web

NAME = "sidetone_benchmark"
SERVER = os.environ.get("SIDETONE_TEST_POSTGRESQL", "host=127.0.0.1 dbname=postgres user=postgres")
"""Not the one of the tests, which keeps nothing."""
ASKING = ("Ana", "Sam", "Quinn", "Hana", "Ada", "Aud")
TIMES, AT_LEAST = 40, 12
GOAL = 100.0
"""Milliseconds, for 95 of 100 requests."""
DOCUMENTS = (
    ".pdf",
    "/papers/",
    "/archive.zip",
    "/export",
    "/sound",
    "/clip",
    "/recording",
    "/events",
    "ratings.csv",
    "drawn-calls.csv",
    "/sign-in/single",
)
"""Files that are made or read whole, streams, and what leads to another server: no pages."""
OF_ANA = [million.public(number) for number in range(million.EACH - million.WHOLE + 1, million.EACH + 1)]
DRAFTS = [million.public(int(one, 16)) for one in OF_ANA if not million.is_released(int(one, 16))]
RELEASED = [one for one in OF_ANA if one not in DRAFTS]
MORE: Mapping[str, Sequence[str]] = {
    "/calls": ("state=failed", "cursor=2025-11-24T12:00:00%2B00:00~0", "week=2026-11-09", "rep={rep_id}"),
    "/api/v1/calls": ("state=set_aside", "team=Northwind", "rep={rep_id}"),
    "/queue": ("pile=confirm", "pile=look", "pile=notes", "team=Northwind", "rep={rep_id}"),
    "/api/v1/reviews/to-confirm": ("every=true",),
    "/reps/{rep_id}": ("weeks=104", "selection=manager"),
    "/api/v1/reps/{rep_id}/qa-trend": ("weeks=26", "weeks=104", "weeks=26&format=csv"),
    "/team": ("order=attention",),
    "/audit": ("action=call.uploaded",),
    "/clearance": ("rubric=b2b-discovery%401",),
    "/api/v1/calibration/means": ("judge={judge_key}&rubric=b2b-discovery%401",),
    "/coverage": ("week=2026-11-09",),
    "/coverage/list": ("week=2026-11-09",),
}
"""Other questions a page is asked."""


@dataclass(frozen=True)
class Took:
    """Of one page, as one person: sorted milliseconds, by the clock and of the processor."""

    size: int
    queries: int
    clock: list[float]
    processor: list[float]
    database: float

    def line(self) -> str:
        middle, late = (at(self.clock, share) for share in (0.5, 0.95))
        own, own_late = (at(self.processor, share) for share in (0.5, 0.95))
        return (
            f"{self.size:,} | {self.queries} | {middle:.0f} | {late:.0f} | {own:.0f} | {own_late:.0f} | "
            f"{self.database:.0f}"
        )


def at(sorted_ones: Sequence[float], share: float) -> float:
    return sorted_ones[min(len(sorted_ones) - 1, int(len(sorted_ones) * share))]


@contextmanager
def filled_database(kind: str, folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The URL of the company's database, filled now or before, and public ids by the names of routes."""
    url, told = _url(kind, folder), folder / f"{kind}.json"
    if not told.exists():
        _forget(kind, folder)
        _make(kind)
        upgrade_and_fill(url, folder, told)
    yield url, json.loads(told.read_text("utf-8"))


def upgrade_and_fill(url: str, folder: Path, told: Path) -> None:
    began = time.perf_counter()
    migrate(url)
    database = Database(url)
    JobEngine(database).prepare()
    database.close()
    million.load(url)
    with served(settings_for(folder, url)) as client:
        things = dict(settle_in(client))
    million.tidy(url)
    upgrade(url)
    told.write_text(json.dumps(things), "utf-8")
    say(f"filled in {time.perf_counter() - began:.0f} s")


def _url(kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / 'sidetone.db'}"
    with closing(psycopg.connect(SERVER)) as server:
        return f"postgresql+psycopg://{server.info.user}@{server.info.host}:{server.info.port}/{NAME}"


def _make(kind: str) -> None:
    if kind == "postgresql":
        with closing(psycopg.connect(SERVER, autocommit=True)) as server:
            server.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")


def _forget(kind: str, folder: Path) -> None:
    for file in folder.glob("sidetone.db*"):
        if kind == "sqlite":
            file.unlink()
    if kind == "postgresql":
        with closing(psycopg.connect(SERVER, autocommit=True)) as server:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def addresses(things: Mapping[str, str], door: Door, row: Row) -> Iterator[tuple[str, list[str]]]:
    """What is asked of a route, by the name it is printed with: several addresses each, for other calls."""
    big = {"round_id": "big_open_round" if "open_round" in row.using.values() else "big_round"}
    calls = RELEASED if "released" in str(row.using) else DRAFTS
    first = dict(things) | {part: things[thing] for part, thing in row.using.items()}
    known = [
        first | {"call_id": call} | {part: things[thing] for part, thing in big.items()} for call in calls
    ]
    for more in ("", *MORE.get(door.path, ())):
        asked = "&".join((*(f"{key}={value}" for key, value in row.query.items() if not more), more)).strip(
            "&"
        )
        shape = f"{door.path}?{asked}" if asked else door.path
        yield shape, [filled(shape, one) for one in known]
        yield f"{shape} ", [filled(shape, first)]  # where the tests' own thing is meant, and no other


def ask(browser: TestClient, tried: Sequence[str], counted: list[int], cost: Callable[[], float]) -> Took:
    clock: list[float] = []
    processor: list[float] = []
    queries, size = 0, 0
    before_all = cost()
    number = 0
    while number < TIMES and (number < AT_LEAST or sum(clock) < 8000):
        address = tried[number % len(tried)]
        del counted[:]
        gc.disable()
        own, began = time.process_time(), time.perf_counter()
        answer = browser.get(address)
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - own) * 1000)
        gc.enable()
        queries, size = max(queries, len(counted)), max(size, len(answer.content))
        number += 1
    return Took(size, queries, sorted(clock), sorted(processor), (cost() - before_all) * 1000 / number)


def measure(kind: str, folder: Path, only: str) -> None:
    with filled_database(kind, folder) as (url, things), served(settings_for(folder, url)) as client:
        keep_for_good()  # as the web process does
        engine = web(client).database.engine
        counted: list[int] = []
        event.listen(engine, "before_cursor_execute", lambda *_: counted.append(1))
        browsers = {name: as_(client, name) for name in ASKING}
        client.headers.pop("Authorization")
        say(f"\n{kind}\n")
        say("| page | as | bytes | queries | ms | ms 95 % | processor | 95 % | database |")
        say("|---|---|--:|--:|--:|--:|--:|--:|--:|")
        over = []
        for door in sorted(doors(client.app.routes), key=lambda one: one.path):  # type: ignore[attr-defined]
            if door.method != "GET" or any(part in door.path for part in DOCUMENTS):
                continue
            if door not in ROWS or only not in door.path:  # the tests ask for a row of every route
                continue
            row = ROWS[door]
            for name in (one for one in ASKING if one in row.may.split()):
                over += _as_one(door, row, name, browsers[name], things, counted, kind)
        say(f"\nover {GOAL:.0f} ms in 5 of 100: {', '.join(over) or 'none'}")


def _as_one(
    door: Door,
    row: Row,
    name: str,
    browser: TestClient,
    things: Mapping[str, str],
    counted: list[int],
    kind: str,
) -> list[str]:
    over, done = [], set()
    for shape, tried in addresses(things, door, row):
        if shape.strip() in done:
            continue
        # What a process does once, such as reading a template, and whether that thing has such a page.
        statuses = {browser.get(one).status_code for one in tried[:2]}
        if max(statuses) >= 400:
            continue
        done.add(shape.strip())
        took = ask(browser, tried, counted, lambda: cost_of(kind))
        say(f"| `{shape.strip()}` | {name} | {took.line()} |")
        if at(took.clock, 0.95) >= GOAL:
            over.append(f"{shape.strip()} as {name}")
    if not done:
        say(f"| `{door.path}` | {name} | not there |")
        over.append(f"{door.path} as {name}: not there")
    return over


def cost_of(kind: str) -> float:
    """Seconds of processor that PostgreSQL's processes for this database have taken."""
    if kind == "sqlite":
        return 0.0
    with closing(psycopg.connect(SERVER)) as server:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
        pids = [row[0] for row in server.execute(asked, [NAME])]
    return sum(map(_processor, pids))


def _processor(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    given = argparse.ArgumentParser(prog="pages")
    given.add_argument("kinds", nargs="*", metavar="KIND", choices=(*KINDS, []))
    given.add_argument("--keep", type=Path, metavar="FOLDER")
    given.add_argument("--only", default="", metavar="PART", help="only routes with this in their path")
    wanted: Any = given.parse_args()
    say_machine()
    folder = wanted.keep or Path(tempfile.mkdtemp(prefix="sidetone-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for kind in wanted.kinds or KINDS:
            measure(kind, folder, wanted.only)
    finally:
        if wanted.keep is None:
            for kind in KINDS:
                _forget(kind, folder)
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
