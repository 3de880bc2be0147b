"""What goes wrong over HTTP, and its two faces: problem+json for programs, a page for people.

ServiceError
├── NotSignedIn      401  no token, or a wrong one
├── NotAllowed       403  visible, and not for whoever asks to do
├── NotFound         404  not there, or not visible to whoever asks
├── Conflict         409  the wrong state for this, or already here
├── Stale            412  changed since it was looked at
├── TooLarge         413  longer than an upload may be
├── Unprocessable    422  understood, and not usable
├── TooOften         429  tried too often; Retry-After says when again
└── NoRoom           507  the disk is nearly full

What the service stands on may be away: the database, the disk, the bucket. That is a 503.
"""

import errno
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from scoring.complaint import complaint
from scoring.errors import BadInput, NotReady, SidetoneError
from scoring.visible import visible
from service.db.patience import is_passing
from service.web.pages import page

PROBLEM = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which a request may be repeated that the database did not answer."""
FULL = (errno.ENOSPC, errno.EDQUOT)
SQLITE_FULL, POSTGRESQL_FULL = 13, "53100"
WHOM_TO_TELL = "Tell whoever runs the service; calls that were accepted are safe."

log = logging.getLogger(__name__)


class ServiceError(SidetoneError):
    """An answer other than the one asked for. `code` is a word for machines."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "error"


class NotSignedIn(ServiceError):
    status = HTTPStatus.UNAUTHORIZED
    code = "not_signed_in"


class NotAllowed(ServiceError):
    status = HTTPStatus.FORBIDDEN
    code = "not_allowed"


class NotFound(ServiceError):
    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class Conflict(ServiceError):
    """The thing is in a state in which this can't be done, or it is here already."""

    status = HTTPStatus.CONFLICT
    code = "conflict"

    def __init__(self, message: str, next_step: str = "", code: str = "conflict", **more: Any) -> None:
        super().__init__(message, next_step)
        self.code = code
        self.more = more


class Stale(ServiceError):
    status = HTTPStatus.PRECONDITION_FAILED
    code = "stale"


class TooLarge(ServiceError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_large"


class Unprocessable(ServiceError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "unprocessable"


class TooOften(ServiceError):
    """Too many tries; they count anew after so many seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_often"

    def __init__(self, message: str, next_step: str, seconds: int) -> None:
        super().__init__(message, next_step)
        self.seconds = seconds


class NoRoom(ServiceError):
    status = HTTPStatus.INSUFFICIENT_STORAGE
    code = "no_room"


def problem(status: int, code: str, message: str, next_step: str = "", **more: Any) -> JSONResponse:
    """An RFC 9457 problem: `title` is what happened, `detail` what to do next."""
    body = {"type": "about:blank", "status": status, "code": code, "title": message, "detail": next_step}
    return JSONResponse(jsonable_encoder(body | more), status_code=status, media_type=PROBLEM)


def install_errors(app: FastAPI) -> None:
    """Gives every error its face; a fault of ours says so and nothing about itself."""
    for error, face in (
        (ServiceError, _service_error),
        (BadInput, _bad_input),
        (RequestValidationError, _invalid),
        (HTTPException, _http_error),
        (StaleDataError, _stale),
        (NotReady, _not_ready),
        (OSError, _disk_error),
        (DataError, _data_error),
        (DBAPIError, _database_error),
        (NoConnectionFree, _database_error),
        (ClientDisconnect, _gone_away),
        (Exception, _fault),
    ):
        app.add_exception_handler(error, face)


def _service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    more = getattr(error, "more", {})
    response = _answer(request, error.status, error.code, error.message, error.next_step, **more)
    if isinstance(error, NotSignedIn):
        if response.media_type != PROBLEM and request.method == "GET":
            return RedirectResponse(f"/sign-in?{urlencode({'next': _here(request)})}", status_code=303)
        response.headers["WWW-Authenticate"] = 'Bearer realm="sidetone"'
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _here(request: Request) -> str:
    """The page that was asked for, as a path on this host."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadInput)
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "bad_input", error.message, error.next_step)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = [
        {"place": visible(".".join(map(str, one["loc"]))), "problem": visible(complaint(one))}
        for one in error.errors()
    ]
    status, message = HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not understood."
    if _wants_page(request):
        said = "; ".join(f"{one['place'].removeprefix('body.')}: {one['problem']}" for one in places)
        return _answer(request, status, "invalid", message, said)
    return _answer(request, status, "invalid", message, "Look at `problems`.", problems=places)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _answer(request, error.status_code, "http", str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _stale(request: Request, _error: Exception) -> Response:
    message = "It was changed at the same moment by somebody else. Nothing of yours was kept."
    return _answer(request, HTTPStatus.PRECONDITION_FAILED, "stale", message, "Look at it again.")


def _not_ready(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotReady)
    log.error("%s", error)
    return _away(request, "not_ready", error.message, error.next_step)


def _disk_error(request: Request, error: Exception) -> Response:
    log.error("The disk refused.", exc_info=error)
    if isinstance(error, OSError) and error.errno in FULL:
        return _full(request)
    return _away(request, "disk_failed", "The service's disk failed. Nothing was kept.", WHOM_TO_TELL)


def _data_error(request: Request, error: Exception) -> Response:
    # What reaches the database is looked at before; this is for the field that somebody forgot.
    log.warning("The database refused a value: %s", type(getattr(error, "orig", error)).__name__)
    message = "Something in what was sent can't be kept: a character such as NUL, or too large a number."
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _answer(
        request, status, "unprocessable", message, "Nothing was changed. Take it out and try again."
    )


def _database_error(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and not is_passing(error):
        raise error
    log.error("The database did not answer: %s", error)
    if isinstance(error, DBAPIError) and _has_no_room(error.orig):
        return _full(request)
    message = "The database does not answer at the moment; nothing was acknowledged."
    return _away(request, "database_away", message, "Try it again in a few seconds.")


def _has_no_room(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None) or getattr(error, "sqlstate", None)
    return code in (SQLITE_FULL, POSTGRESQL_FULL)


def _gone_away(request: Request, _error: Exception) -> Response:
    # Nobody reads this answer: whoever asked has hung up. It keeps the log free of a fault that is none.
    return _answer(request, HTTPStatus.BAD_REQUEST, "broken_off", "The upload broke off. Nothing was kept.")


def _fault(request: Request, _error: Exception) -> Response:
    message = "Something broke on our side. Nothing you sent was half kept."
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "fault", message, "Try it again.")


def _full(request: Request) -> Response:
    message = "The service's disk is full. Nothing was kept."
    return _answer(request, HTTPStatus.INSUFFICIENT_STORAGE, "no_room", message, WHOM_TO_TELL)


def _away(request: Request, code: str, message: str, next_step: str) -> Response:
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, code, message, next_step)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _answer(
    request: Request, status: int, code: str, message: str, next_step: str = "", **more: Any
) -> Response:
    if _wants_page(request):
        return page(request, "problem.html.j2", status, message=message, next_step=next_step)
    return problem(status, code, message, next_step, **more)


def _wants_page(request: Request) -> bool:
    is_api = request.url.path.startswith("/api/")
    return "text/html" in request.headers.get("accept", "") and not is_api
