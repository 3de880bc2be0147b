"""The one token of an installation without accounts: as a bearer token, or as the password of a browser."""

import base64
import binascii
import hmac

from fastapi import Request

from service.errors import NotSignedIn

ACTOR = "token"
"""What the audit log calls whoever holds the token."""


def signed_in(request: Request) -> str:
    """The actor behind this request, told from its headers alone: no byte of a body is read for it."""
    expected = request.app.state.settings.api_token.get_secret_value()
    given = _given(request.headers.get("authorization", ""))
    if not given or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotSignedIn(
            "This needs the token of this installation.",
            "Send it as `Authorization: Bearer …`, or as the password in a browser.",
        )
    return ACTOR


def _given(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
