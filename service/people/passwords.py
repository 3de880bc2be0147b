"""Passwords: chosen, kept as Argon2id hashes, and compared in the same time for everybody."""

from threading import BoundedSemaphore

from pwdlib import PasswordHash

from service.errors import Unprocessable

SHORTEST, LONGEST = 12, 500
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$xWppA2V3xMxCb2bpBWZlGg$QKniMDsbfrQmoa+q6NgiaXZ8geXhOQcn7RDLWybgpV8"
"""What is compared for an account that is not there, or has no password: it takes as long, and never fits."""

_hashing = PasswordHash.recommended()
_at_once = BoundedSemaphore(2)
"""A hash takes 64 MB: many at once would fill the memory."""


def hash_password(password: str, email: str | None) -> str:
    """The hash to keep. Raises Unprocessable for one that is too easy to guess, saying why."""
    if len(password) < SHORTEST:
        raise Unprocessable(
            f"A password has at least {SHORTEST} characters.", "Three or four words are good."
        )
    if len(password) > LONGEST:
        raise Unprocessable(f"A password has at most {LONGEST} characters.")
    if len(set(password)) < 5 or (email and password.lower() in (email, email.partition("@")[0] * 2)):
        raise Unprocessable("That password is too easy to guess.", "Three or four words are good.")
    with _at_once:
        return _hashing.hash(_text(password))


def fits(kept: str | None, given: str) -> bool:
    """Whether that is the password. It takes the same time where there is none."""
    with _at_once:
        return _hashing.verify(_text(given[: LONGEST + 1]), kept or NOBODYS) and kept is not None


def _text(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
