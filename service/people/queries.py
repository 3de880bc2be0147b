"""Finding people and teams."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import Membership, Person, Team
from service.db.types import new_public_id
from service.db.upsert import insert_once
from service.people.views import PersonView

EVERYBODY = "Everybody"
"""The team of calls that name neither a team nor a rep who is in one."""


def find_rep(session: Session, name: str) -> Person | None:
    """The person with that dialler id or e-mail; None where nobody has it. A name alone finds nobody."""
    by_id_or_mail = or_(Person.external_id == name, func.lower(Person.email) == name.lower())
    return session.scalars(select(Person).where(by_id_or_mail)).first()


def team_at(session: Session, person: Person, at: datetime) -> Team | None:
    """The team the rep was in at that moment; for one before their first team was known, the first.

    None for a rep who was in no team then.
    """
    stays = session.execute(
        select(Membership, Team)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == person.id, Membership.role == "rep")
        .order_by(Membership.since, Membership.id)
    ).all()
    return stay_at([(stay.since, stay.until, team) for stay, team in stays], at)


def stay_at(stays: Iterable[tuple[datetime, datetime | None, Team]], at: datetime) -> Team | None:
    """The team among stays (since, until, team), oldest first, at that moment."""
    listed = list(stays)
    if listed and at < listed[0][0]:
        return listed[0][2]
    return next(
        (team for since, until, team in listed if since <= at and (until is None or at < until)), None
    )


def holds_at(at: datetime) -> ColumnElement[bool]:
    """The stays of that moment. Without an end is also one that begins later: moves are noted beforehand."""
    return and_(Membership.since <= at, or_(Membership.until.is_(None), Membership.until > at))


def team_name(session: Session, given: str | None, rep: Person | None, at: datetime) -> str:
    """The team a call belongs to: the one that is given, else the rep's at that time, else Everybody."""
    if given is not None:
        return given
    team = None if rep is None else team_at(session, rep, at)
    return EVERYBODY if team is None else team.name


def everybody(session: Session) -> list[PersonView]:
    """Everybody by name, with their team of today."""
    rows = session.execute(
        select(Person, Membership, Team)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, holds_at(now())))
        .outerjoin(Team, Team.id == Membership.team_id)
        .order_by(func.lower(Person.name), Person.id, Membership.id)
    )
    return [
        PersonView(
            id=person.public_id,
            name=person.name,
            email=person.email,
            external_id=person.external_id,
            team=team and team.name,
            role=stay and stay.role,
            since=stay and stay.since,
        )
        for person, stay, team in rows
    ]


def find_team(session: Session, name: str) -> Team:
    """The team of that name, made where there is none yet: a team is only a label until people come."""
    asked = select(Team).where(Team.name == name)
    team = session.scalars(asked).one_or_none()
    if team is None:
        # Two uploads may bring the same new team at the same moment.
        insert_once(session, Team, {"name": name}, {"public_id": new_public_id(), "created_at": now()})
        team = session.scalars(asked).one()
    return team


class Roster:
    """Everybody at once, for imports of thousands of lines: names and teams without a query for each."""

    def __init__(self, session: Session) -> None:
        people = session.scalars(select(Person)).all()
        self._by_id = {person.external_id: person for person in people if person.external_id is not None}
        self._by_mail = {person.email.lower(): person for person in people if person.email is not None}
        self._stays: dict[int, list[tuple[datetime, datetime | None, Team]]] = {}
        stays = session.execute(
            select(Membership, Team)
            .join(Team, Team.id == Membership.team_id)
            .where(Membership.role == "rep")
            .order_by(Membership.since, Membership.id)
        )
        for stay, team in stays:
            self._stays.setdefault(stay.person_id, []).append((stay.since, stay.until, team))

    def find_rep(self, name: str) -> Person | None:
        """As `find_rep` finds them."""
        return self._by_id.get(name) or self._by_mail.get(name.lower())

    def team_name(self, given: str | None, rep: Person, at: datetime) -> str:
        """As `team_name` names it."""
        if given is not None:
            return given
        team = stay_at(self._stays.get(rep.id, ()), at)
        return EVERYBODY if team is None else team.name
