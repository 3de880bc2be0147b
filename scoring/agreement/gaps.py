"""Where the AI reading and people come apart: differences by group of calls."""

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from scoring.agreement.estimate import Estimate, Finite
from scoring.agreement.severity import mean_difference
from scoring.record import Record

FEWEST = 20
"""Calls in a group below which nothing is said about it."""


class GroupGap(Record):
    """One group of calls: how much higher the AI reading is than people, and in units of people's spread."""

    group: str
    calls: int
    difference: Estimate = Field(description="AI reading minus people, in percent of the QA score")
    smd: Finite | None = Field(description="the same divided by the standard deviation of people's scores")


class Gaps(Record):
    """All groups of a kind that are large enough; how many calls were in smaller ones is not told apart."""

    by: str
    groups: tuple[GroupGap, ...]
    too_small: int = Field(
        description="how many groups have fewer than 20 calls; nothing else is said of them"
    )


def gaps(by: str, groups: Sequence[str], judge: Sequence[float], people: Sequence[float]) -> Gaps:
    """For each group of 20 calls or more the difference of judge and people, largest gap first."""
    named, ai, own = np.asarray(groups), np.asarray(judge, np.float64), np.asarray(people, np.float64)
    spread = float(own.std(ddof=1)) if len(own) > 1 else 0.0
    found, small = [], 0
    for name in sorted(set(groups)):
        inside = named == name
        if int(inside.sum()) < FEWEST:
            small += 1
            continue
        difference = mean_difference(ai[inside] - own[inside])
        smd = (difference.value or 0.0) / spread if spread > 1e-9 else None
        found.append(GroupGap(group=name, calls=int(inside.sum()), difference=difference, smd=smd))
    found.sort(key=lambda one: -abs(one.smd or 0.0))
    return Gaps(by=by, groups=tuple(found), too_small=small)
