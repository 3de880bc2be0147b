"""Takes on who works in the company of the demo."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Person, Team, TeamRules
from service.demo.members import MANAGERS, MEMBERS, PASSWORD
from service.people.actions import add_person, join
from service.people.invitations import set_password
from service.people.passwords import hash_password
from service.people.queries import find_team
from service.people.recognising import person_as_who
from service.people.roles import give
from service.people.views import NewPerson
from service.people.who import INSTALLATION, Who


@dataclass(frozen=True)
class Staff:
    """Keys and public ids by name, as of this database."""

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


def take_on(database: Database, since: datetime, counts_from: date) -> Staff:
    """Everybody, in their teams since then, with the shown password."""
    hashed = hash_password(PASSWORD, None)
    actor = INSTALLATION.actor
    with database.write() as session:
        for one in MEMBERS:
            new = NewPerson.model_validate(
                {"name": one.name, "email": one.email, "external_id": one.name.lower()}
            )
            person = add_person(session, new, since, actor)
            if one.team:
                role = "manager" if one.name in MANAGERS else "rep"
                join(session, person, find_team(session, one.team), role, since, actor)
            if one.role is not None:
                give(session, person, one.role, actor, alone=True)
            set_password(session, person, hashed, actor)
        for team in session.scalars(select(Team)):
            # One in four confirmations blind-first would leave the analyst's first click a surprise.
            session.add(TeamRules(team_id=team.id, blind_first=0, scores_count_from=counts_from))
    with database.read() as session:
        people = session.scalars(select(Person)).all()
        return Staff(
            database,
            keys={one.name: one.id for one in people},
            ids={one.name: one.public_id for one in people},
            teams={team.name: team.id for team in session.scalars(select(Team))},
        )
