"""A list of recordings: `file,rep_external_id|email,start,zone,direction,kind,rep_channel` and a few more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from service.calls import cells
from service.calls.imports.wanted import Unusable, Wanted, wanted_recording
from service.sheets import Mistake, Sheet, SheetRow, read_sheet

COLUMNS = (
    *("file", "rep_external_id", "email", "start", "zone", "direction", "kind", "rep_channel"),
    *("team", "external_id", "outcome"),
)

T = TypeVar("T")


@dataclass(frozen=True)
class Defaults:
    """What holds where a row or a file name does not say."""

    zone: str = "UTC"
    team: str | None = None


@dataclass(frozen=True)
class Listed:
    """What a list asks for, in its order, and the columns of it that are not read."""

    entries: list[Wanted | Unusable]
    unused: tuple[str, ...] = ()


def read_manifest(file: Path, folder: Path, defaults: Defaults, today: datetime) -> Listed:
    """The recordings a manifest names, in that folder. Raises BadInput where it can't be read at all."""
    sheet = read_sheet(file, COLUMNS, needed=("file",), any_of=("rep_external_id", "email"))
    entries = [_entry(row, folder, defaults, today) for row in sheet.rows]
    return Listed([*entries, *_unreadable(sheet)], sheet.unused)


def _unreadable(sheet: Sheet) -> list[Unusable]:
    return [Unusable("", (mistake,), mistake.line) for mistake in sheet.mistakes]


def _entry(row: SheetRow, folder: Path, defaults: Defaults, today: datetime) -> Wanted | Unusable:
    mistakes: list[Mistake] = []

    def read(column: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(row[column])
        except ValueError as error:
            mistakes.append(Mistake(row.line, column, str(error)))
            return None

    path = read("file", lambda text: inside(folder, text))
    zone = read("zone", lambda text: cells.zone(text, defaults.zone))
    values: dict[str, object] = {
        "zone": zone,
        "start": read("start", lambda text: cells.moment(text, zone or "UTC", today)),
        "direction": read("direction", cells.direction),
        "rep_channel": read("rep_channel", cells.channel),
        "team": row["team"] or defaults.team,
        **{column: row[column] for column in ("kind", "external_id", "outcome")},
    }
    reps = tuple(name for name in (row["rep_external_id"], row["email"]) if name)
    if path is None or mistakes:
        return Unusable(row["file"], tuple(mistakes), row.line)
    return wanted_recording(path, row["file"], reps, values, row.line)


def inside(folder: Path, name: str) -> Path:
    """The file of that name in the folder. Raises ValueError for a name that leads out of it, or is none."""
    if not name:
        raise ValueError("names no file")
    path = (folder / name.replace("\\", "/")).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} lies outside the folder")
    return path
