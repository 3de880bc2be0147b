"""What a judge may be used for: help a person (assist), write notes (coaching), count in a plan (pip).

Clearance is earned in calibration, criterion by criterion. Some judges have a ceiling that nothing lifts: the
offline one reads cues and does not know what a sentence means.
"""

from enum import IntEnum


class Use(IntEnum):
    """Uses in rising order: each includes those before it."""

    ASSIST = 1
    COACHING = 2
    PIP = 3


CEILINGS = {"offline": Use.ASSIST}
"""Judges, by name without a version, that can never be cleared for more."""


def ceiling(judge: str) -> Use:
    """The most a judge of that name (`offline`, `offline@2`) can ever be cleared for."""
    return CEILINGS.get(judge.partition("@")[0].strip().lower(), Use.PIP)
