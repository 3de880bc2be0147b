"""Has the judge changed? The same frozen calls, read before and after, held against what people said of them.

Not "is there a difference" but "is it surely small": two one-sided tests at 5 %, that is, the 90 % interval
of the paired shift lies inside a margin that was fixed beforehand (Schuirmann 1987). With few calls the
interval is wide and nothing can be said: under 40 nothing is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field

from scoring.agreement.estimate import Finite
from scoring.agreement.kappa import kappa
from scoring.agreement.ratings import Floats
from scoring.agreement.round_frame import LEVELS, Codes
from scoring.agreement.weights import distances
from scoring.formats import counted
from scoring.record import Record

FEWEST = 40
"""Anchors below which nothing is decided."""
LEVEL_MARGIN, SCORE_MARGIN = 0.20, 2.0
"""How far the mean may have shifted: of a criterion in levels, of the QA score in points of 100."""
MOST_DROP, MOST_FLIPS = 0.05, 0.10
"""How much less agreement with people, and which share of an item's answers may turn."""
QUADRATIC = distances(LEVELS, "quadratic")

State = Literal["passed", "failed", "too_few"]


class Shift(Record):
    """The mean of after minus before with its 90 % interval."""

    calls: int
    mean: Finite | None
    low: Finite | None
    high: Finite | None
    margin: float
    inside: bool


class ItemFlips(Record):
    """An item whose answers turned, and on which calls."""

    key: str
    calls: int
    flips: int
    flipped: tuple[str, ...] = Field(description="the calls")

    @property
    def share(self) -> float:
        return self.flips / self.calls if self.calls else 0.0


class CriterionDrift(Record):
    """One criterion before and after."""

    key: str
    title: str
    state: State
    shift: Shift
    agreed_before: Finite | None = Field(description="quadratic kappa with people")
    agreed_after: Finite | None
    items: tuple[ItemFlips, ...]
    why: tuple[str, ...] = Field(description="what failed, in words")


class DriftReport(Record):
    """The document of a drift check."""

    schema_version: Literal[1] = 1
    state: State
    sentence: str
    calls: int
    overall: Shift
    criteria: tuple[CriterionDrift, ...]


@dataclass(frozen=True, eq=False)
class Twice:
    """One criterion or item as it was read before and after: codes by call; `people` is the reference."""

    key: str
    title: str
    before: Codes
    after: Codes
    people: Codes | None = None
    criterion: str = ""


def drift_report(
    calls: Sequence[str],
    criteria: Sequence[Twice],
    items: Sequence[Twice],
    scores: tuple[Floats, Floats],
) -> DriftReport:
    """What became of the judge; `scores` are the QA scores before and after, NaN where incomplete."""
    overall = shift(scores[1] - scores[0], SCORE_MARGIN)
    found = tuple(
        _criterion(calls, one, [item for item in items if item.criterion == one.key]) for one in criteria
    )
    state = _state(len(calls), overall, found)
    return DriftReport(
        state=state,
        sentence=_sentence(state, len(calls), overall, found),
        calls=len(calls),
        overall=overall,
        criteria=found,
    )


def shift(differences: Floats, margin: float) -> Shift:
    """The mean difference, its 90 % t interval, and whether that lies inside ± the margin."""
    from scipy.special import stdtrit  # late: slow to import

    known = differences[~np.isnan(differences)]
    n = len(known)
    if n < 2:
        mean = float(known[0]) if n else None
        return Shift(calls=n, mean=mean, low=None, high=None, margin=margin, inside=False)
    reach = float(stdtrit(n - 1, 0.95)) * float(known.std(ddof=1)) / n**0.5
    mean = float(known.mean())
    low, high = mean - reach, mean + reach
    return Shift(
        calls=n, mean=mean, low=low, high=high, margin=margin, inside=-margin < low and high < margin
    )


def _criterion(calls: Sequence[str], one: Twice, items: Sequence[Twice]) -> CriterionDrift:
    both = (one.before >= 0) & (one.after >= 0)
    moved = shift(np.where(both, one.after - one.before, np.nan).astype(np.float64), LEVEL_MARGIN)
    before, after = _agreed(one.people, one.before), _agreed(one.people, one.after)
    flips = tuple(_flips(calls, item) for item in items)
    why = tuple(_reasons(moved, before, after, flips))
    state: State = "too_few" if moved.calls < FEWEST else "failed" if why else "passed"
    return CriterionDrift(
        key=one.key,
        title=one.title,
        state=state,
        shift=moved,
        agreed_before=before,
        agreed_after=after,
        items=flips,
        why=() if state == "too_few" else why,
    )


def _reasons(
    moved: Shift, before: float | None, after: float | None, flips: Sequence[ItemFlips]
) -> list[str]:
    why = []
    if not moved.inside and moved.low is not None and moved.high is not None:
        why.append(
            f"the shift lies between {_signed(moved.low)} and {_signed(moved.high)} levels,"
            f" allowed are ±{moved.margin:.2f}"
        )
    if before is not None and after is not None and before - after > MOST_DROP:
        why.append(f"agreement with people fell from {before:.2f} to {after:.2f}")
    why += [
        f"{one.key} turned on {one.flips} of {one.calls} calls"
        for one in flips
        if one.calls >= FEWEST and one.share > MOST_FLIPS
    ]
    return why


def _flips(calls: Sequence[str], item: Twice) -> ItemFlips:
    both = (item.before >= 0) & (item.after >= 0)
    turned = np.flatnonzero(both & (item.before != item.after)).tolist()
    flipped = tuple(calls[at] for at in turned)
    return ItemFlips(key=item.key, calls=int(both.sum()), flips=len(turned), flipped=flipped)


def _agreed(people: Codes | None, judge: Codes) -> float | None:
    """Quadratic kappa of reference and judge; None where it is not defined."""
    if people is None:
        return None
    both = (people >= 0) & (judge >= 0)
    cells = people[both].astype(np.int64) * LEVELS.size + judge[both]
    table = np.bincount(cells, minlength=LEVELS.size**2).reshape(1, LEVELS.size, LEVELS.size)
    value = float(kappa(table, QUADRATIC)[0])
    return None if np.isnan(value) else value


def _state(calls: int, overall: Shift, found: Sequence[CriterionDrift]) -> State:
    if calls < FEWEST:
        return "too_few"
    bad = (overall.calls >= FEWEST and not overall.inside) or any(one.state == "failed" for one in found)
    return "failed" if bad else "passed"


def _sentence(state: State, calls: int, overall: Shift, found: Sequence[CriterionDrift]) -> str:
    if state == "too_few":
        return f"Too few to tell: {counted(calls, 'anchor')}, and 40 are needed. Nothing is frozen."
    where = (
        ""
        if overall.low is None or overall.high is None
        else (
            f" The QA score moved by {_signed(overall.mean or 0.0)} points"
            f" (90 % interval {_signed(overall.low)} to {_signed(overall.high)},"
            f" allowed ±{overall.margin:g})."
        )
    )
    if state == "passed":
        return f"On {counted(calls, 'anchor')} the judge reads as before.{where}"
    titles = ", ".join(one.title for one in found if one.state == "failed") or "the QA score"
    return f"On {counted(calls, 'anchor')} the judge reads differently: {titles}.{where}"


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")
