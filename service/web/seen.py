"""What a form showed, as a short mark: for who changes it, where no version is counted."""

import hashlib

from service.errors import Stale


def mark_of(*shown: object) -> str:
    """The same for the same values."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def refuse_unseen(seen: str, now: str) -> None:
    """Raises Stale where that is not what stands there now; who says nothing changes it whatever it is."""
    if seen and seen != now:
        raise Stale(
            "Somebody else changed this since you opened the page.",
            "Nothing of yours was kept. What stands now is shown here: look at it, then decide.",
        )
