"""Who asks, told from the headers alone, and which routes are theirs: no byte of a body is read for it."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from service.db.engine import Database
from service.errors import NotAllowed, NotSignedIn
from service.notices.unread import unread_count
from service.people import api_tokens, sessions
from service.people.recognising import by_session, by_token
from service.people.scopes import Scope
from service.people.token import given_token, is_installation_token
from service.people.who import INSTALLATION, Role, Who
from service.settings import Settings

API = "/api/"


def who_asks(request: Request) -> Who:
    """Whoever is signed in. Raises NotSignedIn. A token that is sent goes before a cookie."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.web.database
    token = given_token(request.headers.get("authorization", ""))
    who = _token(settings, database, token) if token else _cookie(settings, database, request)
    if who is None:
        raise NotSignedIn(
            "This needs a token that is valid." if token else "Sign in first.",
            "Send one as `Authorization: Bearer …`; people make theirs at /account.",
        )
    request.state.who = who
    return who


Asking = Annotated[Who, Depends(who_asks)]


def actor_of(who: Asking) -> str:
    return who.actor


def needs(*roles: Role, scope: Scope | None = None) -> Dependency:
    """Lets in who has one of the roles (none named: everybody) and, by token, the scope; else NotAllowed.

    Without a scope a route is for browsers alone: no token may use it.
    """

    def check(who: Asking) -> None:
        if roles and not who.has(*roles):
            raise NotAllowed("This is not yours to see or do.", f"It is for: {', '.join(roles)}.")
        if not who.may_use(scope):
            needed = f"It needs the scope {scope}." if scope else "No token may do it: sign in."
            raise NotAllowed("This token may not do that.", needed)

    return Depends(check)  # type: ignore[no-any-return]


def may_go_on(database: Database, who: Who) -> bool:
    """Whether they are still signed in, for what lasts longer than a request: a stream of events."""
    kind, _, key = who.sign_in.partition(":")
    with database.read() as session:
        if kind == "session":
            return sessions.is_open(session, int(key))
        if kind == "token":
            return api_tokens.is_open(session, int(key))
        return who.installation


def _token(settings: Settings, database: Database, token: str) -> Who | None:
    if is_installation_token(settings, token):
        return INSTALLATION
    with database.read() as session:
        found = by_token(session, token)
    if found is None:
        return None
    who, row = found
    if api_tokens.is_due(row):
        with database.write() as session:
            api_tokens.mark_used(session, row.id)
    return who


def _cookie(settings: Settings, database: Database, request: Request) -> Who | None:
    cookie = request.cookies.get(sessions.cookie_name(settings), "")
    if not cookie:
        return None
    with database.read() as session:
        found = by_session(session, cookie)
        if found is not None and request.method == "GET" and not request.url.path.startswith(API):
            request.state.unread = unread_count(session, found[0].person)
    if found is None:
        return None
    who, row = found
    if sessions.is_due(row):
        with database.write() as session:
            sessions.mark_used(session, row.id)
    return who
