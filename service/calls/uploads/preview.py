"""What is known of files before they are sent: from their names, from a list, and from what was typed.

The page shows what is read here and sends it unchanged, so that names are read by the same rules everywhere.
What was typed goes before the list, the list before the name, the name before what holds for all.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.complaint import complaint
from scoring.errors import BadInput
from scoring.visible import visible
from service.calls import cells
from service.calls.details import NO_NUL, CallDetails, known_zone
from service.calls.imports.patterns import Pattern, read_pattern

MOST_FILES = 500
TYPED = ("rep", "start", "direction", "kind", "external_id")
"""The columns of the table that can be typed into."""

Cell = Field("", max_length=400, pattern=NO_NUL)


class Row(BaseModel):
    """A file, and what was typed beside it. A column that was emptied by hand is there, and empty."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=400, pattern=NO_NUL)
    typed: dict[str, str] = {}


class Question(BaseModel):
    """What the page asks about its files."""

    model_config = ConfigDict(extra="forbid")

    pattern: str = Cell
    zone: str = "UTC"
    team: str = Cell
    manifest: str = Field("", max_length=600_000, description="A list of recordings as CSV.")
    rows: list[Row] = Field(default=[], max_length=MOST_FILES)


class RowRead(BaseModel):
    """A row as it is understood: `details` where nothing is wrong, else `problems` by column."""

    name: str
    cells: dict[str, str]
    details: dict[str, Any] | None
    problems: dict[str, str]
    rep_name: str = ""
    drawn: bool = False


class Read(BaseModel):
    """All rows, and what is wrong with the pattern, the zone or the list."""

    rows: list[RowRead]
    problems: dict[str, str]
    unlisted: list[str] = []
    """Files of the list that were not dropped."""


def pattern_of(text: str) -> Pattern:
    """The pattern, where one is given; else one that says nothing. Raises BadInput."""
    return read_pattern(text.strip() or "any")


def read_row(
    row: Row, pattern: Pattern, listed: Mapping[str, str] | None, zone: str, team: str, today: datetime
) -> RowRead:
    """One file. `listed`: its row of the list, by column."""
    problems: dict[str, str] = {}
    said: dict[str, Any] = {"zone": zone}
    try:
        said |= pattern.read(PurePosixPath(row.name).name, zone, today)
    except ValueError as error:
        if listed is None:
            problems["file"] = str(error)
    texts = {**{key: text for key, text in (listed or {}).items() if text}, **row.typed}
    zone = said["zone"] = _read("zone", texts, said, problems, known_zone) or "UTC"
    readers: dict[str, Callable[[str], Any]] = {
        "start": lambda text: cells.moment(text, zone, today),
        "direction": cells.direction,
        "rep_channel": cells.channel,
        **dict.fromkeys(("rep", "team", "kind", "external_id", "outcome", "format"), str),
    }
    for column, reader in readers.items():
        said[column] = _read(column, texts, said, problems, reader)
    said["team"] = said["team"] or team or None
    shown = {column: str(texts.get(column, _written(said[column], zone))) for column in TYPED}
    details = _details(row.name, said, problems)
    return RowRead(name=row.name, cells=shown, details=details, problems=problems)


def read_rows(
    asked: Question, listed: Mapping[str, Mapping[str, str]], today: datetime
) -> tuple[list[RowRead], dict[str, str]]:
    """Every file, and what is wrong with what holds for all of them."""
    wrong: dict[str, str] = {}
    pattern, zone = read_pattern("any"), "UTC"
    try:
        pattern = pattern_of(asked.pattern)
    except BadInput as error:
        wrong["pattern"] = f"{error.message} {error.next_step}".strip()
    try:
        zone = known_zone(asked.zone)
    except ValueError as error:
        wrong["zone"] = str(error)
    rows = [
        read_row(row, pattern, of_file(listed, row.name), zone, asked.team.strip(), today)
        for row in asked.rows
    ]
    return rows, wrong


def of_file(listed: Mapping[str, Mapping[str, str]], name: str) -> Mapping[str, str] | None:
    """The row of the list that names this file: by its path in the folder, else by its last part."""
    return listed.get(name) or listed.get(PurePosixPath(name).name)


def _read(
    column: str,
    texts: Mapping[str, str],
    said: Mapping[str, Any],
    problems: dict[str, str],
    reader: Callable[[str], Any],
) -> Any:
    """What was written in a column, read; where nothing was, what is known already."""
    if column not in texts:
        return said.get(column)
    text = texts[column].strip()
    try:
        return reader(text) if text else None
    except ValueError as error:
        problems[column] = str(error)
        return None


def _written(value: Any, zone: str) -> str:
    """A value as it would be typed: a moment by the clocks of its zone."""
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _details(name: str, said: Mapping[str, Any], problems: dict[str, str]) -> dict[str, Any] | None:
    given = {key: value for key, value in said.items() if value not in (None, "")}
    try:
        details = CallDetails.model_validate({"file": PurePosixPath(name).name, **given})
    except ValidationError as error:
        problems |= {str(one["loc"][0]): visible(complaint(one)) for one in error.errors()}
        return None
    return None if problems else details.model_dump(mode="json", exclude_none=True)


def unlisted(listed: Mapping[str, object], rows: Sequence[Row]) -> list[str]:
    """Files of the list that are not among those that were dropped."""
    names = {row.name for row in rows} | {PurePosixPath(row.name).name for row in rows}
    return [name for name in listed if name not in names and PurePosixPath(name).name not in names]
