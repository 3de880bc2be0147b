"""The cookie of a sign-in: no script reads it, no other site sends it along with a form."""

from fastapi import Request, Response

from service.people.sessions import LONGEST, cookie_name
from service.settings import Settings


def session_cookie(request: Request, settings: Settings) -> str:
    """Its value; empty where the browser has none."""
    return request.cookies.get(cookie_name(settings), "")


def set_session_cookie(response: Response, settings: Settings, value: str) -> None:
    response.set_cookie(
        cookie_name(settings),
        value,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def drop_session_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="lax"
    )
