"""What the pages of people show."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.record import Record
from scoring.visible import visible
from service.db.base import now
from service.db.tables import Deputy, Membership, Person, PersonRole, Team
from service.people.account import ROLE_WORDS
from service.people.queries import holds_at
from service.people.roles import roles_of
from service.people.who import Who
from service.web.seen import mark_of

GIVEN = ("qa", "hr", "admin", "auditor")


class PersonLine(Record):
    """Somebody in the list."""

    id: str
    name: str
    email: str
    teams: str
    roles: str
    state: str
    look: str


class PeoplePage(Record):
    """Everybody, and the teams there are."""

    people: tuple[PersonLine, ...]
    teams: tuple[tuple[str, str], ...]


class StayLine(Record):
    """A time in a team."""

    id: str
    team: str
    role: str
    since: str
    until: str
    open: bool


class RoleLine(Record):
    """A role that was given, or that waits for a second admin."""

    role: str
    words: str
    waits: bool
    may_agree: bool


class PersonPage(Record):
    """One person, as an admin sees them. `seen`: the mark of their teams, for who moves them."""

    id: str
    name: str
    email: str
    external_id: str
    state: str
    look: str
    left: bool
    stays: tuple[StayLine, ...]
    roles: tuple[RoleLine, ...]
    to_give: tuple[tuple[str, str], ...]
    deputies: tuple[str, ...]
    teams: tuple[str, ...]
    seen: str


def people_page(session: Session) -> PeoplePage:
    """Everybody by name; people who left come last."""
    teams, roles = _teams_of_everybody(session), _roles_of_everybody(session)
    in_order = select(Person).order_by(Person.left_at.is_not(None), func.lower(Person.name), Person.id)
    lines = []
    for person in session.scalars(in_order):
        state, look = _state(person)
        lines.append(
            PersonLine(
                id=person.public_id,
                name=visible(person.name),
                email=visible(person.email or person.external_id or ""),
                teams=", ".join(teams.get(person.id, ())),
                roles=", ".join(roles.get(person.id, ())),
                state=state,
                look=look,
            )
        )
    known = session.scalars(select(Team).order_by(Team.name))
    return PeoplePage(
        people=tuple(lines), teams=tuple((team.public_id, visible(team.name)) for team in known)
    )


def person_page(session: Session, who: Who, person: Person) -> PersonPage:
    """The person with their history of teams, roles and deputies."""
    given = roles_of(session, person)
    has = {row.role for row in given}
    state, look = _state(person)
    stays = tuple(_stays(session, person))
    return PersonPage(
        id=person.public_id,
        name=visible(person.name),
        email=visible(person.email or ""),
        external_id=visible(person.external_id or ""),
        state=state,
        look=look,
        left=person.left_at is not None,
        stays=stays,
        roles=tuple(_role(who, person, row) for row in given),
        to_give=tuple((role, ROLE_WORDS[role]) for role in GIVEN if role not in has),
        deputies=tuple(_deputies(session, person)),
        teams=tuple(session.scalars(select(Team.name).order_by(Team.name))),
        seen=mark_of(stays),
    )


def stays_mark(session: Session, person: Person) -> str:
    """Their times in teams, as a mark."""
    return mark_of(tuple(_stays(session, person)))


def _state(person: Person) -> tuple[str, str]:
    if person.left_at is not None:
        return f"access ended {_day(person.left_at)}", "neutral"
    if person.password:
        return "can sign in", "good"
    return ("not signed in yet", "short") if person.email else ("no e-mail", "neutral")


def _role(who: Who, person: Person, row: PersonRole) -> RoleLine:
    waits = row.since is None
    second = who.person is not None and who.person != person.id and who.actor != row.asked_by
    return RoleLine(
        role=row.role,
        words=ROLE_WORDS[row.role],
        waits=waits,
        may_agree=waits and second,
    )


def _stays(session: Session, person: Person) -> list[StayLine]:
    rows = session.execute(
        select(Membership, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == person.id)
        .order_by(Membership.until.is_not(None), Membership.since.desc(), Membership.id.desc())
    )
    return [
        StayLine(
            id=stay.public_id,
            team=visible(team),
            role=stay.role,
            since=_day(stay.since),
            until=_day(stay.until) if stay.until else "still",
            open=stay.until is None,
        )
        for stay, team in rows
    ]


def _deputies(session: Session, person: Person) -> list[str]:
    rows = session.execute(
        select(Deputy, Person.name)
        .join(Person, Person.id == Deputy.deputy_id)
        .where(Deputy.manager_id == person.id)
        .order_by(Deputy.id.desc())
        .limit(10)
    )
    return [
        f"{visible(name)}, {_day(row.since)} to {_day(row.until) if row.until else 'further notice'}"
        for row, name in rows
    ]


def _teams_of_everybody(session: Session) -> dict[int, list[str]]:
    rows = session.execute(
        select(Membership.person_id, Membership.role, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(holds_at(now()))
        .order_by(Membership.id)
    )
    found: dict[int, list[str]] = {}
    for person, role, team in rows:
        found.setdefault(person, []).append(f"{visible(team)} ({role})")
    return found


def _roles_of_everybody(session: Session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in session.scalars(select(PersonRole).where(PersonRole.until.is_(None)).order_by(PersonRole.id)):
        words = ROLE_WORDS[row.role]
        found.setdefault(row.person_id, []).append(words if row.since else f"{words}, waits")
    return found


def _day(moment: datetime) -> str:
    today = now()
    return f"{moment.day} {moment:%b %Y}" if moment.year != today.year else f"{moment.day} {moment:%b}"
