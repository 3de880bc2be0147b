"""The pieces a page is made of. Every text is data: nothing in it is markup."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from scoring.formats import day_in_words
from scoring.record import Record


class Paragraph(Record):
    """Some text. `quiet`: beside the matter; `strong`: what counts."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    look: Literal["plain", "quiet", "strong"] = "plain"


class Facts(Record):
    """Labels with their values."""

    kind: Literal["facts"] = "facts"
    pairs: tuple[tuple[str, str], ...]


class Table(Record):
    """Rows under columns. `widths` are shares of the page."""

    kind: Literal["table"] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


class Points(Record):
    """A list of points."""

    kind: Literal["points"] = "points"
    entries: tuple[str, ...]


class Quoted(Record):
    """Words of somebody else, with who and when."""

    kind: Literal["quoted"] = "quoted"
    text: str
    by: str = ""


class SignatureLine(Record):
    """A signature, or the line for one."""

    name: str
    role: str
    meaning: str
    when: str
    text_hash: str = ""


class SignatureLines(Record):
    """Who signs, side by side."""

    kind: Literal["signatures"] = "signatures"
    lines: tuple[SignatureLine, ...]


Block = Paragraph | Facts | Table | Points | Quoted | SignatureLines


class Section(Record):
    """A heading with what stands under it. `level` 1 begins a part, 2 a section, 3 a part of one."""

    title: str
    level: Literal[1, 2, 3] = 2
    new_page: bool = False
    blocks: tuple[Block, ...] = ()


class Paper(Record):
    """A whole document, ready to be set."""

    title: str
    subtitle: str
    copy_for: str = Field(description='"Copy for the rep": which of the copies this is')
    foot: str
    proof: tuple[tuple[str, str], ...] = Field(description="what ties the page to the record")
    sections: tuple[Section, ...]


def paragraphs(text: str, look: Literal["plain", "quiet", "strong"] = "plain") -> tuple[Paragraph, ...]:
    """A text as its paragraphs. Empty: none."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Paragraph(text=line, look=look) for line in lines if line)


def facts(pairs: Iterable[tuple[str, str]]) -> tuple[Facts, ...]:
    """The pairs that have a value. None of them: nothing."""
    filled = tuple((label, value) for label, value in pairs if value)
    return (Facts(pairs=filled),) if filled else ()


def points(entries: Iterable[str]) -> tuple[Points, ...]:
    """The entries that say something. None of them: nothing."""
    filled = tuple(entry for entry in entries if entry.strip())
    return (Points(entries=filled),) if filled else ()


def table(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> tuple[Table, ...]:
    """A table; without rows, nothing. A column in which nothing stands is left out."""
    filled = [tuple(row) for row in rows]
    used = [place for place in range(len(columns)) if any(row[place].strip() for row in filled)]
    if not used:
        return ()
    return (
        Table(
            columns=tuple(columns[place] for place in used),
            widths=tuple(widths[place] for place in used),
            rows=tuple(tuple(row[place] for place in used) for row in filled),
        ),
    )


def section(
    title: str, *blocks: Sequence[Block], level: Literal[1, 2, 3] = 2, new_page: bool = False
) -> tuple[Section, ...]:
    """A section; without anything under it, nothing."""
    filled = tuple(block for some in blocks for block in some)
    return (Section(title=title, level=level, new_page=new_page, blocks=filled),) if filled else ()


def moment(at: datetime, zone: str) -> str:
    """An instant by the clocks of the plan: "3 March 2026, 10:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_in_words(local.date())}, {local:%H:%M}"
