"""What the API says about sign-ins, tokens, roles and deputies."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from service.calls.details import plausible
from service.db.tables import ApiToken, Deputy, Person, PersonRole
from service.people.scopes import Role, Scope
from service.people.views import GivenRole
from service.people.who import Who
from service.web.answers import EXAMPLE_ID

Id = Annotated[str, StringConstraints(max_length=32, pattern="^[0-9a-z]+$")]
TokenName = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern="^[^\x00-\x1f\x7f]*[^\\s\x00-\x1f\x7f]$")
]
Day = Annotated[AwareDatetime, AfterValidator(plausible)]
"""Not so far off that a time zone leads out of the calendar."""


class MeView(BaseModel):
    """Who asks, with what they may today. `id` is null for the installation's token."""

    id: str | None
    name: str
    roles: list[Role]
    scopes: list[str] | None = Field(description="Those of the token; null in a browser: all of the roles.")


class NewToken(BaseModel):
    """A token to make. It can have scopes of your roles only."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "nightly report", "scopes": ["trends:read"], "days": 90}]},
    )

    name: TokenName
    scopes: list[Scope] = Field(min_length=1, max_length=50)
    days: int = Field(90, ge=1, le=366, description="After so many days it expires.")


class TokenView(BaseModel):
    """A token; its secret is not kept, only a hash of it."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = Field(description="To the minute.")


class MadeToken(TokenView):
    """A token that was just made, with its secret: shown this once."""

    secret: str


class NewRole(BaseModel):
    """A role to give."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "qa"}]})

    role: GivenRole


class RoleView(BaseModel):
    """A role somebody was given; `since` is null while it waits for a second admin."""

    role: GivenRole
    since: datetime | None
    asked_by: str
    agreed_by: str | None


class InvitationView(BaseModel):
    """A link by which the person chooses a password; it works once, for three days."""

    link: str


class NewDeputy(BaseModel):
    """Somebody who has your rights as a manager from then until then."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"deputy": EXAMPLE_ID, "until": "2099-11-30T17:00:00Z"}]},
    )

    deputy: Id = Field(description="The public id of the person.")
    since: Day | None = Field(None, description="Left away: from now on.")
    until: Day


class DeputyView(BaseModel):
    """Who stands in for you, from when until when."""

    id: str
    deputy: str
    name: str
    since: datetime
    until: datetime | None


def me_view(who: Who) -> MeView:
    return MeView(
        id=None if who.installation else who.actor,
        name=who.name,
        roles=sorted(who.roles),
        scopes=None if who.scopes is None else sorted(who.scopes),
    )


def token_view(row: ApiToken) -> TokenView:
    return TokenView(
        id=row.public_id,
        name=row.name,
        scopes=row.scopes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def role_view(row: PersonRole) -> RoleView:
    return RoleView.model_validate(
        {"role": row.role, "since": row.since, "asked_by": row.asked_by, "agreed_by": row.agreed_by}
    )


def deputy_view(row: Deputy, person: Person) -> DeputyView:
    return DeputyView(
        id=row.public_id, deputy=person.public_id, name=person.name, since=row.since, until=row.until
    )
