"""Pages to sign in and out, to choose a password, and of one's own account."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from service.calls.details import NO_NUL, plausible
from service.db.tables import Person
from service.demo.members import MEMBERS, PASSWORD
from service.errors import Conflict, NotAllowed, NotFound, TooOften, Unprocessable
from service.people import api_tokens, deputies, invitations, sessions
from service.people.account import Account, account_of
from service.people.api import anybody
from service.people.passwords import fits, hash_password
from service.people.scopes import SCOPES, Scope
from service.people.signing_in import sign_in
from service.web.answers import PublicId
from service.web.cookies import drop_session_cookie, session_cookie, set_session_cookie
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)

Next = Annotated[str, Query(max_length=2000)]
Short = Annotated[str, Form(max_length=1000)]
Code = Annotated[str, Query(max_length=100)]


@router.get("/sign-in")
def sign_in_page(request: Request, web: Parts, next: Next = "/") -> HTMLResponse:
    return sign_in_form(request, web, 200, next=local_path(next), email="", wrong="", what_next="")


@router.post("/sign-in")
def sign_in_here(
    request: Request, web: Parts, email: Short, password: Short, next: Annotated[str, Form()] = "/"
) -> Response:
    address = request.client.host if request.client else "unknown"
    before = session_cookie(request, web.settings)
    try:
        cookie = sign_in(web.database, email, password, address, before)
    except (Unprocessable, TooOften) as error:
        shown = {"next": local_path(next), "email": email, "wrong": error.message}
        answer = sign_in_form(request, web, error.status, what_next=error.next_step, **shown)
        if isinstance(error, TooOften):
            answer.headers["Retry-After"] = str(error.seconds)
        return answer
    response = RedirectResponse(local_path(next), status_code=303)
    set_session_cookie(response, web.settings, cookie)
    return response


@router.post("/sign-out")
def sign_out(request: Request, web: Parts, session: Writing) -> Response:
    sessions.end(session, session_cookie(request, web.settings))
    return _signed_out(web, "signed_out")


@router.get("/invitation")
def invitation_page(request: Request, web: Parts, session: Reading, code: Code) -> HTMLResponse:
    person = invitations.invited(session, code)
    shown = {"code": code, "email": person.email or "", "wrong": "", "what_next": ""}
    single = web.settings.has_single_sign_on
    return page(request, "people_invitation.html.j2", 200, single_sign_on=single, **shown)


@router.post("/invitation")
def accept_invitation(
    request: Request, web: Parts, code: Annotated[str, Form(max_length=100)], password: Short
) -> Response:
    with web.database.read() as session:
        email = invitations.invited(session, code).email
    try:
        hashed = hash_password(password, email)
    except Unprocessable as error:
        shown = {"code": code, "email": email or "", "wrong": error.message}
        return page(
            request,
            "people_invitation.html.j2",
            error.status,
            what_next=error.next_step,
            single_sign_on=web.settings.has_single_sign_on,
            **shown,
        )
    with web.database.write() as session:
        person = invitations.accept(session, code, hashed)
        sessions.end_all(session, person, person.public_id)
        cookie = sessions.start(session, person, "invitation")
    response = RedirectResponse("/", status_code=303)
    set_session_cookie(response, web.settings, cookie)
    return response


@router.get("/account", dependencies=[needs()])
def account_page(request: Request, web: Parts, session: Reading, who: Asking) -> HTMLResponse:
    return _account(request, _account_of(session, web, who), 200)


@router.post("/account/sign-out-everywhere", dependencies=[needs()])
def sign_out_everywhere(web: Parts, session: Writing, who: Asking) -> Response:
    sessions.end_all(session, oneself(session, who), who.actor)
    return _signed_out(web, "signed_out_everywhere")


@router.post("/account/password", dependencies=[needs()])
def change_password(
    request: Request, web: Parts, who: Asking, password: Short, new_password: Short
) -> Response:
    with web.database.read() as session:
        person, account = oneself(session, who), _account_of(session, web, who)
    try:
        if not fits(person.password, password):
            raise Unprocessable("That is not your present password.")
        hashed = hash_password(new_password, person.email)
    except Unprocessable as error:
        wrong = f"{error.message} {error.next_step}".strip()
        return _account(request, account, error.status, wrong_password=wrong)
    with web.database.write() as session:
        person = oneself(session, who)
        invitations.set_password(session, person, hashed, who.actor)
        sessions.end_all(session, person, who.actor)
        cookie = sessions.start(session, person, "password")
    response = RedirectResponse("/account?said=password_changed", status_code=303)
    set_session_cookie(response, web.settings, cookie)
    return response


@router.post("/account/tokens", dependencies=[needs()])
def make_token(
    request: Request,
    web: Parts,
    session: Writing,
    who: Asking,
    name: Annotated[str, Form(max_length=200, pattern=NO_NUL)] = "",
    scopes: Annotated[list[str], Form()] = [],  # noqa: B006 (FastAPI copies it)
    days: Annotated[int, Form(ge=1, le=366)] = 90,
) -> Response:
    """Shows the secret in its answer: it is kept nowhere, so that no later page could."""
    chosen: list[Scope] = [scope for scope in SCOPES if scope in scopes]
    if not name.strip() or not chosen:
        wrong = "A token needs a name and at least one scope."
        return _account(request, _account_of(session, web, who), 422, wrong_token=wrong)
    _, secret = api_tokens.make_own(session, who, name.strip(), chosen, days)
    return _account(request, _account_of(session, web, who), 200, secret=secret)


@router.post("/account/tokens/{token_id}/revoke", dependencies=[needs()])
def revoke_token(session: Writing, who: Asking, token_id: PublicId) -> Response:
    api_tokens.revoke(session, api_tokens.own_token(session, who, token_id), who.actor)
    return RedirectResponse("/account?said=token_revoked", status_code=303)


@router.post("/account/deputies", dependencies=[needs("manager")])
def name_deputy(
    request: Request,
    web: Parts,
    who: Asking,
    deputy: Annotated[str, Form(max_length=32, pattern="^[0-9a-z]*$")] = "",
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Names who stands in from the first day to the end of the last."""
    try:
        days = plausible(date.fromisoformat(first)), plausible(date.fromisoformat(last))
        if not deputy:
            raise Unprocessable("Nobody was chosen.", "Choose who stands in for you.")
        with web.database.write() as session:
            since, until = deputies.days_of_leave(session, who, *days)
            deputies.name_deputy(session, who, anybody(session, who, deputy), since, until)
    except ValueError:
        wrong = "Say the first and the last day, such as 2026-11-23."
    except (Conflict, NotFound, Unprocessable) as error:
        wrong = f"{error.message} {error.next_step}".strip()
    else:
        return RedirectResponse("/account?said=deputy_named#deputy", status_code=303)
    with web.database.read() as session:
        account = _account_of(session, web, who)
    typed = {"first": first, "last": last, "chosen": deputy, "wrong": wrong}
    leave = account.leave and account.leave.model_copy(update=typed)
    return _account(request, account.model_copy(update={"leave": leave}), 422)


@router.post("/account/deputies/{deputy_id}/end", dependencies=[needs("manager")])
def end_deputy(session: Writing, who: Asking, deputy_id: PublicId) -> Response:
    deputies.end_deputy(session, who, deputy_id)
    return RedirectResponse("/account?said=deputy_ended#deputy", status_code=303)


def sign_in_form(request: Request, web: Web, status: int, **shown: str) -> HTMLResponse:
    single = web.settings.has_single_sign_on
    people = MEMBERS if web.settings.demo else ()
    return page(
        request,
        "people_sign_in.html.j2",
        status,
        single_sign_on=single,
        demo_people=people,
        demo_password=PASSWORD,
        **shown,
    )


def local_path(wanted: str) -> str:
    """The path where it is one of this host; else the first page. Browsers take `//` and `/\\` for a host."""
    local = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and wanted.isprintable()
    return wanted if local and wanted.isascii() else "/"


def oneself(session: Reading, who: Asking) -> Person:
    """Whoever asks, for what is about their own account. Raises NotAllowed for the installation's token."""
    if who.person is None:
        raise NotAllowed("The installation's token is nobody, and has no account.", "Sign in as a person.")
    return session.get_one(Person, who.person)


def _account_of(session: Reading, web: Web, who: Asking) -> Account:
    return account_of(session, who, single_sign_on=web.settings.has_single_sign_on)


def _account(
    request: Request,
    account: Account,
    status: int,
    *,
    wrong_password: str = "",
    wrong_token: str = "",
    secret: str = "",
) -> HTMLResponse:
    return page(
        request,
        "people_account.html.j2",
        status,
        mine=account,
        wrong_password=wrong_password,
        wrong_token=wrong_token,
        secret=secret,
    )


def _signed_out(web: Web, said: str) -> Response:
    response = RedirectResponse(f"/sign-in?said={said}", status_code=303)
    drop_session_cookie(response, web.settings)
    return response
