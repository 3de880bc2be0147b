"""Writing the call log: each line once, changes said, lines that name nobody held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
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


LineKey = tuple[int, str]
"""By what a line is known: its team's key and its external id."""


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
    import_ = _Import()
    for start in range(0, len(lines), AT_ONCE):
        import_.write(database, source, lines[start : start + AT_ONCE], report)
    with database.write() as session:
        report.matched = match_lines(session, actor)
        note_import(session, report, actor)
    return report


def write_log_whole(database: Database, lines: Sequence[Numbered], source: str, actor: str) -> LogReport:
    """The same in one transaction: with one line refused nothing is written.

    Raises Conflict where somebody else brings in one of these lines at the same moment.
    """
    report, import_ = LogReport(), _Import()
    try:
        with database.write() as session:
            import_.sort_in(Hand(session, source), lines, report)
            if report.refused:
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


def look_at_lines(session: Session, lines: Sequence[Numbered]) -> LogReport:
    """What bringing them in whole would do, found out by reading alone: nobody who writes waits for it."""
    report = LogReport()
    _Import().sort_in(Eye(session), lines, report)
    return report


class _Undone(Exception):
    """What was written is taken back."""


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


class Eye:
    """What an import sees of the log, and of everything it would write nothing."""

    def __init__(self, session: Session) -> None:
        self.session, self.roster = session, Roster(session)
        self._teams = {team.name: team.id for team in session.scalars(select(Team))}

    def team(self, name: str) -> int:
        """The key of that team; one that is not here yet gets one that no team has."""
        if name not in self._teams:
            self._teams[name] = self._new_team(name)
        return self._teams[name]

    def rows(self, keys: Sequence[LineKey]) -> dict[LineKey, LoggedCall]:
        """The lines of the log that are there already."""
        found = self.session.scalars(self._asked(keys))
        return {(row.team_id, row.external_id): row for row in found}

    def hold(self, one: Numbered, why: str) -> None:
        """The line waits until somebody is called so."""

    def settle(self, line: LogLine) -> None:
        """Nothing waits under that line any more."""

    def add(self, key: LineKey, values: dict[str, Any]) -> None:
        """The line is new."""

    def change(self, row: LoggedCall, values: dict[str, Any]) -> None:
        """The line has other values now."""

    def _new_team(self, name: str) -> int:
        return -len(self._teams)

    def _asked(self, keys: Sequence[LineKey]) -> Select[LoggedCall]:
        return select(LoggedCall).where(tuple_(LoggedCall.team_id, LoggedCall.external_id).in_(keys))


class Hand(Eye):
    """The same, and it writes."""

    def __init__(self, session: Session, source: str) -> None:
        super().__init__(session)
        self._source, self._holding = source, Holding(session, HELD)

    def hold(self, one: Numbered, why: str) -> None:
        document = {"name": one.line.external_id, "line": one.line.model_dump(mode="json")}
        self._holding.hold(self.session, self._source, one.number, _key(one.line), why, document)

    def settle(self, line: LogLine) -> None:
        self._holding.settle(self.session, _key(line))

    def add(self, key: LineKey, values: dict[str, Any]) -> None:
        self.session.add(LoggedCall(team_id=key[0], external_id=key[1], **values))

    def change(self, row: LoggedCall, values: dict[str, Any]) -> None:
        for name, new in values.items():
            setattr(row, name, new)

    def _new_team(self, name: str) -> int:
        return find_team(self.session, name).id

    def _asked(self, keys: Sequence[LineKey]) -> Select[LoggedCall]:
        return super()._asked(keys).with_for_update()


class _Import:
    """One import, however many transactions it takes."""

    def __init__(self) -> None:
        self._first: dict[LineKey, Numbered] = {}

    def write(self, database: Database, source: str, lines: Sequence[Numbered], report: LogReport) -> None:
        """In a transaction of its own."""
        for attempt in range(TRIES):
            done, seen = report.model_copy(deep=True), dict(self._first)
            try:
                with database.write() as session:
                    self.sort_in(Hand(session, source), lines, done)
            except IntegrityError:  # another import wrote one of these lines at the same moment
                self._first = seen
                if attempt == TRIES - 1:
                    raise
                continue
            for name in LogReport.model_fields:
                setattr(report, name, getattr(done, name))
            return

    def sort_in(self, eye: Eye, lines: Sequence[Numbered], report: LogReport) -> None:
        """Each line to where it belongs; the report says where that was."""
        for start in range(0, len(lines), AT_ONCE):
            self._sort_some(eye, lines[start : start + AT_ONCE], report)

    def _sort_some(self, eye: Eye, lines: Sequence[Numbered], report: LogReport) -> None:
        placed = self._placed(eye, lines, report)
        there = eye.rows(list(placed))
        for key, (one, values) in placed.items():
            eye.settle(one.line)
            row = there.get(key)
            if row is None:
                eye.add(key, values)
                report.added += 1
            elif late := _too_late(row, values):
                report.refused.append(
                    _told(one, f"its week was drawn already: {late} cannot change any more")
                )
            elif changes := _changes(row, values):
                report.changed.append(_told(one, changes))
                eye.change(row, values)
            else:
                report.unchanged += 1

    def _placed(
        self, eye: Eye, lines: Sequence[Numbered], report: LogReport
    ) -> dict[LineKey, tuple[Numbered, dict[str, Any]]]:
        """The lines by team and external id, each once, with what is written of them."""
        placed: dict[LineKey, tuple[Numbered, dict[str, Any]]] = {}
        for one in lines:
            rep = eye.roster.find_rep(one.line.rep)
            if rep is None:
                why = f"nobody here is called {one.line.rep}"
                eye.hold(one, why)
                report.held.append(_told(one, why))
                continue
            team = eye.team(eye.roster.team_name(one.line.team, rep, one.line.started_at))
            key = (team, one.line.external_id)
            first = self._first.setdefault(key, one)
            if first is one:
                placed[key] = (one, _values(one.line, rep.id))
            elif first.line == one.line:
                report.unchanged += 1
            else:
                why = f"line {first.number} has the same id with other contents"
                report.refused.append(_told(one, why, "external_id"))
        return placed


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
    """What the values would change, in words. The week is not named: it follows from moment and zone."""
    said = (
        "rep" if name == "rep_id" else f"{name} {_shown(getattr(row, name))} → {_shown(new)}"
        for name, new in values.items()
        if name != "week" and getattr(row, name) != new
    )
    return ", ".join(said)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return value.isoformat() if isinstance(value, datetime) else str(value if value is not None else "none")


def _key(line: LogLine) -> str:
    return f"{line.team or ''}\n{line.external_id}"


def _told(one: Numbered, why: str, column: str | None = None) -> LineTold:
    return LineTold(line=one.number, external_id=one.line.external_id, column=column, why=why)
