"""A list of people as a CSV file: `name,email,external_id,team,role`. All of it goes in, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.visible import visible
from service.db import audit
from service.db.engine import Database
from service.db.tables import Person
from service.people.actions import add_person, join, move, open_stay
from service.people.queries import find_rep, find_team
from service.people.views import NewPerson, PeopleReport
from service.sheets import Mistake, Sheet, SheetRow, read_sheet

COLUMNS = ("name", "email", "external_id", "team", "role")
SHOWN = 20
"""Mistakes that are shown; of more, their number."""


def import_people(database: Database, file: Path, since: datetime, actor: str) -> PeopleReport:
    """Adds those who are new, changes and moves those who are there already, known by id or e-mail.

    An empty cell leaves what is known as it is. Raises BadInput naming every bad row; then nothing was done.
    """
    sheet = read_sheet(file, COLUMNS, needed=("name",), any_of=("email", "external_id"))
    import_ = _Import(since, actor)
    with database.write() as session:
        for row in sheet.rows:
            import_.take(session, row)
        _refuse(sheet, import_.mistakes)
        audit.record(session, actor, "people.imported", "people", **import_.report.model_dump())
    return import_.report


def _refuse(sheet: Sheet, found: list[Mistake]) -> None:
    mistakes = sorted([*sheet.mistakes, *found], key=lambda one: one.line or 0)
    if not mistakes:
        return
    shown = [str(mistake) for mistake in mistakes[:SHOWN]]
    rest = len(mistakes) - len(shown)
    more = [f"and {rest} more"] if rest else []
    raise BadInput(
        f"{sheet.name}: {counted(len(mistakes), 'mistake')}, nobody was added.", "\n".join(shown + more)
    )


@dataclass
class _Import:
    since: datetime
    actor: str
    report: PeopleReport = field(default_factory=PeopleReport)
    mistakes: list[Mistake] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)

    def take(self, session: Session, row: SheetRow) -> None:
        """One row; with a mistake in it, it is only noted."""
        try:
            given = {column: cell for column in COLUMNS if (cell := row[column])}
            new = NewPerson.model_validate({**given, "role": given.get("role", "rep").lower()})
            self._refuse_twice(row.line, new)
            self._write(session, new)
        except ValidationError as error:
            for one in error.errors():
                self.mistakes.append(Mistake(row.line, str(one["loc"][0]), _in_words(one["msg"])))
        except BadInput as error:
            self.mistakes.append(Mistake(row.line, None, visible(error.message)))

    def _refuse_twice(self, line: int, new: NewPerson) -> None:
        for name in filter(None, (new.external_id, new.email)):
            first = self._lines.setdefault(name, line)
            if first != line:
                raise BadInput(f"{name} stands in line {first} already.")

    def _write(self, session: Session, new: NewPerson) -> None:
        found = {person.id: person for person in _those_named(session, new)}
        if len(found) > 1:
            raise BadInput(f"{new.external_id} and {new.email} are two different people.")
        if not found:
            add_person(session, new, self.since, self.actor)
            self.report.added += 1
            return
        (person,) = found.values()
        changed, moved = _change(person, new), self._move(session, person, new)
        if changed:
            audit.record(session, self.actor, "person.changed", person.public_id, changed=changed)
        self.report.changed += bool(changed)
        self.report.moved += moved
        self.report.unchanged += not (changed or moved)
        session.flush()

    def _move(self, session: Session, person: Person, new: NewPerson) -> bool:
        if new.team is None or new.role != "rep":
            return False
        team, stay = find_team(session, new.team), open_stay(session, person)
        if stay is not None and stay.team_id == team.id:
            return False
        if stay is None:
            join(session, person, team, "rep", self.since, self.actor)
        else:
            move(session, person, team, self.since, self.actor)
        return True


def _those_named(session: Session, new: NewPerson) -> Iterator[Person]:
    for name in (new.external_id, new.email):
        person = None if name is None else find_rep(session, name)
        if person is not None:
            yield person


def _change(person: Person, new: NewPerson) -> list[str]:
    """What was changed, by name."""
    given = {"name": new.name, "email": new.email, "external_id": new.external_id}
    changes = {name: value for name, value in given.items() if value not in (None, getattr(person, name))}
    for name, value in changes.items():
        setattr(person, name, value)
    return sorted(changes)


def _in_words(message: str) -> str:
    return visible(message.removeprefix("Value error, "))
