"""What raters gave in a calibration round: levels on criteria, answers on items, side by side by call.

*Not applicable* and *cannot assess* are no numbers: they stand in the same table under codes of their own,
below zero, and every statistic of levels and answers passes over them.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.ratings import MISSING, Ratings, Scale

NOT_APPLICABLE, CANNOT_ASSESS = -2, -3
LEVELS = Scale((1.0, 2.0, 3.0, 4.0, 5.0))
ANSWERS = Scale((0.0, 1.0))
"""No and yes."""

Codes = NDArray[np.int16]


@dataclass(frozen=True)
class Rater:
    """Somebody who rated: a person, or a judge."""

    name: str
    kind: Literal["person", "judge"] = "person"


@dataclass(frozen=True, eq=False)
class Given:
    """What was given to one criterion or item: `codes[call, rater]` is a place on the scale, or < 0."""

    key: str
    title: str
    codes: Codes
    criterion: str = ""


@dataclass(frozen=True, eq=False)
class RoundFrame:
    """A round, or several that are pooled. `worth[level - 1]` is what a level is worth in percent."""

    calls: tuple[str, ...]
    raters: tuple[Rater, ...]
    criteria: tuple[Given, ...]
    items: tuple[Given, ...]
    worth: tuple[float, ...] = (0.0, 35.0, 65.0, 90.0, 100.0)

    @property
    def people(self) -> NDArray[np.bool_]:
        """Which raters are people."""
        return np.array([rater.kind == "person" for rater in self.raters], dtype=np.bool_)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of all that was given, by whom and to what: equal frames say the same."""
        whole = hashlib.sha256(repr((self.calls, self.raters, self.worth, len(self.criteria))).encode())
        for one in (*self.criteria, *self.items):
            whole.update(repr((one.key, one.title, one.criterion, one.codes.shape)).encode())
            whole.update(np.ascontiguousarray(one.codes).tobytes())
        return whole.hexdigest()

    def ratings(self, given: Given, scale: Scale) -> Ratings:
        """One criterion or item as ratings of all raters."""
        return Ratings(self.calls, tuple(rater.name for rater in self.raters), scale, given.codes)

    def without(self, calls: frozenset[str]) -> "RoundFrame":
        """The same round without some calls."""
        kept = np.array([call not in calls for call in self.calls], dtype=np.bool_)
        return RoundFrame(
            tuple(call for call in self.calls if call not in calls),
            self.raters,
            tuple(Given(one.key, one.title, one.codes[kept], one.criterion) for one in self.criteria),
            tuple(Given(one.key, one.title, one.codes[kept], one.criterion) for one in self.items),
            self.worth,
        )


def value_counts(codes: Codes, size: int) -> NDArray[np.int64]:
    """`counts[call, value]`: how many of the raters in the columns gave the call that value."""
    counts = np.empty((len(codes), size), dtype=np.int64)
    for value in range(size):
        counts[:, value] = (codes == value).sum(axis=1)
    return counts


def stated(codes: Codes, state: int) -> Codes:
    """1 where that state was given, 0 where anything else was, missing where nothing was."""
    given: Codes = np.where(codes == MISSING, MISSING, (codes == state).astype(np.int16)).astype(np.int16)
    return given
