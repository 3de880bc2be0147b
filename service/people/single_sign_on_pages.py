"""The way to the identity provider and back, and linking it with one's own account."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from scoring.errors import BadInput, NotReady
from service.edges.identity_provider import IdentityProvider
from service.errors import Conflict, NotAllowed, NotFound, ServiceError, Unprocessable
from service.people.pages import local_path, oneself, sign_in_form
from service.people.single_sign_on import LASTS, come_back, send, unlink
from service.web.cookies import session_cookie, set_session_cookie
from service.web.pages import page
from service.web.parts import Asking, Parts, Web, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)

BACK = "/sign-in/single/back"
COOKIE = "sidetone-single-sign-on"
Code = Annotated[str, Query(max_length=4000)]


@router.get("/sign-in/single")
def go(web: Parts, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    return _send(web, local_path(next))


@router.post("/sign-in/single/invited")
def go_invited(request: Request, web: Parts, code: Annotated[str, Form(max_length=100)]) -> Response:
    """From an invitation: whoever comes back is linked with the person it is for."""
    return _on_its_way(request, _send(web, "/", invitation=code))


@router.post("/account/single-sign-on", dependencies=[needs()])
def link(request: Request, web: Parts, who: Asking) -> Response:
    """From one's own account: whoever comes back is linked with the person who is signed in."""
    with web.database.read() as session:
        person = oneself(session, who).id
    return _on_its_way(request, _send(web, "/account?said=single_sign_on_linked", person=person))


@router.post("/account/single-sign-on/unlink", dependencies=[needs()])
def unlink_own(session: Writing, who: Asking) -> Response:
    unlink(session, oneself(session, who), who.actor)
    return RedirectResponse("/account?said=single_sign_on_unlinked", status_code=303)


@router.get(BACK)
def back(request: Request, web: Parts, state: Code = "", code: Code = "", error: Code = "") -> Response:
    """Where the provider sends the browser. What went wrong is said on the page to sign in."""
    try:
        if error or not code or not state:
            raise Unprocessable(
                "The sign-in service did not sign you in.", "Try again, or use your password."
            )
        cookie, before = request.cookies.get(COOKIE, ""), session_cookie(request, web.settings)
        came = come_back(web.database, _provider(web), _returns_to(web), state, code, cookie, before)
    except (Unprocessable, NotAllowed, Conflict, NotFound, BadInput, NotReady) as problem:
        status = problem.status if isinstance(problem, ServiceError) else 422
        shown = {"next": "/", "email": "", "wrong": problem.message, "what_next": problem.next_step}
        response: Response = sign_in_form(request, web, status, **shown)
    else:
        response = RedirectResponse(came.next, status_code=303)
        set_session_cookie(response, web.settings, came.cookie)
    response.delete_cookie(COOKIE, path=BACK)
    return response


def _send(web: Web, next_path: str, person: int | None = None, invitation: str | None = None) -> Response:
    sent = send(web.database, _provider(web), _returns_to(web), next_path, person, invitation)
    response = RedirectResponse(sent.url, status_code=303)
    response.set_cookie(
        COOKIE,
        sent.cookie,
        max_age=int(LASTS.total_seconds()),
        path=BACK,
        secure=web.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return response


def _on_its_way(request: Request, sent: Response) -> Response:
    """A page that goes on by itself: no form of ours may be answered with another host (form-action)."""
    answer = page(request, "single_sign_on.html.j2", to=sent.headers["location"])
    answer.headers["Set-Cookie"] = sent.headers["set-cookie"]
    return answer


def _provider(web: Web) -> IdentityProvider:
    if web.provider is None:
        raise Conflict("Single sign-on is not set up here.", "Sign in with your password.")
    return web.provider


def _returns_to(web: Web) -> str:
    return f"{web.settings.public_url}{BACK}"
