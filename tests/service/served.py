"""A service for tests: the real application on a fresh database, with its token, driven without a network."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.app import create_app
from service.settings import Settings

TOKEN = "a token for the tests only"
SIGNED_IN = {"Authorization": f"Bearer {TOKEN}"}


def settings_for(home: Path, database_url: str, **more: object) -> Settings:
    return Settings(
        home=home, database=database_url, api_token=SecretStr(TOKEN), keep_free=0, _env_file=None, **more
    )  # type: ignore[call-arg, arg-type]


@contextmanager
def served(settings: Settings) -> Iterator[TestClient]:
    """The application, signed in; its workers are not running."""
    with TestClient(create_app(settings), headers=SIGNED_IN, raise_server_exceptions=False) as client:
        yield client


def wav(seconds: float = 0.1, value: int = 0) -> bytes:
    """A short recording; another value is another content."""
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(value.to_bytes(2, "little") * 2 * int(8000 * seconds))
    return made.getvalue()
