"""What an import left behind, and the folders and people it begins with."""

from pathlib import Path

from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Call, HeldRow, Membership, Person, Recording, Team
from service.people.queries import find_team
from tests.service.served import wav


def add_people(url: str, team: str = "Northwind") -> None:
    """Ana (dialler id 3201) and Ben (ben@northwind.example) take calls for that team."""
    database = Database(url)
    with database.write() as session:
        group = find_team(session, team)
        for person in (
            Person(name="Ana", external_id="3201", email="ana@northwind.example"),
            Person(name="Ben", email="ben@northwind.example"),
        ):
            session.add(person)
            session.flush()
            session.add(Membership(person_id=person.id, team_id=group.id, role="rep"))
    database.close()


def record(folder: Path, *names: str, first: int = 0) -> None:
    """Recordings of those names, each with a sound of its own."""
    folder.mkdir(exist_ok=True)
    for value, name in enumerate(names, start=first):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wav(value=value + 1))


def calls(url: str) -> list[tuple[Call, Person | None, Team, Recording]]:
    """The calls with rep, team and recording, in the order of their file names."""
    database = Database(url)
    with database.read() as session:
        rows = session.execute(
            select(Call, Person, Team, Recording)
            .outerjoin(Person, Person.id == Call.rep_id)
            .join(Team, Team.id == Call.team_id)
            .join(Recording, Recording.call_id == Call.id)
            .order_by(Recording.name)
        ).all()
    database.close()
    return [(call, rep, team, recording) for call, rep, team, recording in rows]


def held(url: str) -> list[HeldRow]:
    """The rows that were held, waiting or settled."""
    database = Database(url)
    with database.read() as session:
        rows = list(session.scalars(select(HeldRow).order_by(HeldRow.id)))
    database.close()
    return rows


def people(url: str) -> list[str]:
    database = Database(url)
    with database.read() as session:
        names = list(session.scalars(select(Person.name).order_by(Person.id)))
    database.close()
    return names
