"""The installation's own token, and how tokens are sent: as a bearer, or as the password of a program."""

import base64
import binascii
import hmac

from service.settings import Settings


def is_installation_token(settings: Settings, token: str) -> bool:
    """Whether that is the installation's token. Where none is set, nothing is."""
    expected = settings.api_token.get_secret_value()
    return bool(token and expected) and hmac.compare_digest(token.encode(), expected.encode())


def given_token(header: str) -> str:
    """The token in an Authorization header; empty where there is none."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
