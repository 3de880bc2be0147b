"""`/api/v1`: who asks, their own tokens and deputies; for admins, roles and the access of people."""

from fastapi import APIRouter, Depends, Request, Response

from service.db.base import now
from service.db.tables import Person
from service.people import api_tokens, deputies, invitations, roles
from service.people.access_views import (
    DeputyView,
    InvitationView,
    MadeToken,
    MeView,
    NewDeputy,
    NewRole,
    NewToken,
    RoleView,
    TokenView,
    deputy_view,
    me_view,
    role_view,
    token_view,
)
from service.people.rights import visible_rep
from service.people.views import GivenRole
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Actor, Asking, Parts, Reading, Web, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["people"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
OWN = [needs(scope="tokens:write")]
ADMIN = [needs("admin", scope="people:write")]
MANAGER = [needs("manager", scope="people:write")]


@router.get("/me")
def who_am_i(who: Asking) -> MeView:
    """Who asks, with their roles of today and the scopes of the token."""
    return me_view(who)


@router.get("/tokens", dependencies=OWN)
def list_own_tokens(session: Reading, who: Asking) -> list[TokenView]:
    """Your tokens that were not revoked, newest first."""
    return [token_view(row) for row in api_tokens.tokens_of(session, who.person)]


@router.post("/tokens", status_code=201, dependencies=OWN, responses=answers(400, 413))
def make_own_token(session: Writing, who: Asking, new: NewToken) -> MadeToken:
    """Make a token of your own. Its secret is in this answer and nowhere else."""
    row, secret = api_tokens.make_own(session, who, new.name, new.scopes, new.days)
    return MadeToken(secret=secret, **token_view(row).model_dump())


@router.delete("/tokens/{token_id}", status_code=204, dependencies=OWN, responses=answers(404))
def revoke_own_token(session: Writing, who: Asking, token_id: PublicId) -> Response:
    """Revoke a token: it opens nothing from now on."""
    api_tokens.revoke(session, api_tokens.own_token(session, who, token_id), who.actor)
    return Response(status_code=204)


@router.get("/people/{person_id}/roles", dependencies=ADMIN, responses=answers(404))
def list_roles(session: Reading, who: Asking, person_id: PublicId) -> list[RoleView]:
    """The roles somebody was given, besides those of their teams."""
    return [role_view(row) for row in roles.roles_of(session, anybody(session, who, person_id))]


@router.post(
    "/people/{person_id}/roles", status_code=201, dependencies=ADMIN, responses=answers(400, 404, 409, 413)
)
def give_role(session: Writing, who: Asking, actor: Actor, person_id: PublicId, new: NewRole) -> RoleView:
    """Give a role. Before an admin becomes hr or qa, or the reverse, a second admin must agree."""
    return role_view(roles.give(session, anybody(session, who, person_id), new.role, actor))


@router.post("/people/{person_id}/roles/{role}/agreement", dependencies=ADMIN, responses=answers(404, 409))
def agree_to_role(session: Writing, who: Asking, person_id: PublicId, role: GivenRole) -> RoleView:
    """Agree, as the second admin, to a role that waits."""
    return role_view(roles.agree(session, anybody(session, who, person_id), role, who))


@router.delete(
    "/people/{person_id}/roles/{role}", status_code=204, dependencies=ADMIN, responses=answers(404, 409)
)
def take_role(session: Writing, who: Asking, person_id: PublicId, role: GivenRole) -> Response:
    """Take a role away, or call off the asking for it; scopes of tokens go with it."""
    roles.take(session, anybody(session, who, person_id), role, who.actor)
    return Response(status_code=204)


@router.post("/people/{person_id}/invitation", dependencies=ADMIN, responses=answers(404))
def invite_person(
    request: Request, web: Parts, session: Writing, who: Asking, person_id: PublicId
) -> InvitationView:
    """Make a link by which the person chooses a password. Earlier links are void."""
    code = invitations.invite(session, anybody(session, who, person_id), who.actor)
    return InvitationView(link=invitation_link(request, web, code))


@router.post(
    "/people/{person_id}/end-access", status_code=204, dependencies=ADMIN, responses=answers(404, 409)
)
def end_access_of_person(session: Writing, who: Asking, person_id: PublicId) -> Response:
    """End the access of somebody who leaves: browsers, tokens, roles and teams, at once."""
    roles.end_access(session, anybody(session, who, person_id), who.actor)
    return Response(status_code=204)


@router.get("/deputies", dependencies=MANAGER)
def list_deputies(session: Reading, who: Asking) -> list[DeputyView]:
    """Who stands in for you."""
    return [deputy_view(*pair) for pair in deputies.deputies_of(session, who)]


@router.post("/deputies", status_code=201, dependencies=MANAGER, responses=answers(400, 404, 409, 413))
def add_deputy(session: Writing, who: Asking, new: NewDeputy) -> DeputyView:
    """Name somebody who has your rights as a manager meanwhile."""
    person = anybody(session, who, new.deputy)
    return deputy_view(deputies.name_deputy(session, who, person, new.since or now(), new.until), person)


@router.delete("/deputies/{deputy_id}", status_code=204, dependencies=MANAGER, responses=answers(404))
def end_deputy_of_manager(session: Writing, who: Asking, deputy_id: PublicId) -> Response:
    """End it at once."""
    deputies.end_deputy(session, who, deputy_id)
    return Response(status_code=204)


def invitation_link(request: Request, web: Web, code: str) -> str:
    """Where the person chooses a password: at the address that is set, else at the one that was asked."""
    origin = web.settings.public_url or str(request.base_url).rstrip("/")
    return f"{origin}/invitation?code={code}"


def anybody(session: Reading, who: Asking, person_id: str) -> Person:
    """Everybody is there for an admin; for a manager, who names a deputy, too. Raises NotFound."""
    return visible_rep(session, who, person_id, to=("admin", "manager"))
