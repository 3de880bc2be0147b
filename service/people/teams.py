"""What is set about a team and its people by an admin: stays that end, how its recordings come in."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.calls.details import NO_NUL, Name
from service.calls.imports.patterns import read_pattern
from service.db import audit
from service.db.base import now
from service.db.tables import Membership, Person, Team
from service.errors import Conflict, NotFound, Unprocessable
from service.people.actions import join, mark_health_data, move
from service.people.queries import find_team
from service.people.views import Role
from service.web.answers import EXAMPLE_ID
from service.web.seen import mark_of

Text = Annotated[str, Field(max_length=400, pattern=NO_NUL)]


class TeamView(BaseModel):
    """A team, with what is set about its recordings."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": EXAMPLE_ID,
                    "name": "Inside sales",
                    "health_data": False,
                    "legal_basis": None,
                    "name_pattern": "{external_id}_{rep}_{start:%Y%m%dT%H%M%S}.wav",
                    "rep_channel": "left",
                    "mark": "5f1c0d9ab2e47763",
                }
            ]
        }
    )

    id: str
    name: str
    health_data: bool
    legal_basis: str | None
    name_pattern: str | None = Field(description="How files of its recordings are called.")
    rep_channel: str | None = Field(description="Where its source records the rep, if a call does not say.")
    mark: str = Field(description="Of what is set: its ETag, for the If-Match of who changes it.")


class TeamChange(BaseModel):
    """What becomes of it; what is left away stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"health_data": True, "legal_basis": None}]}
    )

    health_data: bool = False
    legal_basis: Text | None = Field(None, description="Why a model outside may read health data; null: no.")
    name_pattern: Text | None = None
    rep_channel: Literal["left", "right"] | None = None


class NewStay(BaseModel):
    """From when on somebody is in a team, as rep or manager. A rep leaves the team they were in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"team": "Inside sales", "role": "rep", "since": "2026-11-23"}]},
    )

    team: Name
    role: Role = "rep"
    since: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))] | None = Field(
        None, description="A day, from its beginning in UTC; left away: now."
    )


def team_view(team: Team) -> TeamView:
    return TeamView(
        id=team.public_id,
        name=team.name,
        health_data=team.health_data,
        legal_basis=team.legal_basis,
        name_pattern=team.name_pattern,
        rep_channel=team.rep_channel,
        mark=source_mark(team),
    )


def source_mark(team: Team) -> str:
    """What is set about its recordings, as a mark."""
    return mark_of(team.health_data, team.legal_basis, team.name_pattern, team.rep_channel)


def team_row(session: Session, public_id: str) -> Team:
    """Raises NotFound."""
    team = session.scalars(select(Team).where(Team.public_id == public_id)).one_or_none()
    if team is None:
        raise NotFound(f"There is no team {public_id}.")
    return team


def all_teams(session: Session) -> list[Team]:
    """Every team by name."""
    return list(session.scalars(select(Team).order_by(Team.name)))


def change_team(session: Session, team: Team, change: TeamChange, actor: str) -> None:
    """Raises BadInput for a pattern that is none, and for a legal basis without health data."""
    wanted = change.model_dump(exclude_unset=True)
    if wanted.get("name_pattern"):
        read_pattern(wanted["name_pattern"])
    if {"health_data", "legal_basis"} & wanted.keys():
        health = wanted.get("health_data", team.health_data)
        basis = wanted.get("legal_basis", team.legal_basis if health else None)
        if (health, basis) != (team.health_data, team.legal_basis):
            mark_health_data(session, team, health, basis, actor)
    source = {name: wanted[name] or None for name in ("name_pattern", "rep_channel") if name in wanted}
    changed = {name: value for name, value in source.items() if value != getattr(team, name)}
    for name, value in changed.items():
        setattr(team, name, value)
    if changed:
        audit.record(session, actor, "team.source", team.public_id, changed=sorted(changed))


def place(session: Session, person: Person, new: NewStay, actor: str) -> None:
    """They are in that team from then on. Raises Conflict for who left, and as `move` does."""
    if person.left_at is not None:
        raise Conflict(f"The access of {person.name} was ended.", "Give it back first.")
    team, since = find_team(session, new.team), _moment(new.since)
    if new.role == "rep":
        move(session, person, team, since, actor)
        return
    open_now = exists().where(
        Membership.person_id == person.id,
        Membership.team_id == team.id,
        Membership.role == "manager",
        or_(Membership.until.is_(None), Membership.until > since),
    )
    if session.scalar(select(open_now)):
        raise Conflict(f"{person.name} manages {team.name} already.", "Nothing was changed.")
    join(session, person, team, "manager", since, actor)


def end_stay(session: Session, person: Person, public_id: str, actor: str) -> None:
    """They are in that team until now. Raises NotFound, and Unprocessable for one who is still to come."""
    stay = session.scalars(
        select(Membership).where(
            Membership.public_id == public_id, Membership.person_id == person.id, Membership.until.is_(None)
        )
    ).one_or_none()
    if stay is None:
        raise NotFound(f"{person.name} has no such team now.")
    until = now()
    if until <= stay.since:
        raise Unprocessable(
            f"{person.name} comes to this team only on {stay.since:%Y-%m-%d}.", "End it from that day on."
        )
    stay.until = until
    team = session.get_one(Team, stay.team_id)
    audit.record(session, actor, "person.stay_ended", person.public_id, team=team.public_id, role=stay.role)


def _moment(day: date | None) -> datetime:
    return now() if day is None else datetime.combine(day, time(), UTC)
