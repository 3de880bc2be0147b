"""Seconds of trend queries and pages at a million reviewed calls: python -m tests.benchmarks.trends [KIND]

KIND is sqlite or postgresql; left away, both, one after the other. Filling takes minutes; the databases are
gone afterwards. Each query is asked for another rep or team each time, some of them for the first time.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Select, func, select

from service.db.engine import Database
from service.db.tables import Score, WeeklyRollUp
from service.operations.pauses import keep_for_good
from tests.benchmarks.machine import say_machine
from tests.benchmarks.million import CRITERIA, EACH, REPS, TEAMS, WEEK_NUMBERS, load, public
from tests.databases import KINDS, drop_template, fresh_database
from tests.service.served import served, settings_for

TIMES = 40


def from_scores(reps: list[int], criteria: tuple[str, ...], weeks: int) -> Select[Any]:
    """n, sum and sum of squares by rep, criterion and week, from the scores themselves."""
    key = (Score.rep_id, Score.criterion, Score.week)
    return (
        select(*key, func.count(), func.sum(Score.value), func.sum(Score.value * Score.value))
        .where(
            Score.rep_id.in_(reps),
            Score.criterion.in_(criteria),
            Score.week >= WEEK_NUMBERS[-weeks],
            Score.selection == "random",
        )
        .group_by(*key)
    )


def from_roll_ups(weeks: int, reps: list[int] | None = None, by_rep: bool = True) -> Select[Any]:
    """The same from the weekly sums; without `reps` for the whole organisation."""
    key: tuple[Any, ...] = (WeeklyRollUp.criterion, WeeklyRollUp.week)
    key = (WeeklyRollUp.rep_id, *key) if by_rep else key
    asked = (
        select(*key, func.sum(WeeklyRollUp.n), func.sum(WeeklyRollUp.total), func.sum(WeeklyRollUp.squares))
        .where(
            WeeklyRollUp.week >= WEEK_NUMBERS[-weeks],
            WeeklyRollUp.selection == "random",
            WeeklyRollUp.criterion.in_(CRITERIA),
        )
        .group_by(*key)
    )
    return asked if reps is None else asked.where(WeeklyRollUp.rep_id.in_(reps))


def queries(dice: random.Random) -> dict[str, Callable[[], Select[Any]]]:
    """What a trend page asks, each time for somebody else."""

    def rep() -> list[int]:
        return [dice.randrange(REPS) + 1]

    def team() -> list[int]:
        first = dice.randrange(TEAMS)
        return [first + 1 + TEAMS * n for n in range(REPS // TEAMS)]

    return {
        "one rep, one criterion, 12 weeks": lambda: from_scores(rep(), CRITERIA[:1], 12),
        "one rep, 6 criteria, 12 weeks": lambda: from_scores(rep(), CRITERIA, 12),
        "one rep, 6 criteria, 26 weeks": lambda: from_scores(rep(), CRITERIA, 26),
        "team of 20, 6 criteria, 26 weeks, from scores": lambda: from_scores(team(), CRITERIA, 26),
        "team of 20, 6 criteria, 26 weeks, from weekly sums": lambda: from_roll_ups(26, team()),
        "whole organisation, 26 weeks, from weekly sums": lambda: from_roll_ups(26, by_rep=False),
        "whole organisation, 104 weeks, from weekly sums": lambda: from_roll_ups(104, by_rep=False),
    }


def pages(client: TestClient, dice: random.Random) -> dict[str, Callable[[], str]]:
    """Addresses of pages and of the API."""
    whole = [EACH * (rep + 1) - 1 for rep in range(REPS)]
    middle = "2025-11-24T12:00:00+00:00~0"

    def some_call() -> str:
        return public(dice.choice(whole))

    return {
        "GET /calls": lambda: "/calls",
        "GET /calls?state=failed": lambda: "/calls?state=failed",
        "GET /calls, a page in the middle": lambda: f"/calls?cursor={middle.replace('+', '%2B')}",
        "GET /calls/ID, scored": lambda: f"/calls/{some_call()}",
        "GET /api/v1/calls": lambda: "/api/v1/calls",
        "GET /api/v1/calls?state=set_aside, none there": lambda: "/api/v1/calls?state=set_aside",
        "GET /api/v1/calls?team=…": lambda: f"/api/v1/calls?team=Team%20{dice.randrange(TEAMS) + 1}",
        "GET /api/v1/calls?rep=…": lambda: f"/api/v1/calls?rep=p{dice.randrange(REPS) + 1}",
        "GET /api/v1/calls/ID": lambda: f"/api/v1/calls/{some_call()}",
        "GET /api/v1/calls/ID/scorecard": lambda: f"/api/v1/calls/{some_call()}/scorecard",
        "GET /readyz": lambda: "/readyz",
        "GET /metrics": lambda: "/metrics",
    }


def measured(what: str, work: Callable[[], int]) -> None:
    """Prints rows or bytes, and milliseconds: the middle, the 95th of a hundred, and of the processor."""
    work()  # what a process does once, such as reading a template
    seconds, processor, size = [], time.process_time(), 0
    for _ in range(TIMES):
        began = time.perf_counter()
        size = work()
        seconds.append(time.perf_counter() - began)
    processor = (time.process_time() - processor) / TIMES
    seconds.sort()
    middle, late = seconds[TIMES // 2] * 1000, seconds[TIMES * 95 // 100] * 1000
    say(f"| {what} | {size:,} | {middle:.1f} | {late:.1f} | {processor * 1000:.1f} |")


def measure(kind: str) -> None:
    dice = random.Random(22)
    with (
        tempfile.TemporaryDirectory(prefix="sidetone-") as folder,
        fresh_database(kind, Path(folder), migrated=True) as url,
    ):
        began = time.perf_counter()
        load(url)
        say(f"\n{kind}: filled in {time.perf_counter() - began:.0f} s\n")
        say("| what | rows or bytes | ms, middle | ms, 95 % | ms of our processor |")
        say("|---|--:|--:|--:|--:|")
        database = Database(url)
        for what, asked in queries(dice).items():
            measured(what, lambda asked=asked: rows(database, asked()))  # type: ignore[misc]
        database.close()
        with served(settings_for(Path(folder), url)) as client:
            keep_for_good()  # as the web process does
            for what, address in pages(client, dice).items():
                measured(what, lambda address=address: size(client, address()))  # type: ignore[misc]


def rows(database: Database, asked: Select[Any]) -> int:
    with database.read() as session:
        return len(session.execute(asked).all())


def size(client: TestClient, address: str) -> int:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code} {answer.text[:200]}")
    return len(answer.content)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    say_machine()
    try:
        for kind in sys.argv[1:] or KINDS:
            measure(kind)
    finally:
        drop_template()


if __name__ == "__main__":
    main()
