"""Seconds of trend queries and pages at a million reviewed calls: python -m tests.benchmarks.trends [KIND]

KIND is sqlite or postgresql; left away, both, one after the other. Filling takes minutes; the databases are
gone afterwards. Each query is asked for another rep or team each time, some of them for the first time. Those
called qa-trend are the ones that route runs; they read 11 weeks more, for averages that reach back.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Select, delete, func, select

from scoring.trend import MOST_WEEKS
from scoring.trend_records import week_day
from service.db.engine import Database
from service.db.tables import Membership, RubricVersion, Score, WeeklyRollUp
from service.operations.pauses import keep_for_good
from service.trends.sums import (
    Asked,
    colleague_sums,
    open_scorecards,
    rolled_up,
    score_sums,
    scorecard_counts,
)
from tests.benchmarks.machine import say_machine
from tests.benchmarks.million import CRITERIA, EACH, FIRST, REPS, TEAMS, WEEK_NUMBERS, load, public
from tests.cast import b2b_discovery
from tests.databases import KINDS, drop_template, fresh_database
from tests.service.served import served, settings_for

Asking = Select[*tuple[Any, ...]]
TIMES = 40
WEEKS = 26
LAST = week_day(WEEK_NUMBERS[-1])
ASKED = Asked("random", week_day(WEEK_NUMBERS[-WEEKS]) - timedelta(weeks=MOST_WEEKS - 1), LAST)
OPEN = 20
"""In every twentieth scorecard the criterion without weight has no level: its document has to be read."""


def complete(url: str) -> None:
    """What a trend reads besides scores: who is in which team, what is in the rubric, what is open."""
    database = Database(url)
    with database.write() as session:
        session.add_all(
            Membership(person_id=rep, team_id=(rep - 1) % TEAMS + 1, role="rep", since=FIRST)
            for rep in range(1, REPS + 1)
        )
        session.get_one(RubricVersion, 1).document = b2b_discovery()._document
        session.execute(delete(Score).where(Score.criterion == "disclosure", Score.run_id % OPEN == 0))
    database.close()


def from_scores(reps: list[int], criteria: tuple[str, ...], weeks: int) -> Asking:
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


def from_roll_ups(weeks: int, reps: list[int] | None = None, by_rep: bool = True) -> Asking:
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


def queries(dice: random.Random) -> dict[str, Callable[[], Asking]]:
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
        "qa-trend, sums of 26 weeks, 6 criteria and QA": lambda: rolled_up(rep(), ASKED),
        "qa-trend, the same where two models read a week": lambda: score_sums(rep(), ASKED),
        "qa-trend, scorecards of 26 weeks": lambda: scorecard_counts(rep(), ASKED),
        "qa-trend, open scorecards": lambda: open_scorecards(rep(), ASKED, {1: ("disclosure",)}),
        "qa-trend, spread of a team of 20": lambda: colleague_sums(team()[1:], ASKED),
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

    def trend_of() -> str:
        return f"/api/v1/reps/p{dice.randrange(REPS) + 1}/qa-trend?until={LAST}"

    return {
        "GET /api/v1/reps/ID/qa-trend, 26 weeks": trend_of,
        "GET /api/v1/reps/ID/qa-trend, 26 weeks, CSV": lambda: f"{trend_of()}&format=csv",
        "GET /api/v1/reps/ID/qa-trend, 104 weeks": lambda: f"{trend_of()}&weeks=104",
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
        complete(url)
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


def rows(database: Database, asked: Asking) -> int:
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
