"""Reading imported metrics: what is declared, the figures of a rep, and those of a window as one."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.metrics import COMMON, Figure, Period, add_up
from scoring.milestone.figures import Figures
from service.db.tables import Metric, MetricCoverage, MetricFigure, MetricImport, Person
from service.metrics.views import FigureView, MetricView, RepFigures

MOST = 1000


def declared(session: Session) -> list[MetricView]:
    """The metrics that are declared, and the common ones, which need not be."""
    rows = {
        row.key: MetricView.model_validate(
            {name: getattr(row, name) for name in ("key", "title", "kind", "unit", "direction")}
        )
        for row in session.scalars(select(Metric))
    }
    common = {one.key: MetricView.model_validate(one.model_dump()) for one in COMMON}
    return sorted((common | rows).values(), key=lambda one: one.key)


def figures_for(session: Session, rep_id: int, metric: str, first: date, last: date) -> Figures | None:
    """The figures of a rep for those days as one, for as far as data are there; None where there are none."""
    row = session.scalars(select(Metric).where(Metric.key == metric)).one_or_none()
    if row is None:
        return None
    found = session.execute(
        select(MetricFigure, MetricImport)
        .join(MetricImport, MetricImport.id == MetricFigure.import_id)
        .where(
            MetricFigure.rep_id == rep_id,
            MetricFigure.metric_id == row.id,
            MetricFigure.replaced_at.is_(None),
            MetricFigure.first <= last,
            MetricFigure.last >= first,
        )
        .order_by(MetricFigure.first)
    ).all()
    if not found:
        return None
    return add_up(
        row.kind,  # type: ignore[arg-type]
        [_figure(figure) for figure, _ in found],
        _covered(session, row.id, first, last),
        Period(first=first, last=last),
        ", ".join(dict.fromkeys(batch.source for _, batch in found)),
        max(batch.day for _, batch in found),
    )


def figures_of(
    session: Session,
    rep: Person,
    metric: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> RepFigures:
    """The figures of a rep with where they come from, newest first, those that were corrected among them."""
    asked = (
        select(MetricFigure, MetricImport, Metric.key)
        .join(MetricImport, MetricImport.id == MetricFigure.import_id)
        .join(Metric, Metric.id == MetricFigure.metric_id)
        .where(MetricFigure.rep_id == rep.id)
        .order_by(MetricFigure.first.desc(), Metric.key, MetricFigure.id.desc())
        .limit(MOST)
    )
    if metric is not None:
        asked = asked.where(Metric.key == metric)
    if first is not None:
        asked = asked.where(MetricFigure.last >= first)
    if last is not None:
        asked = asked.where(MetricFigure.first <= last)
    items = [_view(figure, batch, key) for figure, batch, key in session.execute(asked)]
    return RepFigures(rep=rep.public_id, items=items)


def _covered(session: Session, metric_id: int, first: date, last: date) -> Sequence[Period]:
    rows = session.execute(
        select(MetricCoverage.first, MetricCoverage.last).where(
            MetricCoverage.metric_id == metric_id,
            MetricCoverage.first <= last,
            MetricCoverage.last >= first,
        )
    )
    return [Period(first=begins, last=ends) for begins, ends in rows]


def _figure(row: MetricFigure) -> Figure:
    return Figure.model_validate({**row.figure, "first": row.first, "last": row.last})


def _view(figure: MetricFigure, batch: MetricImport, key: str) -> FigureView:
    return FigureView(
        metric=key,
        first=figure.first,
        last=figure.last,
        figure=figure.figure,
        source=batch.source,
        day=batch.day,
        imported_at=batch.created_at,
        replaced_at=figure.replaced_at,
    )
