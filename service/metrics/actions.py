"""Importing figures: all of them or none; the same again changes nothing; a correction keeps the old one."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.metrics import COMMON, FIELDS, Declared, Figure, Period
from scoring.visible import shortened, visible
from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Metric, MetricCoverage, MetricFigure, MetricImport
from service.errors import Conflict
from service.metrics.views import FigureLine, MetricReport, RowTold
from service.people.queries import Roster
from service.plans.reopening import figures_changed

TRIES = 3
May = Callable[[Session, int], bool]
"""Whether whoever sends figures may do so for that rep (by key)."""


@dataclass(frozen=True)
class Numbered:
    """A line with its place in what was sent."""

    number: int
    line: FigureLine


@dataclass(frozen=True)
class Batch:
    """Figures that come together, with where they are from; `refused` is what could not be read of them."""

    name: str
    source: str
    day: date
    sha256: str
    lines: Sequence[Numbered]
    covers: Period | None = None
    refused: Sequence[RowTold] = ()


@dataclass(frozen=True)
class Placed:
    """A line that names a rep and a metric that are known."""

    number: int
    rep: int
    metric: Metric
    figure: Figure

    @property
    def document(self) -> dict[str, Any]:
        return self.figure.model_dump(mode="json", include=set(FIELDS[self.metric.kind]))  # type: ignore[index]


def hash_of(lines: Iterable[FigureLine], source: str, day: date) -> str:
    """The hash of figures that did not come as a file."""
    sent = [source, day.isoformat(), [line.model_dump(mode="json") for line in lines]]
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def declare(session: Session, new: Declared, actor: str) -> Metric:
    """Declares a metric, or changes its title and unit.

    Raises Conflict where figures of another kind are here.
    """
    row = session.scalars(select(Metric).where(Metric.key == new.key).with_for_update()).one_or_none()
    if row is None:
        row = Metric(**_columns(new))
        session.add(row)
    elif (row.kind, row.direction) != (new.kind, new.direction.value) and _has_figures(session, row):
        raise Conflict(
            f"{new.key} is a {row.kind} of which {row.direction} is better, and figures of it are here.",
            "Declare another metric under a key of its own. Nothing was changed.",
            code="has_figures",
        )
    for name, value in _columns(new).items():
        setattr(row, name, value)
    session.flush()
    audit.record(session, actor, "metric.declared", row.public_id, key=new.key, kind=new.kind)
    return row


def import_figures(database: Database, batch: Batch, actor: str, may: May) -> MetricReport:
    """Keeps the figures of a batch, or says what is wrong with which line and keeps none."""
    for _ in range(TRIES - 1):
        try:
            return _import(database, batch, actor, may)
        except IntegrityError:  # another import brought one of these figures at the same moment
            continue
    return _import(database, batch, actor, may)


def _import(database: Database, batch: Batch, actor: str, may: May) -> MetricReport:
    report = MetricReport(refused=list(batch.refused))
    with database.write() as session:
        seen = session.scalars(select(MetricImport).where(MetricImport.sha256 == batch.sha256)).one_or_none()
        if seen is not None:
            report.seen_before = seen.created_at.date()
            report.unchanged = len(batch.lines)
            return report
        placed = _placed(session, batch, report, may)
        there = _current(session, placed)
        report.refused += [_overlapping(one, other) for one, other in _overlaps(placed, there)]
        if report.refused:
            session.rollback()
            report.refused.sort(key=lambda one: (one.line, one.column or ""))
            return report
        _keep(session, batch, placed, there, report, actor)
    return report


def _keep(
    session: Session,
    batch: Batch,
    placed: Sequence[Placed],
    there: dict[tuple[int, int], list[MetricFigure]],
    report: MetricReport,
    actor: str,
) -> None:
    row = MetricImport(name=batch.name, source=batch.source, day=batch.day, sha256=batch.sha256, actor=actor)
    session.add(row)
    session.flush()
    for one in placed:
        same = next((old for old in there[one.metric.id, one.rep] if _days(old) == _days(one.figure)), None)
        if same is not None and same.figure == one.document:
            report.unchanged += 1
            continue
        if same is not None:
            same.replaced_at = now()
            session.flush()  # before its successor comes: only one of them is the current one
            report.corrected.append(RowTold(line=one.number, why=_changed(same.figure, one.document)))
        else:
            report.added += 1
        session.add(
            MetricFigure(
                metric_id=one.metric.id,
                rep_id=one.rep,
                first=one.figure.first,
                last=one.figure.last,
                figure=one.document,
                import_id=row.id,
            )
        )
    _cover(session, row, batch, placed)
    for rep, metric in dict.fromkeys((one.rep, one.metric.key) for one in placed):
        figures_changed(session, rep, metric, actor)
    audit.record(
        session,
        actor,
        "metric.imported",
        row.public_id,
        added=report.added,
        corrected=len(report.corrected),
        unchanged=report.unchanged,
    )


def _cover(session: Session, row: MetricImport, batch: Batch, placed: Sequence[Placed]) -> None:
    """Notes for which days the batch speaks: those it says, else from its first day to its last."""
    days: dict[int, list[date]] = defaultdict(list)
    for one in placed:
        days[one.metric.id] += [one.figure.first, one.figure.last]
    for metric, known in days.items():
        first, last = (batch.covers.first, batch.covers.last) if batch.covers else (min(known), max(known))
        session.add(MetricCoverage(import_id=row.id, metric_id=metric, first=first, last=last))


def _placed(session: Session, batch: Batch, report: MetricReport, may: May) -> list[Placed]:
    """The lines that can be kept; what is wrong with the others goes into the report."""
    roster, metrics = Roster(session), _Metrics(session)
    allowed: dict[int, bool] = {}
    placed = []
    for one in batch.lines:
        wrong: list[tuple[str, str]] = []
        rep = roster.find_rep(one.line.rep)
        # Somebody else's rep is told like nobody: an import must not be a way to find out who is here.
        if rep is None or not allowed.setdefault(rep.id, may(session, rep.id)):
            name = shortened(visible(one.line.rep), 60)
            wrong.append(("rep", f"nobody you may send figures of is called {name}"))
        metric = metrics.find(one.line.metric)
        if metric is None:
            wrong.append(("metric", f"{one.line.metric} is not declared"))
        else:
            wrong += one.line.mistakes(metric.kind)  # type: ignore[arg-type]
        wrong += _outside(one.line, batch)
        report.refused += [RowTold(line=one.number, column=column, why=why) for column, why in wrong]
        if rep is not None and metric is not None and not wrong:
            placed.append(Placed(one.number, rep.id, metric, one.line.figure()))
    return placed


def _outside(line: FigureLine, batch: Batch) -> list[tuple[str, str]]:
    if line.last > batch.day:
        return [("last", f"{line.last} lies after the day of the export, {batch.day}")]
    covers = batch.covers
    if covers is not None and not (covers.first <= line.first and line.last <= covers.last):
        return [("first", f"lies outside of {covers.first} to {covers.last}, which the figures cover")]
    return []


class _Metrics:
    """The declared metrics by key; a common one is declared when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_key = {row.key: row for row in session.scalars(select(Metric))}
        self._common = {one.key: one for one in COMMON}

    def find(self, key: str) -> Metric | None:
        if key not in self._by_key and key in self._common:
            row = Metric(**_columns(self._common[key]))
            self._session.add(row)
            self._session.flush()
            self._by_key[key] = row
        return self._by_key.get(key)


def _columns(declared: Declared) -> dict[str, Any]:
    return declared.model_dump(mode="json")


def _current(session: Session, placed: Sequence[Placed]) -> dict[tuple[int, int], list[MetricFigure]]:
    """The figures in force of the reps and metrics that are sent."""
    there: dict[tuple[int, int], list[MetricFigure]] = defaultdict(list)
    if not placed:
        return there
    first, last = min(one.figure.first for one in placed), max(one.figure.last for one in placed)
    rows = session.scalars(
        select(MetricFigure)
        .where(
            MetricFigure.metric_id.in_({one.metric.id for one in placed}),
            MetricFigure.replaced_at.is_(None),
            MetricFigure.first <= last,
            MetricFigure.last >= first,
        )
        .with_for_update()
    )
    for row in rows:
        there[row.metric_id, row.rep_id].append(row)
    return there


Days = tuple[date, date]


def _days(one: MetricFigure | Figure) -> Days:
    return one.first, one.last


def _overlaps(
    placed: Sequence[Placed], there: dict[tuple[int, int], list[MetricFigure]]
) -> Iterable[tuple[Placed, str]]:
    """Lines whose days overlap with those of another figure: added up, they would count twice."""
    sent: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for one in placed:
        key = one.metric.id, one.rep
        for before in sent[key]:
            if _overlap(_days(one.figure), _days(before.figure)):
                yield one, f"line {before.number}"
        for row in there[key]:
            if _overlap(_days(one.figure), _days(row)) and _days(one.figure) != _days(row):
                yield one, f"a figure that is here, of {row.first} to {row.last}"
        sent[key].append(one)


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _overlapping(one: Placed, other: str) -> RowTold:
    days = f"{one.figure.first} to {one.figure.last}"
    return RowTold(line=one.number, column="first", why=f"{days} overlaps with {other}")


def _changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What a correction changed, in words."""
    names = [name for name in new if old.get(name) != new[name]]
    return ", ".join(f"{name} {old.get(name)} → {new[name]}" for name in names)


def _has_figures(session: Session, metric: Metric) -> bool:
    return (
        session.scalar(select(MetricFigure.id).where(MetricFigure.metric_id == metric.id).limit(1))
        is not None
    )
