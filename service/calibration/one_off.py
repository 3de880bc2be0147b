"""Gaps by groups that hr brings along in a file: read, worked out, forgotten. Nothing of it is stored."""

import csv
from datetime import datetime
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.gaps import Gaps
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.grouping import one_off_gaps
from service.calibration.pairs import double_scored
from service.db import audit
from service.db.tables import Call, RubricVersion
from service.people.who import Who

LONGEST_GROUP = 100
"""Letters: as many as the longest are laid by for every call."""


def gaps_by_file(
    session: Session, who: Who, row: RubricVersion, judge_key: str, file: str, at: datetime
) -> Gaps:
    """The judge minus people by the groups of the file; groups of fewer than 20 calls are only counted.

    The audit log keeps that it was done and by whom, and nothing of the file. Raises BadInput for a file
    that is none.
    """
    group_of = read_groups(file)
    doubles = double_scored(session, [row.id], judge_key, at)
    calls = session.scalars(select(Call).where(Call.id.in_([one.call for one in doubles])))
    names = {call.id: tuple(name for name in (call.public_id, call.external_id) if name) for call in calls}
    found = one_off_gaps(doubles, Rubric.from_document(row.document), group_of, names)
    audit.record(session, who.actor, "calibration.gaps_one_off", "gaps", groups=len(found.groups))
    return found


def read_groups(file: str) -> dict[str, str]:
    """Call → group. Raises BadInput, naming the row."""
    try:
        # Whatever ends a line: some programs write a bare carriage return.
        rows = list(csv.reader(StringIO(file.lstrip("\ufeff"), newline=None)))
    except csv.Error as error:
        raise BadInput("The file is no table.", "Save it as CSV. Nothing was kept.") from error
    if not rows or [one.strip().lower() for one in rows[0]] != ["unit", "group"]:
        raise BadInput("The first row has to be unit,group.", "One row a call. Nothing was kept.")
    found: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != 2 or not all(cell.strip() for cell in row):
            raise BadInput(f"Row {number} is not a call and a group.", "Nothing was kept.")
        if len(row[1].strip()) > LONGEST_GROUP:
            raise BadInput(
                f"Row {number} has a group of more than {LONGEST_GROUP} letters.", "Nothing was kept."
            )
        if row[0].strip() in found:
            raise BadInput(f"Row {number} names a call a second time.", "Nothing was kept.")
        found[row[0].strip()] = row[1].strip()
    return found


def text_of(file: bytes) -> str:
    """The file as text. Raises BadInput where it is none."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The file is not text in UTF-8.", "Save it as CSV. Nothing was kept.") from error
    if "\0" in text:
        raise BadInput("The file is not text.", "Save it as CSV. Nothing was kept.")
    return text
