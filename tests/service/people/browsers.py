"""Passwords that are quick to compare, and whose browser that is."""

from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

WORDS = "four words are good"
LIGHT = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
"""As strong as a test needs: a real hash takes a fifth of a second."""


def name_of(browser: TestClient) -> str | None:
    """Who is signed in there; None for nobody."""
    answer = browser.get("/api/v1/me")
    return answer.json()["name"] if answer.status_code == 200 else None
