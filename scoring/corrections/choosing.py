"""Which confirmations come blind-first, and which call a rep is asked to score: told from ids, never by luck.

Whoever asks again gets the same answer, and nobody chooses by asking often enough.
"""

import hashlib
from collections.abc import Iterable


def comes_blind_first(call: str, seed: str, one_in: int) -> bool:
    """Whether this call is to be scored on an empty sheet before its reading is shown; 0: none is."""
    return one_in > 0 and _number("blind-first", seed, call) % one_in == 0


def asked_of_week(calls: Iterable[str], seed: str) -> str | None:
    """Which of a rep's calls of a week they are asked to score; None without any call."""
    return min(calls, key=lambda call: _number("self-score", seed, call), default=None)


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8])
