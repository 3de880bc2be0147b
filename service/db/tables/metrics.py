"""Metrics from other systems: what they are, what was imported when, and each figure with its corrections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.types import Document, Key


class Metric(Keyed):
    """A metric of a declared kind, known by its key."""

    __tablename__ = "metric"
    __table_args__ = (
        CheckConstraint("kind IN ('count', 'rate', 'average', 'percentage')", name="kind"),
        CheckConstraint("direction IN ('higher', 'lower')", name="direction"),
    )

    key: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(20), default="")
    direction: Mapped[str] = mapped_column(String(10), default="higher")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class MetricImport(Keyed):
    """Figures that came together: from where, of which day, with the hash of what was sent."""

    __tablename__ = "metric_import"

    name: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(String(200))
    day: Mapped[date] = mapped_column(Date)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class MetricCoverage(Row):
    """The days for which an import brought the figures of a metric: whoever has none there had none."""

    __tablename__ = "metric_coverage"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_id: Mapped[int] = mapped_column(Key, ForeignKey("metric_import.id"), index=True)
    metric_id: Mapped[int] = mapped_column(Key, ForeignKey("metric.id"), index=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)


class MetricFigure(Keyed):
    """One figure of a rep for a period. A correction is a new row; the old one says when it was replaced.

    `figure` is a scoring.metrics Figure without its days.
    """

    __tablename__ = "metric_figure"
    __table_args__ = (
        Index("ix_metric_figure_rep_id_metric_id_first", "rep_id", "metric_id", "first"),
        Index(
            "uq_metric_figure_current",
            "metric_id",
            "rep_id",
            "first",
            "last",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    metric_id: Mapped[int] = mapped_column(Key, ForeignKey("metric.id"))
    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    figure: Mapped[dict[str, Any]] = mapped_column(Document)
    import_id: Mapped[int] = mapped_column(Key, ForeignKey("metric_import.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)
