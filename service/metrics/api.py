"""`/api/v1/metrics`: what is declared, figures sent by other systems, and those of a rep."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from scoring.metrics import Declared
from service.errors import Unprocessable
from service.metrics.actions import Batch, Numbered, declare, hash_of, import_figures
from service.metrics.queries import declared, figures_of
from service.metrics.rights import may_send, rep_with_figures
from service.metrics.views import MetricList, MetricReport, MetricView, NewFigures, NewMetric, RepFigures
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Asking, Parts, Reading, Writing, needs

SHOWN = 100
"""Mistakes that an answer names."""
Key = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,39}$", description="The metric's key.")]

router = APIRouter(
    prefix="/api/v1", tags=["metrics"], dependencies=[Depends(bearer)], responses=answers(401, 403, 422, 503)
)


@router.get("/metrics", dependencies=[needs("rep", "manager", "hr", "admin", scope="plans:read")])
def list_metrics(session: Reading) -> MetricList:
    """The metrics that figures can be sent for: those that are declared, and common ones."""
    return MetricList(items=declared(session))


@router.put(
    "/metrics/{metric}",
    dependencies=[needs("hr", "admin", scope="metrics:write")],
    responses=answers(400, 409, 413),
)
def declare_metric(session: Writing, who: Asking, metric: Key, new: NewMetric) -> MetricView:
    """Declare a metric. Its kind and direction stay once figures of it are here."""
    row = declare(session, Declared.model_validate({"key": metric, **new.model_dump()}), who.actor)
    return MetricView(
        key=row.key,
        title=row.title,
        kind=row.kind,
        unit=row.unit,
        direction=row.direction,
    )


@router.post(
    "/metrics/figures",
    dependencies=[needs("manager", "hr", scope="metrics:write")],
    responses=answers(400, 413),
)
def send_figures(web: Parts, who: Asking, new: NewFigures) -> MetricReport:
    """Send figures with their source and day: all are kept, or none, and each bad one is named.

    The same again changes nothing. A figure for the same rep, metric and days is a correction: the old one is
    kept and does not count any more.
    """
    lines = [Numbered(number, line) for number, line in enumerate(new.figures, start=1)]
    digest = hash_of(new.figures, new.source, new.day)
    batch = Batch("api", new.source, new.day, digest, lines, new.covers)
    report = import_figures(web.database, batch, who.actor, may_send(who))
    if report.refused:
        named = "; ".join(map(str, report.refused[:SHOWN]))
        raise Unprocessable(report.summary, named)
    return report


@router.get(
    "/reps/{rep_id}/metrics",
    dependencies=[needs("rep", "manager", "hr", scope="plans:read")],
    responses=answers(404),
)
def rep_metrics(
    session: Reading,
    who: Asking,
    rep_id: PublicId,
    metric: Annotated[str | None, Query(pattern="^[a-z][a-z0-9_]{0,39}$")] = None,
    first: Annotated[date | None, Query(description="Figures that end on that day or later.")] = None,
    last: Annotated[date | None, Query(description="Figures that begin on that day or earlier.")] = None,
) -> RepFigures:
    """The figures of a rep, newest first, with source and day; corrected ones say when they were replaced."""
    return figures_of(session, rep_with_figures(session, who, rep_id), metric, first, last)
