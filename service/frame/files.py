"""The call log as a CSV file: external_id, rep_external_id or email, start, seconds and more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from scoring.complaint import complaint
from scoring.visible import visible
from service.calls import cells
from service.frame.actions import Numbered
from service.frame.views import LineTold, LogLine
from service.sheets import Sheet, SheetRow, read_sheet, sheet_of

COLUMNS = (
    *("external_id", "rep", "rep_external_id", "email", "start", "zone"),
    *("seconds", "direction", "kind", "outcome", "team"),
)
NEEDED = ("external_id", "start", "seconds")
REP = ("rep_external_id", "rep", "email")
T = TypeVar("T")


@dataclass(frozen=True)
class LogFile:
    """The lines of a file, those that can't be used, and the columns that are not read."""

    lines: list[Numbered]
    refused: list[LineTold]
    unused: tuple[str, ...]


def read_log_file(file: Path, zone: str, today: datetime) -> LogFile:
    """Reads a CSV file; moments without an offset are by the clocks of their row's zone, else of `zone`."""
    return _log_of(read_sheet(file, COLUMNS, NEEDED, REP), zone, today)


def read_log_text(text: str, name: str, zone: str, today: datetime) -> LogFile:
    """The same, of a text that is called `name`."""
    return _log_of(sheet_of(text, name, COLUMNS, NEEDED, REP), zone, today)


def _log_of(sheet: Sheet, zone: str, today: datetime) -> LogFile:
    lines: list[Numbered] = []
    refused = [
        LineTold(line=one.line or 0, external_id="", column=one.column, why=one.message)
        for one in sheet.mistakes
    ]
    for row in sheet.rows:
        line, mistakes = _line(row, zone, today)
        refused += mistakes
        if line is not None:
            lines.append(Numbered(row.line, line))
    return LogFile(lines, refused, sheet.unused)


def _line(row: SheetRow, zone: str, today: datetime) -> tuple[LogLine | None, list[LineTold]]:
    mistakes: list[LineTold] = []

    def wrong(column: str, why: str) -> None:
        mistakes.append(LineTold(line=row.line, external_id=row["external_id"], column=column, why=why))

    def read(column: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(row[column])
        except ValueError as error:
            wrong(column, str(error))
            return None

    own = read("zone", lambda text: cells.zone(text, zone))
    values = {
        "external_id": row["external_id"],
        "rep": next((row[column] for column in REP if row[column]), ""),
        "zone": own,
        "start": read("start", lambda text: _moment(text, own or "UTC", today)),
        "seconds": read("seconds", cells.seconds),
        "direction": read("direction", cells.direction),
        **{column: row[column] or None for column in ("kind", "outcome", "team")},
    }
    for column in ("external_id", "rep"):
        if not values[column]:
            wrong(column, "is empty")
    if mistakes:
        return None, mistakes
    try:
        return LogLine.model_validate(values), []
    except ValidationError as error:
        for one in error.errors():
            wrong(str(one["loc"][0]), visible(complaint(one)))
        return None, mistakes


def _moment(text: str, zone: str, today: datetime) -> datetime:
    read = cells.moment(text, zone, today)
    if not isinstance(read, datetime):
        raise ValueError(f"{text!r} has no time; {cells.FORM}" if text else "is empty")
    return read
