"""Reads ratings from CSV text: one row a rating, `unit,rater,value`, an empty value = missing.

Every mistake is named by its row as a spreadsheet counts them: the header is row 1.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import pairwise

import numpy as np

from scoring.agreement.ratings import MISSING, Ratings, Scale
from scoring.errors import BadInput, BadRatings
from scoring.formats import counted
from scoring.visible import shortened

COLUMNS = ("unit", "rater", "value")
MOST_RATERS = 100
MOST_VALUES = 101
LARGEST_VALUE = 1e9

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_FORM = "The form is one row a rating: unit,rater,value; leave the value empty where it is missing."


@dataclass(frozen=True)
class RatingsFile:
    """What a file holds: the ratings, and what was noticed that is no mistake."""

    ratings: Ratings
    notes: tuple[str, ...]


def read_scale(text: str) -> Scale:
    """The scale in a text such as "1,2,3,4,5": its numbers in any order.

    Raises:
        BadInput: not numbers, one of them twice or beyond a billion, fewer than two or more than 101.
    """
    parts = [part.strip() for part in text.split(",")]
    values = [_number(part) for part in parts]
    if None in values:
        wrong = next(part for part, value in zip(parts, values, strict=True) if value is None)
        raise BadInput(
            f"The scale {text!r} has {wrong!r} in it, which is not a number.",
            "Name every value of the scale, for example --scale 1,2,3,4,5.",
        )
    if len(values) > MOST_VALUES:
        raise BadInput(f"The scale has {len(values)} values; at most {MOST_VALUES} can be used.")
    numbers = sorted(value for value in values if value is not None)
    if max(map(abs, numbers)) > LARGEST_VALUE:
        raise BadInput(f"The scale {text!r} has a value beyond ±{LARGEST_VALUE:,.0f}.")
    twice = [value for value, following in pairwise(numbers) if value == following]
    if twice:
        raise BadInput(f"The scale {text!r} names {twice[0]:g} twice.")
    return Scale(tuple(numbers))


def read_ratings(text: str, scale: Scale, file: str) -> RatingsFile:
    """The ratings in the text of a CSV file, which may be separated by commas, semicolons or tabs.

    Units and raters keep the order in which they first come. In a file with semicolons a comma in a
    number is the decimal point, as spreadsheets write it where that is the custom.

    Raises:
        BadRatings: no header, a row that is not a rating, a value off the scale, two different values for
            one unit and rater, no ratings, fewer than two raters; with every row named.
    """
    header, _, _ = text.lstrip("\r\n").partition("\n")
    separator = max(",;\t", key=header.count)
    rows = _rows(csv.reader(StringIO(text, newline=""), delimiter=separator), file)
    columns, notes = _columns(rows, file)
    sheet = _Sheet(scale, decimal_comma=separator == ";")
    for number, row in rows:
        if any(cell.strip() for cell in row):
            sheet.take(number, row, columns)
    if sheet.mistakes:
        raise BadRatings(file, sheet.mistakes)
    if sheet.repeated:
        notes.append(f"{counted(sheet.repeated, 'row')} said the same as an earlier one and counted once")
    return RatingsFile(sheet.ratings(file), tuple(notes))


def _rows(reader: Iterable[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, as a spreadsheet counts them."""
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise BadRatings(file, [f"row {number + 1}: not readable as CSV ({error})"]) from error


def _columns(rows: Iterator[tuple[int, list[str]]], file: str) -> tuple[tuple[int, int, int], list[str]]:
    """Where unit, rater and value stand, and a note on columns that are not used."""
    number, header = next(((n, row) for n, row in rows if any(cell.strip() for cell in row)), (0, []))
    if not header:
        raise BadRatings(file, ["the file is empty"], _FORM)
    names = [cell.strip().lower() for cell in header]
    missing = [name for name in COLUMNS if names.count(name) != 1]
    if missing:
        found = ",".join(cell.strip() for cell in header)[:80]
        wanted = " and ".join(f"one column {name!r}" for name in missing)
        raise BadRatings(file, [f"row {number}: the header needs {wanted}; found {found!r}"], _FORM)
    unused = [cell.strip() for cell, name in zip(header, names, strict=True) if name not in COLUMNS]
    notes = [f"columns not used: {', '.join(unused)}"] if unused else []
    return (names.index("unit"), names.index("rater"), names.index("value")), notes


@dataclass
class _Sheet:
    """Ratings as they are read, with the row each came from."""

    scale: Scale
    decimal_comma: bool
    units: dict[str, int] = field(default_factory=dict)
    raters: dict[str, int] = field(default_factory=dict)
    seen: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    repeated: int = 0
    known: dict[str, int] = field(default_factory=lambda: {"": MISSING})

    def take(self, number: int, row: Sequence[str], columns: tuple[int, int, int]) -> None:
        """One row: a rating, a repetition, or a mistake."""
        if len(row) <= max(columns):
            self.mistakes.append(f"row {number}: only {counted(len(row), 'cell')}")
            return
        unit, rater, value = (row[column].strip() for column in columns)
        if not unit or not rater:
            self.mistakes.append(f"row {number}: no {'unit' if not unit else 'rater'}")
            return
        code = self.known.get(value)
        if code is None and (code := self._code(number, value)) is None:
            return
        place = (
            self.units.setdefault(unit, len(self.units)),
            self.raters.setdefault(rater, len(self.raters)),
        )
        first_row, first_code = self.seen.setdefault(place, (number, code))
        if first_code != code:
            self.mistakes.append(
                f"row {number}: {_name(rater)} rates {_name(unit)} {self._shown(code)}, "
                f"but in row {first_row} {self._shown(first_code)}"
            )
        elif first_row != number:
            self.repeated += 1

    def _code(self, number: int, value: str) -> int | None:
        """The place of a value on the scale, remembered by its text."""
        amount = _number(value.replace(",", ".") if self.decimal_comma else value)
        if amount is None:
            self.mistakes.append(f"row {number}: the value {_name(value)} is not a number")
        elif amount not in self.scale.values:
            on_it = ", ".join(f"{v:g}" for v in self.scale.values[:11])
            self.mistakes.append(f"row {number}: the value {value[:40]} is not on the scale {on_it}")
        else:
            self.known[value] = self.scale.values.index(amount)
            return self.known[value]
        return None

    def _shown(self, code: int) -> str:
        return "empty" if code == MISSING else f"{self.scale.values[code]:g}"

    def ratings(self, file: str) -> Ratings:
        """The frame. Raises BadRatings where it could show no agreement."""
        if not any(code != MISSING for _, code in self.seen.values()):
            raise BadRatings(file, ["there are no ratings in it"], _FORM)
        if len(self.raters) < 2:
            raise BadRatings(file, [f"only one rater, {_name(next(iter(self.raters)))}: agreement needs two"])
        if len(self.raters) > MOST_RATERS:
            raise BadRatings(
                file,
                [f"{len(self.raters):,} raters and {len(self.units):,} units; at most {MOST_RATERS} raters"],
                "Are the columns unit and rater the right way round?",
            )
        codes = np.full((len(self.units), len(self.raters)), MISSING, dtype=np.int16)
        places = np.array(list(self.seen), dtype=np.int64)
        codes[places[:, 0], places[:, 1]] = [code for _, code in self.seen.values()]
        return Ratings(tuple(self.units), tuple(self.raters), self.scale, codes)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _name(text: str) -> str:
    """What somebody wrote, as a message can hold it."""
    return repr(shortened(text, 40))
