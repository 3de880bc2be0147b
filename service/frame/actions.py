"""Writing the call log: each line once, changes said, lines that name nobody held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.db import audit
from service.db.engine import Database
from service.db.tables import HeldRow, LoggedCall, Team
from service.errors import Conflict
from service.frame.matching import match_lines
from service.frame.views import LineTold, LogLine, LogReport
from service.people.held import Holding, open_rows
from service.people.queries import Roster, find_team

AT_ONCE = 500
"""Lines written in one transaction."""
TRIES = 3
DRAWN_FROM = ("rep_id", "started_at", "zone", "seconds", "kind")
"""What a draw and its week hang on: a line keeps it from the moment it was in a closed frame."""
HELD = "call log"
"""What a held row is that is a line of the call log."""


@dataclass(frozen=True)
class Numbered:
    """A line with its place in what was sent."""

    number: int
    line: LogLine


def write_log(database: Database, lines: Sequence[Numbered], source: str, actor: str) -> LogReport:
    """Writes the lines that name somebody known, and matches them with the recordings that are here.

    A line that is there already is changed to what is said now, and the report says what changed. The same
    lines again change nothing.
    """
    report = LogReport()
    import_ = _Import(source)
    for start in range(0, len(lines), AT_ONCE):
        import_.write(database, lines[start : start + AT_ONCE], report)
    with database.write() as session:
        report.matched = match_lines(session, actor)
        note_import(session, report, actor)
    return report


class _Undone(Exception):
    """What was written is taken back."""


def write_log_whole(
    database: Database, lines: Sequence[Numbered], source: str, actor: str, *, keep: bool = True
) -> LogReport:
    """The same in one transaction: with one line refused nothing is written. Without `keep` it is only tried.

    Raises Conflict where somebody else brings in one of these lines at the same moment.
    """
    report, import_ = LogReport(), _Import(source)
    try:
        with database.write() as session:
            for start in range(0, len(lines), AT_ONCE):
                import_.write_in(session, lines[start : start + AT_ONCE], report)
            if report.refused or not keep:
                raise _Undone
            report.matched = match_lines(session, actor)
            note_import(session, report, actor)
    except _Undone:
        pass
    except IntegrityError as error:
        raise Conflict(
            "Somebody else brings in the same calls just now.", "Nothing was written. Try again."
        ) from error
    return report


def note_import(session: Session, report: LogReport, actor: str) -> None:
    """Says in the audit log what an import did, where it did anything."""
    counts = {
        "added": report.added,
        "changed": len(report.changed),
        "held": len(report.held),
        "matched": report.matched,
    }
    if any(counts.values()):
        audit.record(session, actor, "log.imported", "log", **counts)


def retry_held_lines(database: Database, actor: str) -> LogReport:
    """Writes the lines that were held and name somebody by now; the others stay held."""
    with database.read() as session:
        rows = open_rows(session, HELD)
    return write_log(database, [_held_line(row) for row in rows], "held", actor)


def _held_line(row: HeldRow) -> Numbered:
    return Numbered(row.line, LogLine.model_validate(row.document["line"]))


class _Import:
    """One import, transaction by transaction."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._first: dict[tuple[int, str], Numbered] = {}

    def write(self, database: Database, lines: Sequence[Numbered], report: LogReport) -> None:
        for attempt in range(TRIES):
            done, seen = report.model_copy(deep=True), dict(self._first)
            try:
                with database.write() as session:
                    self.write_in(session, lines, done)
            except IntegrityError:  # another import wrote one of these lines at the same moment
                self._first = seen
                if attempt == TRIES - 1:
                    raise
                continue
            for name in LogReport.model_fields:
                setattr(report, name, getattr(done, name))
            return

    def write_in(self, session: Session, lines: Sequence[Numbered], report: LogReport) -> None:
        holding = Holding(session, HELD)
        placed = self._placed(session, lines, holding, report)
        there = _rows_there(session, list(placed))
        for key, (one, values) in placed.items():
            holding.settle(session, _key(one.line))
            row = there.get(key)
            if row is None:
                session.add(LoggedCall(team_id=key[0], external_id=key[1], **values))
                report.added += 1
            elif late := _too_late(row, values):
                report.refused.append(
                    _told(one, f"its week was drawn already: {late} cannot change any more")
                )
            elif changes := _changes(row, values):
                report.changed.append(_told(one, changes))
            else:
                report.unchanged += 1

    def _placed(
        self, session: Session, lines: Sequence[Numbered], holding: Holding, report: LogReport
    ) -> dict[tuple[int, str], tuple[Numbered, dict[str, Any]]]:
        """The lines by team and external id, each once, with what is written of them."""
        placed: dict[tuple[int, str], tuple[Numbered, dict[str, Any]]] = {}
        roster, teams = Roster(session), {team.name: team.id for team in session.scalars(select(Team))}
        for one in lines:
            rep = roster.find_rep(one.line.rep)
            if rep is None:
                why = f"nobody here is called {one.line.rep}"
                document = {"name": one.line.external_id, "line": one.line.model_dump(mode="json")}
                holding.hold(session, self._source, one.number, _key(one.line), why, document)
                report.held.append(_told(one, why))
                continue
            name = roster.team_name(one.line.team, rep, one.line.started_at)
            if name not in teams:
                teams[name] = find_team(session, name).id
            key = (teams[name], one.line.external_id)
            first = self._first.setdefault(key, one)
            if first is one:
                placed[key] = (one, _values(one.line, rep.id))
            elif first.line == one.line:
                report.unchanged += 1
            else:
                why = f"line {first.number} has the same id with other contents"
                report.refused.append(_told(one, why, "external_id"))
        return placed


def _rows_there(session: Session, keys: list[tuple[int, str]]) -> dict[tuple[int, str], LoggedCall]:
    found = session.scalars(
        select(LoggedCall)
        .where(tuple_(LoggedCall.team_id, LoggedCall.external_id).in_(keys))
        .with_for_update()
    )
    return {(row.team_id, row.external_id): row for row in found}


def _values(line: LogLine, rep_id: int) -> dict[str, Any]:
    return {
        "rep_id": rep_id,
        "started_at": line.started_at,
        "zone": line.zone,
        "week": line.week(),
        "seconds": line.seconds,
        "direction": line.direction,
        "kind": line.kind,
        "outcome": line.outcome,
    }


def _too_late(row: LoggedCall, values: dict[str, Any]) -> str:
    """What a draw depended on and the values would change, in words."""
    if row.draw_id is None:
        return ""
    changed = [name for name in DRAWN_FROM if getattr(row, name) != values[name]]
    return ", ".join(name.removesuffix("_id") for name in changed)


def _changes(row: LoggedCall, values: dict[str, Any]) -> str:
    """Puts the values into the row; what changed, in words, and nothing where they are as they were."""
    changes = []
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            setattr(row, name, new)
            if name != "week":  # it follows from the moment and the zone
                changes.append("rep" if name == "rep_id" else f"{name} {_shown(old)} → {_shown(new)}")
    return ", ".join(changes)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return value.isoformat() if isinstance(value, datetime) else str(value if value is not None else "none")


def _key(line: LogLine) -> str:
    return f"{line.team or ''}\n{line.external_id}"


def _told(one: Numbered, why: str, column: str | None = None) -> LineTold:
    return LineTold(line=one.number, external_id=one.line.external_id, column=column, why=why)
