"""Talks and QA scores from before Sidetone: brought in from a file, all or none, and never measured with."""

import tempfile
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.complaint import complaint
from scoring.errors import BadInput
from scoring.formats import counted
from scoring.record import fingerprint
from scoring.visible import shortened, visible
from service.coaching.talk_views import EarlierLine, EarlierTold
from service.coaching.talks import may_coach
from service.db import audit
from service.db.base import now
from service.db.tables import EarlierRecord, Person
from service.errors import Unprocessable
from service.people.queries import find_rep
from service.people.who import Who
from service.sheets import SheetRow, read_sheet

COLUMNS = ("rep", "day", "kind", "value", "says")
NEEDED = ("rep", "day", "kind")
SHOWN = 20
"""Bad rows that are named at once."""
MOST = 500

Numbered = tuple[int, EarlierLine]


def read_earlier(text: bytes) -> list[Numbered]:
    """The records of a CSV file with their lines. Raises Unprocessable, naming each row that is wrong."""
    with tempfile.TemporaryDirectory(prefix="sidetone-") as folder:
        file = Path(folder) / "earlier.csv"
        file.write_bytes(text)
        try:
            sheet = read_sheet(file, COLUMNS, needed=NEEDED)
        except BadInput as error:
            raise Unprocessable(error.message.replace(str(file), "The file"), error.next_step) from error
    wrong, lines = [str(one) for one in sheet.mistakes], list[Numbered]()
    for row in sheet.rows:
        read = _line(row)
        if isinstance(read, EarlierLine):
            lines.append((row.line, read))
        else:
            wrong += read
    _refuse(wrong)
    if not lines:
        raise Unprocessable("The file has a header and no rows.", "Nothing was kept.")
    return lines


def bring_in(session: Session, who: Who, source: str, lines: list[Numbered]) -> EarlierTold:
    """Keeps all of the records, or none: raises Unprocessable with each line that names nobody they coach.

    What is here already stays; the same file twice brings nothing twice.
    """
    wrong, placed = [], list[tuple[Person, EarlierLine]]()
    for number, line in lines:
        rep = find_rep(session, line.rep)
        if rep is None or not may_coach(session, who, rep.id):
            wrong.append(f'line {number}: "{shortened(visible(line.rep), 40)}" is nobody you coach')
        elif line.kind == "score" and line.value is None:
            wrong.append(f"line {number}, column value: a score needs one")
        elif line.day > now().date():
            wrong.append(f"line {number}, column day: {line.day} is still to come")
        else:
            placed.append((rep, line))
    _refuse(wrong)
    told = EarlierTold(kept=0, unchanged=0)
    for rep, line in placed:
        if _keep(session, who, source, rep, line):
            told.kept += 1
        else:
            told.unchanged += 1
    audit.record(session, who.actor, "earlier.imported", "earlier", kept=told.kept, unchanged=told.unchanged)
    return told


def earlier_of(session: Session, rep: Person) -> list[EarlierRecord]:
    """What is known of the rep from before, newest first."""
    asked = select(EarlierRecord).where(EarlierRecord.rep_id == rep.id)
    return list(session.scalars(asked.order_by(EarlierRecord.day.desc(), EarlierRecord.id).limit(MOST)))


def _keep(session: Session, who: Who, source: str, rep: Person, line: EarlierLine) -> bool:
    mark = fingerprint([line.day.isoformat(), line.kind, line.value, line.says])
    there = select(EarlierRecord.id).where(EarlierRecord.rep_id == rep.id, EarlierRecord.fingerprint == mark)
    if session.scalar(there) is not None:
        return False
    session.add(
        EarlierRecord(
            rep_id=rep.id,
            day=line.day,
            kind=line.kind,
            value=line.value,
            says=line.says,
            source=source,
            fingerprint=mark,
            brought_by=who.actor,
        )
    )
    session.flush()
    return True


def _line(row: SheetRow) -> EarlierLine | list[str]:
    given = {"rep": row["rep"], "day": _day(row["day"]), "kind": row["kind"].lower(), "says": row["says"]}
    value = row["value"].removesuffix("%").strip().replace(",", ".")
    try:
        return EarlierLine.model_validate({**given, "value": value or None})
    except ValidationError as error:
        return [
            f"line {row.line}, column {one['loc'][0] if one['loc'] else '?'}: {visible(complaint(one))}"
            for one in error.errors()
        ]


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-20") else f"{text} is no day"
    except ValueError:
        return text


def _refuse(wrong: list[str]) -> None:
    if wrong:
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        rows = counted(len(wrong), "mistake", "mistakes")
        raise Unprocessable(f"Nothing was kept: {rows}.", "; ".join(wrong[:SHOWN]) + more + ".")
