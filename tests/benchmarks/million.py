"""A million reviewed calls, for measuring: 500 reps, 25 teams, 104 weeks, six levels and a QA score each.

All calls have recordings, runs, reviews, scores and weekly sums. The last twenty of each rep, ten thousand,
have whole transcripts, verdicts and entries in the audit log; they and all that lists read of late have a
whole run document, the others a short one. What was drawn is released, but for the last days; of what was not
drawn, one call of a rep and week. Rows go in by the quickest way each database has, in the order in which the
indexes are cheapest to write.
"""

import json
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from scoring.library import load_rubric
from service.calls.details import monday
from service.db import audit
from service.db.engine import Database
from tests.benchmarks.sample import Sample, sample

REPS, TEAMS, WEEKS, EACH, WHOLE = 500, 25, 104, 2000, 20
DRAWN = 4
"""Of the 19 calls of a rep and week."""
LATELY = 5
"""Weeks whose runs have whole documents: what queues and lists read."""
CRITERIA = ("opening", "discovery", "qualification", "objections", "next_step", "disclosure")
WORTH = (0.0, 35.0, 65.0, 90.0, 100.0)
THIS_MONDAY = date.today() - timedelta(days=date.today().weekday())  # noqa: DTZ011 (the machine's own week)
FIRST = datetime.combine(THIS_MONDAY - timedelta(weeks=WEEKS), time(8), UTC)
Row = Sequence[Any]
Load = Callable[[str, Iterable[Row]], None]
"""Puts rows into `table (column, …)`."""


def load(url: str) -> None:
    """Fills a migrated database."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # else all of it is written twice
                connection.execute(f"PRAGMA {pragma}")
            fill(lambda into, rows: _insert(connection, into, rows))
            connection.commit()
    else:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
            fill(lambda into, rows: _copy(server, into, rows))
    sum_up(url)


def fill(put: Load) -> None:
    stamp, found = text_of(FIRST), load_rubric("b2b-discovery@1")
    put("team (id, public_id, name, created_at)", ((n, f"t{n}", f"Team {n}", stamp) for n in ids(TEAMS)))
    put("person (id, public_id, name, created_at)", ((n, f"p{n}", f"Rep {n}", stamp) for n in ids(REPS)))
    put(
        "rubric (id, public_id, slug, version, fingerprint, document, created_at)",
        [(1, "r1", found.slug, 1, found.fingerprint(), json.dumps(found._document, default=str), stamp)],
    )
    put(
        "call (id, public_id, team_id, rep_id, external_id, started_at, zone, time_known, week, selection, "
        "priority, state, version, created_at, updated_at)",
        calls(),
    )
    put(
        "recording (id, public_id, call_id, team_id, sha256, size, name, blob, details, created_at)",
        recordings(),
    )
    put(
        "transcript (id, public_id, call_id, number, fingerprint, document, heard, created_at)", transcripts()
    )
    put(
        "run (id, public_id, call_id, transcript_id, rubric_id, workflow, judge, qa_state, qa_value, qa_low, "
        "qa_high, document, created_at)",
        runs(),
    )
    put(
        "review (id, public_id, call_id, run_id, state, confirmed_as, released_at, drawn_started_at, "
        "withheld, version, created_at, updated_at)",
        reviews(),
    )
    put(
        "redaction (transcript_id, made_by, version, fingerprint, document, created_at)",
        ((call, *taken().redaction, stamp) for call in filter(is_whole, ids(REPS * EACH))),
    )
    put("verdict (run_id, criterion, item, answer, document)", verdicts())
    put("audit (at, actor, action, subject, details, previous, hash)", entries())
    put("score (id, run_id, rep_id, criterion, week, selection, level, value)", scores())


def sum_up(url: str) -> None:
    """The weekly sums of all scores, and what each database knows about its tables afterwards."""
    database = Database(url)
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO weekly_roll_up (rep_id, criterion, week, selection, rubric_id, judge, n, total, "
                "squares) SELECT rep_id, criterion, week, selection, 1, 'offline', count(*), sum(value), "
                "sum(value * value) FROM score GROUP BY rep_id, criterion, week, selection"
            )
        )
    database.close()
    tidy(url)


def tidy(url: str) -> None:
    """What PostgreSQL's autovacuum does by itself after a while; SQLite never does."""
    database = Database(url)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    database.close()


def ids(count: int) -> range:
    return range(1, count + 1)


def place(call: int) -> tuple[int, int, datetime]:
    """The rep of a call, its week's number, and its moment: a rep's calls follow each other."""
    rep, week, nth = (call - 1) // EACH, week_of(call), nth_of_week(call)
    return rep + 1, week, FIRST + timedelta(weeks=week, hours=2 * nth, seconds=rep)


def week_of(call: int) -> int:
    return (call - 1) % EACH * WEEKS // EACH


def nth_of_week(call: int) -> int:
    """Counted from 0, among the calls of its rep and week."""
    return (call - 1) % EACH - -(-week_of(call) * EACH // WEEKS)


def calls() -> Iterator[Row]:
    for call in ids(REPS * EACH):
        rep, _, at = place(call)
        moment = text_of(at)
        state = "scored" if is_released(call) or call % 50 else "failed"
        yield (
            call, public(call), (rep - 1) % TEAMS + 1, rep, public(call), moment, "UTC", True,
            monday(at.date()), selection(call), 10, state, 5, moment, moment,
        )  # fmt: skip


def recordings() -> Iterator[Row]:
    details, stamp = json.dumps({"duration": 420.0}), text_of(FIRST)
    for call in ids(REPS * EACH):
        team, sha = (place(call)[0] - 1) % TEAMS + 1, f"{call:064x}"
        yield call, public(call), call, team, sha, 1000, f"call-{call}.wav", sha, details, stamp


def transcripts() -> Iterator[Row]:
    stamp = text_of(FIRST)
    for call in ids(REPS * EACH):
        spoken = (taken().transcript, taken().heard) if is_whole(call) else ("{}", "{}")
        yield call, public(call), call, 1, "f", *spoken, stamp


def runs() -> Iterator[Row]:
    stamp, dice = text_of(FIRST), random.Random(20)
    for call in ids(REPS * EACH):
        value = round(dice.uniform(40, 100), 2)
        is_late = week_of(call) >= WEEKS - LATELY
        yield (
            call, public(call), call, call, 1, f"{public(call)}:0", "offline", "complete",
            value, value, value, taken().run if is_late or is_whole(call) else taken().short_run, stamp,
        )  # fmt: skip


def reviews() -> Iterator[Row]:
    for call in ids(REPS * EACH):
        _, _, at = place(call)
        moment, later = text_of(at), text_of(at + timedelta(days=2))
        said = ("released", "confirmed", later) if is_released(call) else ("draft", None, None)
        drawn = moment if selection(call) == "random" else None
        yield call, public(call), call, call, *said, drawn, False, 1, moment, moment


def verdicts() -> Iterator[Row]:
    for call in filter(is_whole, ids(REPS * EACH)):
        for item in taken().verdicts:
            yield call, *item


def entries() -> Iterator[Row]:
    """Who looked at each of the calls that are whole, chained as the log is."""
    previous = audit.BEGINNING
    for call in filter(is_whole, ids(REPS * EACH)):
        this = FIRST, "system", "call.uploaded", public(call), {"size": 1000}
        digest = audit.entry_hash(previous, *this)
        yield text_of(FIRST), *this[1:4], json.dumps(this[4]), previous, digest
        previous = digest


def scores() -> Iterator[Row]:
    dice, number = random.Random(21), 0
    for rep in range(REPS):
        for criterion in (*CRITERIA, "qa"):
            for call in range(rep * EACH + 1, (rep + 1) * EACH + 1):
                number += 1
                level = dice.randrange(1, 6)
                week = WEEK_NUMBERS[week_of(call)]
                is_qa = criterion == "qa"
                yield (
                    number, call, rep + 1, criterion, week, selection(call), None if is_qa else level,
                    dice.uniform(40, 100) if is_qa else WORTH[level - 1],
                )  # fmt: skip


WEEK_NUMBERS = [monday((FIRST + timedelta(weeks=week)).date()) for week in range(WEEKS)]


def selection(call: int) -> str:
    return "random" if nth_of_week(call) < DRAWN else "manager"


def is_released(call: int) -> bool:
    """What was drawn, and one call more of each week; of the last week only half of what was drawn."""
    is_last = week_of(call) == WEEKS - 1
    return nth_of_week(call) < (DRAWN // 2 if is_last else DRAWN + 1)


@cache
def taken() -> Sample:
    return sample()


def is_whole(call: int) -> bool:
    return (call - 1) % EACH >= EACH - WHOLE


def public(call: int) -> str:
    return f"{call:032x}"


def text_of(moment: datetime) -> str:
    """As SQLite keeps a moment; PostgreSQL reads it as well."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _insert(connection: sqlite3.Connection, into: str, rows: Iterable[Row]) -> None:
    places = ", ".join("?" for _ in into.split(","))
    connection.executemany(f"INSERT INTO {into} VALUES ({places})", rows)


def _copy(server: "psycopg.Connection[Any]", into: str, rows: Iterable[Row]) -> None:
    with server.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[arg-type]
        for row in rows:
            copy.write_row(row)
