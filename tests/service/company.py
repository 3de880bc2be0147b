"""The people of the tests, in a database, and browsers in which they are signed in.

Ana and Rui are reps of Northwind, whose manager is Sam; Ben is their customer and nobody here. Otis manages
Southgate, where Uma is a rep: he must see nothing of Northwind. Quinn and Quill are qa, Hana is hr, Ada is
admin, Aud is auditor.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.engine import Database
from service.db.tables import Membership, Person, PersonRole, Team
from service.people import api_tokens, sessions
from service.people.recognising import person_as_who
from service.people.scopes import Scope
from service.people.who import Who

SINCE = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""Since when everybody is where they are."""
IN_TEAMS = (
    ("Ana", "Northwind", "rep"),
    ("Rui", "Northwind", "rep"),
    ("Sam", "Northwind", "manager"),
    ("Uma", "Southgate", "rep"),
    ("Otis", "Southgate", "manager"),
)
WITH_ROLES = (("Quinn", "qa"), ("Quill", "qa"), ("Hana", "hr"), ("Ada", "admin"), ("Aud", "auditor"))


@dataclass(frozen=True)
class Company:
    """Keys and public ids by name."""

    database: Database
    keys: dict[str, int]
    ids: dict[str, str]
    teams: dict[str, int]

    def who(self, name: str) -> Who:
        """The person as a route receives them."""
        with self.database.read() as session:
            found = person_as_who(session, self.keys[name])
        assert found is not None
        return found


def company(database: Database) -> Company:
    """Everybody, in a database that has nobody yet."""
    with database.write() as session:
        teams = {name: Team(name=name) for name in ("Northwind", "Southgate")}
        people = {name: Person(name=name, email=mail(name), external_id=name.lower()) for name, *_ in _all()}
        session.add_all([*teams.values(), *people.values()])
        session.flush()
        for name, team, role in IN_TEAMS:
            stay = Membership(person_id=people[name].id, team_id=teams[team].id, role=role, since=SINCE)
            session.add(stay)
        for name, role in WITH_ROLES:
            session.add(PersonRole(person_id=people[name].id, role=role, asked_by="test", since=SINCE))
        session.flush()
        return Company(
            database,
            keys={name: row.id for name, row in people.items()},
            ids={name: row.public_id for name, row in people.items()},
            teams={name: row.id for name, row in teams.items()},
        )


def as_(client: TestClient, name: str) -> TestClient:
    """A browser in which that person is signed in, on the application of `client`."""
    headers = {"Cookie": cookie_of(client, name)}
    return TestClient(client.app, headers=headers, raise_server_exceptions=False, follow_redirects=False)


def cookie_of(client: TestClient, name: str) -> str:
    """The cookie of a browser in which that person is signed in, as it is sent."""
    state: Any = client.app.state  # type: ignore[attr-defined]
    with state.web.database.write() as session:
        cookie = sessions.start(session, _named(session, name), "password")
    return f"{sessions.cookie_name(state.settings)}={cookie}"


def with_token(client: TestClient, name: str, *scopes: Scope) -> TestClient:
    """A program with a token of that person and those scopes."""
    headers = {"Authorization": f"Bearer {token_of(client, name, *scopes)}"}
    return TestClient(client.app, headers=headers, raise_server_exceptions=False, follow_redirects=False)


def token_of(client: TestClient, name: str, *scopes: Scope) -> str:
    """A token of that person with those scopes."""
    state: Any = client.app.state  # type: ignore[attr-defined]
    with state.web.database.write() as session:
        return api_tokens.make(session, _named(session, name), "tests", scopes, days=1)[1]


def signed_out(client: TestClient) -> TestClient:
    """A browser in which nobody is signed in."""
    return TestClient(client.app, raise_server_exceptions=False, follow_redirects=False)


def mail(name: str) -> str:
    return f"{name.lower()}@northwind.example"


def _named(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.name == name)).one()


def _all() -> list[tuple[str, ...]]:
    return [*IN_TEAMS, *WITH_ROLES]
