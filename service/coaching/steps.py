"""The one step of a note: read what it is made from, write it, keep it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Focus
from scoring.coaching.records import ReviewedCall
from scoring.coaching.writing import write_note
from scoring.rubric import Rubric
from service.coaching.queries import calls_to_look_at, common_rubric, focus_before, reviewed, rubric_of
from service.db.tables import Note, Person, Team
from service.frame.weeks import first_day
from service.parts import Parts


@dataclass(frozen=True)
class Material:
    """What a note is made from: the week's calls, those since the focus began, and that focus."""

    rubric_id: int
    rubric: Rubric
    week: tuple[ReviewedCall, ...]
    since: tuple[ReviewedCall, ...]
    before: Focus | None
    teams: tuple[Team, ...]


def write(parts: Parts, note: str, number: int) -> None:
    """Writes the note and keeps it, unless it was asked for once more or released meanwhile."""
    with parts.database.read() as session:
        row = _wanted(session, note, number)
        material = _material(session, row) if row is not None else None
        week = row.week if row is not None else 0
    if material is None:
        return
    # A hosted model gets nothing of a team whose calls must not leave.
    writer = parts.writer if all(parts.may_send(team) for team in material.teams) else None
    made = write_note(
        material.rubric, material.week, first_day(week), material.before, material.since, writer
    )
    with parts.database.write() as session:
        row = _wanted(session, note, number)
        if row is not None:
            row.rubric_id, row.calls = material.rubric_id, [call.id for call in material.week]
            row.document = row.written = made.note.model_dump(mode="json")
            row.warnings = list(made.warnings)


def _wanted(session: Session, note: str, number: int) -> Note | None:
    asked = select(Note).where(Note.public_id == note, Note.tries == number, Note.state == "draft")
    return session.scalars(asked).one_or_none()


def _material(session: Session, row: Note) -> Material | None:
    rep = session.get_one(Person, row.rep_id)
    before = focus_before(session, rep, row.week)
    calls = calls_to_look_at(session, rep, row.week, before.since if before else None)
    common = common_rubric(session, calls, row.week)
    if common is None:
        return None
    rubric, scored_alike = common
    seen = [(call.week == row.week, reviewed(session, call)) for call in scored_alike]
    return Material(
        rubric_id=rubric.id,
        rubric=rubric_of(rubric),
        week=tuple(call for of_week, call in seen if of_week),
        since=tuple(call for of_week, call in seen if not of_week),
        before=before,
        teams=tuple(session.get_one(Team, team) for team in sorted({call.team_id for call in scored_alike})),
    )
