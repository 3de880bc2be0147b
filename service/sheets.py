"""Tables that people export: CSV with commas, semicolons or tabs, with or without a BOM, from any system.

Every cell is text and stays text, whatever it looks like: what a spreadsheet would take for a formula is not
calculated here. A mistake is named by its line and column; the rows around it can be used.
"""

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.visible import shortened, visible

MOST_BYTES = 128 << 20
MOST_ROWS = 500_000
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a file, and where: its line (the header is usually line 1) and column, where known."""

    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (self.line and f"line {self.line}", self.column and f"column {self.column}")
            if part
        )
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class SheetRow:
    """A row: its cells by column, trimmed; a column that is not in the file is empty."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, the columns nobody asked for, and the rows that could not be read."""

    name: str
    rows: tuple[SheetRow, ...]
    unused: tuple[str, ...]
    mistakes: tuple[Mistake, ...]


def read_sheet(
    file: Path, columns: Collection[str], needed: Collection[str], any_of: Collection[str] = ()
) -> Sheet:
    """The sheet in a CSV file with a header. Column names are read in any case and order.

    `needed` are columns that have to be there, `any_of` some of which one has to be. Raises BadInput for a
    file that can't be read, is no text, has no header or lacks a column.
    """
    return sheet_of(_text(file), file.name, columns, needed, any_of)


def sheet_of(
    text: str, name: str, columns: Collection[str], needed: Collection[str], any_of: Collection[str] = ()
) -> Sheet:
    """The same, of a text that is called `name`."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    rows = _rows(csv.reader(StringIO(text, newline=""), delimiter=separator), name)
    line, first = next(((line, row) for line, row in rows if any(map(str.strip, row))), (1, []))
    names = [_column(cell) for cell in first]
    _refuse_header(name, line, names, columns, needed, any_of)
    good: list[SheetRow] = []
    mistakes: list[Mistake] = []
    for line, row in rows:
        if not any(map(str.strip, row)):
            continue
        if len(good) + len(mistakes) >= MOST_ROWS:
            raise BadInput(f"{name} has more than {MOST_ROWS:,} rows.", "Split it.")
        read = _row(line, row, names, columns)
        (good if isinstance(read, SheetRow) else mistakes).append(read)  # type: ignore[arg-type]
    unused = tuple(shortened(visible(one), 40) for one in names if one and one not in columns)
    return Sheet(name, tuple(good), unused, tuple(mistakes))


def _text(file: Path) -> str:
    try:
        if not file.is_file():
            raise BadInput(f"{file} is no file.", "Look at its path.")
        if file.stat().st_size > MOST_BYTES:
            raise BadInput(f"{file} has more than {MOST_BYTES >> 20} MB.", "Split it.")
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}.", "Look at its path and rights.") from error
    return text_of(data, str(file))


def text_of(data: bytes, name: str) -> str:
    """What a file holds. Raises BadInput where that is no text."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{name} is not a text in UTF-8.", 'Save it as "CSV UTF-8" and try again: nothing was done.'
        ) from error


def _rows(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins in."""
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        raise BadInput(
            f"{name}, line {begins}: not readable as CSV ({error}).", "Nothing was done."
        ) from error


def _column(cell: str) -> str:
    return "_".join(cell.strip().lower().split())


def _refuse_header(
    file: str,
    line: int,
    names: Sequence[str],
    columns: Collection[str],
    needed: Collection[str],
    any_of: Collection[str],
) -> None:
    found = ", ".join(shortened(visible(name), 40) for name in names if name)
    known = f"Columns that are read: {', '.join(columns)}."
    if not any(names):
        raise BadInput(f"{file} is empty.", known)
    twice = [name for name, count in Counter(names).items() if count > 1 and name in columns]
    if twice:
        raise BadInput(f"{file}, line {line}: the column {twice[0]} is there twice.", known)
    missing = [name for name in needed if name not in names]
    if any_of and not set(any_of) & set(names):
        missing.append(" or ".join(any_of))
    if missing:
        lacks = f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        raise BadInput(f"{file}, line {line}: the header {lacks}; it has: {found}.", known)


def _row(line: int, row: list[str], names: list[str], columns: Collection[str]) -> SheetRow | Mistake:
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name in columns}
    surplus = [cell for cell in row[len(names) :] if cell.strip()]
    if surplus:
        return Mistake(
            line, None, f"{counted(len(row), 'cell')} under {counted(len(names), 'column')}; is one unquoted?"
        )
    for name, cell in cells.items():
        if any(character < " " or character == "\x7f" for character in cell):
            return Mistake(line, name, "holds a line break or another control character")
    return SheetRow(line, cells)
