"""Finding people and teams."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.db.tables import Person, Team


def find_rep(session: Session, name: str) -> Person | None:
    """The person with that dialler id or e-mail; None where nobody has it. A name alone finds nobody."""
    by_id_or_mail = or_(Person.external_id == name, func.lower(Person.email) == name.lower())
    return session.scalars(select(Person).where(by_id_or_mail)).first()


def find_team(session: Session, name: str) -> Team:
    """The team of that name, made where there is none yet: a team is only a label until people come."""
    team = session.scalars(select(Team).where(Team.name == name)).one_or_none()
    if team is None:
        team = Team(name=name)
        session.add(team)
        session.flush()
    return team
