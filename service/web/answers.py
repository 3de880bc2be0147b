"""What the API says of its own answers: the problems a route may answer with, and ids as they come in."""

from typing import Annotated, Any

from fastapi import Path
from fastapi.security import HTTPBearer

EXAMPLE_ID = "019a5c2e7f3d4b1c8e9f0a1b2c3d4e5f"

PublicId = Annotated[
    str,
    Path(max_length=32, pattern="^[0-9a-z]+$", description="The public id.", examples=[EXAMPLE_ID]),
]

bearer = HTTPBearer(
    auto_error=False,
    description="A token of yours, made at /account, or that of this installation (SIDETONE_API_TOKEN).",
)
"""Says in the OpenAPI document that a token is needed; `web.access` is what looks at it."""

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. `title`: what happened; `detail`: what to do next; `code`: for machines.",
    "required": ["type", "status", "code", "title", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["place", "problem"],
                "properties": {"place": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
    },
    "examples": [
        {
            "type": "about:blank",
            "status": 404,
            "code": "not_found",
            "title": f"There is no call {EXAMPLE_ID}.",
            "detail": "Look for it in the list of calls.",
        }
    ],
}

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}}}
    for status, text in (
        (400, "The body cannot be read, or broke off."),
        (401, "No token, or a wrong one."),
        (403, "Visible to you, and not yours to do; or the token has not the scope for it."),
        (404, "Not there, or not visible to you."),
        (409, "The wrong state for this, or already here."),
        (412, "Changed since you looked at it: the version is stale."),
        (413, "Longer than a recording, or another request, may be."),
        (422, "Understood, and not usable; `title` and `problems` say why."),
        (429, "Tried too often; `Retry-After` says when to try again."),
        (503, "The database or the store of recordings is away; `Retry-After` says when to try again."),
        (507, "The disk of the service is nearly full."),
    )
}


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What these statuses mean, for the `responses` of a route."""
    return {status: PROBLEMS[status] for status in statuses}
