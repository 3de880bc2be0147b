"""Adding people, and moving them between teams. Where somebody was and when is never overwritten."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from service.db import audit
from service.db.tables import Membership, Person, Team
from service.people.queries import find_rep, find_team
from service.people.views import NewPerson


def add_person(session: Session, new: NewPerson, since: datetime, actor: str) -> Person:
    """Adds somebody, with their team since then. Raises BadInput where they can't be told from another."""
    if new.email is None and new.external_id is None:
        raise BadInput(
            f"{new.name} has neither an e-mail nor an external id.",
            "Imports find people by one of them; give at least one.",
        )
    for name in (new.external_id, new.email):
        other = None if name is None else find_rep(session, name)
        if other is not None:
            raise BadInput(f"{name} is {other.name}'s already.", "Nobody was added.")
    person = Person(name=new.name, email=new.email, external_id=new.external_id)
    session.add(person)
    session.flush()
    audit.record(session, actor, "person.added", person.public_id)
    if new.team is not None:
        join(session, person, find_team(session, new.team), new.role, since, actor)
    return person


def move(session: Session, person: Person, team: Team, since: datetime, actor: str) -> None:
    """The rep is in that team from then on; until then they stay where they were.

    Raises BadInput where they are in it already, or came to their team of today only later.
    """
    now_in = open_stay(session, person)
    if now_in is not None and now_in.team_id == team.id:
        raise BadInput(f"{person.name} is in {team.name} already.", "Nothing was changed.")
    if now_in is not None and since <= now_in.since:
        raise BadInput(
            f"{person.name} came to their team of today on {now_in.since:%Y-%m-%d %H:%M} UTC, not before.",
            "Move them at a later moment. Nothing was changed.",
        )
    if now_in is not None:
        now_in.until = since
        session.flush()
    join(session, person, team, "rep", since, actor)


def join(session: Session, person: Person, team: Team, role: str, since: datetime, actor: str) -> None:
    """Notes that the person is in the team from then on."""
    session.add(Membership(person_id=person.id, team_id=team.id, role=role, since=since))
    audit.record(session, actor, "person.joined", person.public_id, team=team.public_id, role=role)


def mark_health_data(session: Session, team: Team, health: bool, basis: str | None, actor: str) -> None:
    """Notes whether people speak of their health in the team's calls, and on what legal basis a language
    model on another network may read them all the same; None: it may not.

    Raises BadInput for a basis without health data, and for an empty one.
    """
    if basis is not None and (not health or not basis.strip()):
        raise BadInput(
            "A legal basis is written down for health data, in words.", "Give both, or neither of them."
        )
    team.health_data, team.legal_basis = health, basis.strip() if basis else None
    audit.record(session, actor, "team.health_data", team.public_id, health=health, basis=basis is not None)


def open_stay(session: Session, person: Person) -> Membership | None:
    """The rep's team of today; None where they are in none."""
    return session.scalars(
        select(Membership).where(
            Membership.person_id == person.id, Membership.role == "rep", Membership.until.is_(None)
        )
    ).one_or_none()
