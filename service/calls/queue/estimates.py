"""How long hearing still takes, guessed from how long it took lately. Pure: no clock, no database."""

from collections.abc import Sequence
from statistics import median

from scoring.record import Record

USUAL_PACE = 0.25
"""Seconds of hearing for a second of sound, where nothing was heard here yet."""
USUAL_LENGTH = 600.0
"""Seconds of a call whose file does not say how long it is."""


class InWork(Record):
    """A call that waits to be heard, or is. `progress` is None while it waits."""

    id: str
    seconds: float | None
    progress: float | None


def pace_of(heard: Sequence[tuple[float, float]]) -> float:
    """The pace of recent hearings, as pairs of seconds it took and seconds of sound."""
    paces = [took / sound for took, sound in heard if sound > 0]
    return median(paces) if paces else USUAL_PACE


def seconds_left(calls: Sequence[InWork], pace: float, side_by_side: int) -> dict[str, float]:
    """Seconds until each is heard. `calls` in the order they are taken up; those in work come first.

    Each goes to whichever of the `side_by_side` workers is free first.
    """
    free_at = [0.0] * max(1, side_by_side)
    left = {}
    for call in sorted(calls, key=lambda one: one.progress is None):
        length = USUAL_LENGTH if call.seconds is None else call.seconds
        own = length * pace * (1 - (call.progress or 0))
        worker = min(range(len(free_at)), key=free_at.__getitem__)
        free_at[worker] += own
        left[call.id] = free_at[worker]
    return left


def in_words(seconds: float) -> str:
    """ "about 4 min": rounded up, because who waits is glad when it is sooner."""
    if seconds < 60:
        return "less than a minute"
    minutes = -int(-seconds // 60)
    return f"about {minutes} min" if minutes < 90 else f"about {round(minutes / 60)} h"
