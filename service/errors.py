"""What goes wrong over HTTP, and its two faces: problem+json for programs, a page for people.

ServiceError
├── NotSignedIn      401  no token, or a wrong one
├── NotFound         404  not there, or not visible to whoever asks
├── Conflict         409  the wrong state for this, or already here
├── Stale            412  changed since it was looked at
├── TooLarge         413  longer than an upload may be
├── Unprocessable    422  understood, and not usable
└── NoRoom           507  the disk is nearly full
"""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from scoring.errors import BadInput, SidetoneError
from scoring.visible import visible
from service.web.pages import page

PROBLEM = "application/problem+json"


class ServiceError(SidetoneError):
    """An answer other than the one asked for. `code` is a word for machines."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "error"


class NotSignedIn(ServiceError):
    status = HTTPStatus.UNAUTHORIZED
    code = "not_signed_in"


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


class NoRoom(ServiceError):
    status = HTTPStatus.INSUFFICIENT_STORAGE
    code = "no_room"


def problem(status: int, code: str, message: str, next_step: str = "", **more: Any) -> JSONResponse:
    """An RFC 9457 problem: `title` is what happened, `detail` what to do next."""
    body = {"type": "about:blank", "status": status, "code": code, "title": message, "detail": next_step}
    return JSONResponse(jsonable_encoder(body | more), status_code=status, media_type=PROBLEM)


def install_errors(app: FastAPI) -> None:
    """Gives every error its face; a fault of ours says so and nothing about itself."""

    @app.exception_handler(ServiceError)
    def service_error(request: Request, error: ServiceError) -> Response:
        more = getattr(error, "more", {})
        response = _answer(request, error.status, error.code, error.message, error.next_step, **more)
        if error.status is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Bearer realm="sidetone", Basic realm="sidetone"'
        return response

    @app.exception_handler(BadInput)
    def bad_input(request: Request, error: BadInput) -> Response:
        return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "bad_input", error.message, error.next_step)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        places = [
            {"place": ".".join(map(str, one["loc"])), "problem": visible(str(one["msg"]))}
            for one in error.errors()
        ]
        message = "The request is not understood."
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _answer(request, status, "invalid", message, "Look at `problems`.", problems=places)

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        response = _answer(request, error.status_code, "http", str(error.detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    def fault(request: Request, _error: Exception) -> Response:
        message = "Something broke on our side. Nothing you sent was half kept."
        return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "fault", message, "Try it again.")


def _answer(
    request: Request, status: int, code: str, message: str, next_step: str = "", **more: Any
) -> Response:
    wants_page = "text/html" in request.headers.get("accept", "") and not _is_api(request)
    if wants_page:
        return page(request, "problem.html.j2", status, message=message, next_step=next_step)
    return problem(status, code, message, next_step, **more)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")
