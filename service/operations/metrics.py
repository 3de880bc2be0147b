"""Prometheus metrics, read from the database when they are asked for: every process says the same."""

from collections.abc import Iterator
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.calls.states import ENDED
from service.db.tables import Call, Heartbeat, Run
from service.operations.disk import free_bytes
from service.people.token import signed_in
from service.web.answers import answers, bearer
from service.web.parts import Parts, Reading, Web

router = APIRouter(
    tags=["operations"], dependencies=[Depends(signed_in), Depends(bearer)], responses=answers(401, 503)
)

MIME = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(web: Parts, session: Reading) -> Response:
    """Calls by state and failure, age of the queue, workers alive, runs, disk: in Prometheus' text format."""
    return Response("\n".join(lines(session, web)) + "\n", media_type=MIME)


def lines(session: Session, web: Web) -> Iterator[str]:
    yield from _family("sidetone_calls", "gauge", "Calls by state.")
    by_state = session.execute(select(Call.state, func.count()).group_by(Call.state))
    for state, count in sorted(by_state):
        yield f'sidetone_calls{{state="{state}"}} {count}'
    yield from _family("sidetone_failures", "gauge", "Calls that ended without a score, by reason.")
    code = Call.reason["code"].as_string()
    without_score = Call.state.in_([state for state in ENDED if state != "scored"])
    for reason, count in session.execute(
        select(code, func.count()).where(without_score, Call.reason.is_not(None)).group_by(code)
    ):
        yield f'sidetone_failures{{code="{_label(reason)}"}} {count}'
    oldest = session.scalar(
        select(func.min(Call.created_at)).where(Call.state.in_(("received", "hearing", "judging")))
    )
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0
    yield from _family("sidetone_queue_age_seconds", "gauge", "Age of the oldest call still in work.")
    yield f"sidetone_queue_age_seconds {max(0, age):.0f}"
    yield from _family("sidetone_runs_total", "counter", "Runs of judges over calls.")
    yield f"sidetone_runs_total {session.scalar(select(func.count()).select_from(Run))}"
    yield from _family("sidetone_workers", "gauge", "Worker processes that have ever beaten.")
    yield f"sidetone_workers {session.scalar(select(func.count()).select_from(Heartbeat))}"
    yield from _family("sidetone_disk_free_bytes", "gauge", "Bytes free where recordings are kept.")
    yield f"sidetone_disk_free_bytes {free_bytes(web.settings)}"


def _family(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def _label(value: str | None) -> str:
    return (value or "none").replace("\\", r"\\").replace('"', r"\"").replace("\n", " ")
