"""Figures from a CSV file of any system: its columns are mapped to ours, the others are not read."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from scoring.complaint import complaint
from scoring.errors import BadInput
from scoring.metrics import FIELDS
from scoring.visible import shortened, visible
from service.metrics.actions import Numbered
from service.metrics.views import FigureLine, RowTold
from service.sheets import SheetRow, read_sheet

REP = ("rep_external_id", "rep", "email")
DAYS = ("first", "last", "day")
VALUES = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
COLUMNS = (*REP, "metric", *DAYS, *VALUES)
WHOLE = ("numerator", "denominator", "n")
_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,10})?")
_AMBIGUOUS = re.compile(r"-?\d{1,3},\d{3}")


@dataclass(frozen=True)
class FigureFile:
    """The figures of a file, what is wrong in it, and the columns that were not read."""

    lines: list[Numbered]
    refused: list[RowTold]
    unused: tuple[str, ...]
    sha256: str = field(default="")


def read_figures(file: Path, mapping: Mapping[str, str], metric: str | None) -> FigureFile:
    """Reads a CSV file. `mapping` says which of our columns is which of the file's; `metric` is that of every
    row where the file has no such column.

    Raises BadInput for a file that can't be read, and for a mapping to a column nobody knows.
    """
    theirs = _theirs(mapping)
    needed = [theirs[name] for name in (() if metric else ("metric",))]
    sheet = read_sheet(file, tuple(theirs.values()), needed=needed, any_of=[theirs[name] for name in REP])
    refused = [RowTold(line=one.line or 0, column=one.column, why=one.message) for one in sheet.mistakes]
    lines = []
    for row in sheet.rows:
        read = _line(row, theirs, metric)
        if isinstance(read, FigureLine):
            lines.append(Numbered(row.line, read))
        else:
            refused += read
    if not lines and not refused:
        raise BadInput(f"{file.name} has a header and no figures.", "Nothing was kept.")
    # What is read of a file depends on how its columns are taken.
    read_as = repr((sorted(mapping.items()), metric)).encode()
    digest = hashlib.sha256(file.read_bytes() + read_as).hexdigest()
    return FigureFile(lines, refused, sheet.unused, digest)


def _theirs(mapping: Mapping[str, str]) -> dict[str, str]:
    """Our columns → the file's."""
    unknown = [name for name in mapping if name not in COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise BadInput(f"There is no column {visible(unknown[0])} to be filled.", f"These are: {known}.")
    named = {ours: "_".join(theirs.strip().lower().split()) for ours, theirs in mapping.items()}
    taken = set(named.values())
    # A column of the file that was given to one of ours is not read as another of the same name.
    return {name: named.get(name, name if name not in taken else f"{name} (not read)") for name in COLUMNS}


def _line(row: SheetRow, theirs: Mapping[str, str], metric: str | None) -> FigureLine | list[RowTold]:
    wrong: list[RowTold] = []
    values: dict[str, object] = {
        "rep": next((row[theirs[name]] for name in REP if row[theirs[name]]), ""),
        "metric": row[theirs["metric"]] or metric or "",
    }
    if not values["rep"]:
        wrong.append(RowTold(line=row.line, column="rep", why="is empty"))
    for name in (*DAYS, *VALUES):
        text = row[theirs[name]]
        try:
            values[name] = (_day(text) if name in DAYS else _number(text, name)) if text else None
        except ValueError as error:
            wrong.append(RowTold(line=row.line, column=theirs[name], why=str(error)))
    if wrong:
        return wrong
    day = values.pop("day")
    values["first"] = values["first"] or day
    values["last"] = values["last"] or values["first"]
    if not values["first"]:
        return [RowTold(line=row.line, column="first", why="is empty, and there is no day")]
    try:
        return FigureLine.model_validate(values)
    except ValidationError as error:
        return [_told(row.line, one["loc"], complaint(one)) for one in error.errors()]


def _told(line: int, place: tuple[int | str, ...], message: str) -> RowTold:
    column = str(place[0]) if place else None
    return RowTold(line=line, column=column, why=visible(message))


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{_quoted(text)} is no day; write it as 2026-03-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{_quoted(text)} is not in the calendar") from None


def _number(text: str, name: str) -> int | float:
    bare = text.removesuffix("%").strip() if name in ("percentage", "average", "spread") else text
    if _AMBIGUOUS.fullmatch(bare):
        whole, rest = bare.split(",")
        raise ValueError(f"{_quoted(text)} can be read in two ways; write {whole}{rest} or {whole}.{rest}")
    if not _NUMBER.fullmatch(bare):
        raise ValueError(f"{_quoted(text)} is no number; write it as 1234 or 12.5")
    value = float(bare.replace(",", "."))
    if name in WHOLE or value.is_integer():
        if not value.is_integer():
            raise ValueError(f"{_quoted(text)} is no whole number")
        return int(value)
    return value


def _quoted(text: str) -> str:
    return f'"{shortened(visible(text), 40)}"'
