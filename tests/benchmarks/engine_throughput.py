"""How many jobs that do nothing the engine gets through, and how long one waits in an idle queue.

    python -m tests.benchmarks.engine_throughput [--database URL] [--jobs 500]

Without --database a temporary SQLite file is used; a PostgreSQL database must be empty.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

import service.engine
from service.chaos.rehearsal import RehearsedHearing
from service.db.engine import Database
from service.db.migrate import migrate
from service.durable import step, workflow
from service.edges.offline_judge import OfflineJudge
from service.edges.recording_store import FolderRecordings
from service.engine import JobEngine, Queue
from service.parts import Parts

SIDE_BY_SIDE = 200
"""Jobs at once: the engine's own limit for what is quick would be the thing measured otherwise."""


@step
def nothing(parts: Parts, number: int) -> int:
    return number


@workflow
def idle(_call: str, _number: int) -> None:
    return


@workflow
def one_step(_call: str, number: int) -> None:
    nothing(number)


def measure(url: str, jobs: int, folder: Path) -> Table:
    """Enqueues and runs the jobs in this process; a table of jobs per second and milliseconds of waiting."""
    service.engine.AT_ONCE[Queue.REST] = SIDE_BY_SIDE
    migrate(url)
    database = Database(url)
    engine = JobEngine(database)
    engine.prepare()
    parts = Parts(database, RehearsedHearing(0), FolderRecordings(folder), OfflineJudge(), lambda kind: None)
    table = Table("workflow", "queued/s", "done/s", "waiting, median ms", title=database.engine.dialect.name)
    engine.launch("benchmark:rest:0", [Queue.REST], parts)
    try:
        for name in ("idle", "one_step"):
            queued, done = throughput(engine, database, name, jobs)
            waiting = statistics.median(latency(engine, database, name, n) for n in range(15))
            table.add_row(name, f"{queued:.0f}", f"{done:.0f}", f"{1000 * waiting:.0f}")
    finally:
        engine.close()
        database.close()
    return table


def throughput(engine: JobEngine, database: Database, name: str, jobs: int) -> tuple[float, float]:
    """Jobs queued a second, one transaction each, and jobs done a second counted from the first."""
    began = time.perf_counter()
    for number in range(jobs):
        ask(engine, database, name, f"{name}-{number}", number)
    queued = time.perf_counter()
    while engine.unfinished(name):
        time.sleep(0.1)
    return jobs / (queued - began), jobs / (time.perf_counter() - began)


def latency(engine: JobEngine, database: Database, name: str, number: int) -> float:
    """Seconds from the commit to the end of one job in an idle queue."""
    job = f"{name}-alone-{number}"
    ask(engine, database, name, job, number)
    began = time.perf_counter()
    while (found := engine.status(job)) is None or found.state != "SUCCESS":
        time.sleep(0.002)
    return time.perf_counter() - began


def ask(engine: JobEngine, database: Database, name: str, job: str, number: int) -> None:
    with database.write() as session:
        engine.enqueue(session, name, "call", number, queue=Queue.REST, priority=10, workflow_id=job)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--jobs", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/benchmark.db"
        Console().print(measure(url, given.jobs, Path(folder)))


if __name__ == "__main__":
    main()
