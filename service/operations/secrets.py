"""Secrets everybody knows: refused at the start of a service that is not a demo."""

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from scoring.errors import BadInput
from service.settings import Settings

SHORTEST_TOKEN = 16
WELL_KNOWN = {
    *("admin", "changeme", "change-me", "change me", "default", "demo", "example", "minioadmin", "minio123"),
    *("password", "postgres", "secret", "sidetone", "test", "token", "0123456789abcdef", "1234567890123456"),
    *("changemechangeme", "passwordpassword", "a token for the demo only"),
}
MAKE_ONE = "Set it to a random text, e.g. from: python3 -c 'import secrets; print(secrets.token_urlsafe())'"


def refuse_default_secrets(settings: Settings) -> None:
    """Raises BadInput for a secret that is too short or that others know, outside demo mode."""
    token = settings.api_token.get_secret_value()
    if token and len(token) < SHORTEST_TOKEN:
        raise BadInput(
            f"SIDETONE_API_TOKEN is too short: it needs {SHORTEST_TOKEN} characters, or none at all.",
            MAKE_ONE,
        )
    if settings.demo:
        return
    for name, secret in (
        ("SIDETONE_API_TOKEN", token),
        ("SIDETONE_S3_SECRET", settings.s3_secret.get_secret_value()),
        ("The password in SIDETONE_DATABASE", _database_password(settings)),
    ):
        if secret and (secret.lower() in WELL_KNOWN or len(set(secret)) < 3):
            raise BadInput(f"{name} is one that everybody knows.", MAKE_ONE)


def _database_password(settings: Settings) -> str:
    try:
        return str(make_url(settings.database_url).password or "")
    except ArgumentError:
        return ""
