"""Prometheus metrics, read from the database when they are asked for: every process says the same."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Depends, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import Call
from service.operations.disk import free_bytes
from service.standing import IN_WORK, workers
from service.tallies import STEP_SECONDS, TOKENS, tallies
from service.web.answers import answers, bearer
from service.web.parts import Parts, Reading, Web, needs

router = APIRouter(
    tags=["operations"],
    dependencies=[needs("admin", "auditor", scope="operations:read"), Depends(bearer)],
    responses=answers(401, 403, 503),
)

AGE = "Counted at most once a minute."
MIME = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(web: Parts, session: Reading) -> Response:
    """Calls, failures by kind, age of the queue, seconds by step, tokens, workers, disk: for Prometheus."""
    return Response("\n".join(lines(session, web)) + "\n", media_type=MIME)


def lines(session: Session, web: Web) -> Iterator[str]:
    counts = web.counts.counts(session)
    yield from _family("sidetone_calls", "gauge", f"Calls by state. {AGE}", state=counts.calls)
    ended = f"Calls that ended without a score, by reason. {AGE}"
    yield from _family("sidetone_failures", "gauge", ended, code=counts.failures)
    yield from _single("sidetone_runs_total", "counter", f"Runs of judges over calls. {AGE}", counts.runs)
    waiting, age = _in_work(session)
    yield from _family("sidetone_queue", "gauge", "Calls in work, by state.", state=waiting)
    yield from _single(
        "sidetone_queue_age_seconds", "gauge", "Age of the oldest call still in work.", round(age)
    )
    steps = tallies(session, STEP_SECONDS)
    yield "# HELP sidetone_step_seconds Seconds of the finished steps of reviews."
    yield "# TYPE sidetone_step_seconds summary"
    for step, (count, seconds) in steps.items():
        yield f'sidetone_step_seconds_sum{{step="{_label(step)}"}} {seconds:.3f}'
        yield f'sidetone_step_seconds_count{{step="{_label(step)}"}} {count}'
    tokens = {kind: round(total) for kind, (_, total) in tallies(session, TOKENS).items()}
    yield from _family("sidetone_tokens_total", "counter", "Tokens of language models.", kind=tokens)
    alive = sum(worker.alive for worker in workers(session, web.settings.worker_silence))
    yield from _single("sidetone_workers", "gauge", "Worker processes that are alive.", alive)
    yield from _single(
        "sidetone_disk_free_bytes", "gauge", "Bytes free where recordings are kept.", free_bytes(web.settings)
    )


def _in_work(session: Session) -> tuple[dict[str, int], float]:
    """The calls in work by state, and how many seconds ago the oldest of them came."""
    rows = session.execute(
        select(Call.state, func.count(), func.min(Call.created_at))
        .where(Call.state.in_(IN_WORK))
        .group_by(Call.state)
    ).all()
    oldest = min((first for _, _, first in rows), default=None)
    age = (now() - oldest).total_seconds() if oldest else 0.0
    return dict.fromkeys(IN_WORK, 0) | {state: n for state, n, _ in rows}, max(0.0, age)


def _single(name: str, metric: str, help_text: str, value: float) -> Iterator[str]:
    yield from _family(name, metric, help_text)
    yield f"{name} {value}"


def _family(name: str, metric: str, help_text: str, **values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {metric}"
    for label, by in values.items():
        for word, value in by.items():
            yield f'{name}{{{label}="{_label(word)}"}} {value}'


def _label(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", " ")
