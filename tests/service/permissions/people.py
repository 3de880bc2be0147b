"""People: oneself, one's tokens and deputies; for admins, the roles and the access of Ana."""

from collections.abc import Mapping
from datetime import timedelta

from service.db.base import now
from service.db.tables import Person, PersonRole
from service.people import api_tokens, deputies, invitations
from tests.service.permissions.rows import EVERYBODY, Row, World

ALL = Row(may=EVERYBODY)
ADMIN = Row(may="Ada")
MANAGERS = "Sam Otis"
NOT_SAM = EVERYBODY.replace("Sam ", "")

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/api/v1/openapi.json"): Row(may=EVERYBODY, to_all=True),
    ("GET", "/sign-in"): Row(may=EVERYBODY, to_all=True),
    ("POST", "/sign-in"): Row(may=EVERYBODY, to_all=True, form={"email": "a@b.example", "password": "wrong"}),
    ("POST", "/sign-out"): Row(may=EVERYBODY, to_all=True),
    ("GET", "/invitation"): Row(may=EVERYBODY, to_all=True, query={"code": "{invitation}"}),
    ("POST", "/invitation"): Row(
        may=EVERYBODY, to_all=True, form={"code": "{invitation}", "password": "too short"}
    ),
    ("GET", "/"): ALL,
    ("GET", "/account"): ALL,
    ("POST", "/account/sign-out-everywhere"): ALL,
    ("POST", "/account/password"): Row(may=EVERYBODY, form={"password": "wrong", "new_password": "wrong"}),
    ("POST", "/account/tokens"): Row(
        may=EVERYBODY, form={"name": "t", "scopes": "tokens:write", "days": "1"}
    ),
    ("POST", "/account/deputies"): Row(
        may=MANAGERS, form={"deputy": "{rep_id}", "first": "2099-11-02", "last": "2099-11-30"}
    ),
    ("POST", "/account/deputies/{deputy_id}/end"): Row(may="Sam", hidden="Otis"),
    ("POST", "/account/tokens/{token_id}/revoke"): Row(may="Sam", hidden=NOT_SAM),
    ("GET", "/api/v1/me"): Row(may=EVERYBODY, by_any_token=True),
    ("GET", "/api/v1/tokens"): ALL,
    ("POST", "/api/v1/tokens"): Row(may=EVERYBODY, json={"name": "t", "scopes": ["tokens:write"]}),
    ("DELETE", "/api/v1/tokens/{token_id}"): Row(may="Sam", hidden=NOT_SAM),
    ("GET", "/api/v1/people/{person_id}/roles"): ADMIN,
    ("POST", "/api/v1/people/{person_id}/roles"): Row(may="Ada", json={"role": "auditor"}),
    ("POST", "/api/v1/people/{person_id}/roles/{role}/agreement"): Row(may="Ada", using={"role": "qa"}),
    ("DELETE", "/api/v1/people/{person_id}/roles/{role}"): Row(may="Ada", using={"role": "qa"}),
    ("POST", "/api/v1/people/{person_id}/invitation"): ADMIN,
    ("POST", "/api/v1/people/{person_id}/end-access"): ADMIN,
    ("GET", "/api/v1/deputies"): Row(may=MANAGERS),
    ("POST", "/api/v1/deputies"): Row(
        may=MANAGERS, json={"deputy": "{person_id}", "until": "2099-11-30T17:00:00Z"}
    ),
    ("DELETE", "/api/v1/deputies/{deputy_id}"): Row(may="Sam", hidden="Otis"),
}


def things(world: World) -> Mapping[str, str]:
    with world.database.write() as session:
        sam, ana, rui = (session.get_one(Person, world.company.keys[name]) for name in ("Sam", "Ana", "Rui"))
        token, _ = api_tokens.make(session, sam, "report", ["calls:read"], days=30)
        session.add(PersonRole(person_id=ana.id, role="qa", asked_by="another admin"))
        at = now()
        deputy = deputies.name_deputy(
            session, world.company.who("Sam"), rui, at + timedelta(days=7), at + timedelta(days=14)
        )
        return {
            "person_id": ana.public_id,
            "rep_id": ana.public_id,
            "token_id": token.public_id,
            "deputy_id": deputy.public_id,
            "invitation": invitations.invite(session, ana, "test"),
            "qa": "qa",
        }
