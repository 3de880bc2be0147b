"""Fits the table from items to levels on the levels that people gave, and checks it on calls it did not see.

The table is where validity is won or lost: readings of items repeat almost perfectly, and a naive table puts
them a level off. Every table of a small family is tried (how many musts may be missed, how many pluses it
takes, how many must-nots are let pass; never stricter at a lower level), and the one with the least squared
distance from people's levels wins; of equals, the one closest to the table there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement as rising
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from scoring.agreement.estimate import Estimate, Finite
from scoring.agreement.ratings import Floats
from scoring.agreement.severity import mean_difference
from scoring.formats import counted, format_share
from scoring.record import Record
from scoring.rubric import Criterion, Kind, TableRow
from scoring.scorecard import Tally, row_of

FEWEST, SURE = 20, 50
"""Calls below which nothing is fitted, and below which a fit is only an indication."""
FOLDS = 10
MOST_PLUSES = 3


class Fit(Record):
    """How near a table comes to the levels people gave."""

    table: tuple[TableRow, ...]
    exact: Finite
    within_one: Finite
    squared: Finite = Field(description="mean squared distance in levels")


class TableFit(Record):
    """The old table and the fitted one. `fitted` are its figures on calls it was not fitted on."""

    criterion: str
    title: str
    calls: int
    sheets: int
    old: Fit | None
    fitted: Fit | None
    gain: Estimate | None = Field(description="squared distance of the old minus that of the fitted, by call")
    better: bool = Field(description="the whole interval of the gain is above 0, on at least 50 calls")
    sentence: str


@dataclass(frozen=True)
class Rated:
    """One sheet: which call, what its items add up to, the level its author gave."""

    call: str
    tally: Tally
    level: int


@dataclass(frozen=True, eq=False)
class _Family:
    """All tables tried: their thresholds, and the level each gives each distinct tally."""

    thresholds: NDArray[np.int16]
    levels: NDArray[np.int8]


def fit_table(criterion: Criterion, rated: Sequence[Rated]) -> TableFit:
    """The best table for what people gave, or why there is none."""
    known = [one for one in rated if one.tally.musts]
    calls = sorted({one.call for one in known})
    if len(calls) < FEWEST:
        have = f"{counted(len(calls), 'call')} of {FEWEST} have levels by people"
        why = f"{criterion.title}: too few to tell, {have}."
        return _none(criterion, len(calls), len(known), why)
    tallies = sorted({one.tally for one in known}, key=_key)
    family = _family(criterion, tallies)
    place = {tally: at for at, tally in enumerate(tallies)}
    which = np.array([place[one.tally] for one in known])
    given = np.array([one.level for one in known])
    fold = np.array([calls.index(one.call) % FOLDS for one in known])
    old = np.array([_old(criterion, tally) for tally in tallies], dtype=np.int8)
    best = _best(family, old, which, given)
    unseen = np.empty(len(known), dtype=np.int8)
    for number in range(FOLDS):
        held = fold == number
        if held.any():
            chosen = _best(family, old, which[~held], given[~held])
            unseen[held] = family.levels[chosen, which[held]]
    new = _rows(criterion, family.thresholds[best])
    before = _figures(criterion.table, old[which], given)
    after = _figures(new, unseen, given)
    gain = mean_difference(_by_call(known, calls, (old[which] - given) ** 2 - (unseen - given) ** 2))
    better = len(calls) >= SURE and gain.low is not None and gain.low > 0
    return TableFit(
        criterion=criterion.key,
        title=criterion.title,
        calls=len(calls),
        sheets=len(known),
        old=before,
        fitted=after,
        gain=gain,
        better=better,
        sentence=_sentence(criterion.title, len(calls), before, after, better),
    )


def _family(criterion: Criterion, tallies: Sequence[Tally]) -> _Family:
    """Thresholds a row of levels 5, 4, 3, 2: missed musts, pluses, must-nots. The largest: any number."""
    kinds = [item.kind for item in criterion.items]
    musts, pluses, bad = (kinds.count(kind) for kind in (Kind.MUST, Kind.PLUS, Kind.MUST_NOT))
    missed = list(rising(range(musts + 1), 4))
    asked = [tuple(reversed(one)) for one in rising(range(min(pluses, MOST_PLUSES) + 1), 4)]
    passed = list(rising(range(min(bad, 2) + 1), 4))
    made = np.array([(*m, *p, *n) for m in missed for p in asked for n in passed], dtype=np.int16).reshape(
        -1, 3, 4
    )
    levels = np.ones((len(made), len(tallies)), dtype=np.int8)
    for at, tally in enumerate(tallies):
        column = np.ones(len(made), dtype=np.int8)
        for row in (3, 2, 1, 0):  # from level 2 up, so that the highest that holds stays
            holds = made[:, 0, row] >= min(tally.missed_musts, musts)
            holds &= np.minimum(made[:, 1, row], tally.pluses) <= tally.met_pluses
            holds &= (made[:, 2, row] >= tally.must_nots) | (made[:, 2, row] == min(bad, 2))
            column[holds] = 5 - row
        if tally.missed_must_haves:
            column = np.minimum(column, criterion.capped_at)
        levels[:, at] = column
    return _Family(made, levels)


def _best(family: _Family, old: NDArray[np.int8], which: NDArray[np.int64], given: NDArray[np.int64]) -> int:
    """The table with the least squared distance; of equals the one that changes fewest levels."""
    size = family.levels.shape[1]
    counts = np.zeros((size, 5))
    np.add.at(counts, (which, given - 1), 1)
    scale = np.arange(1, 6)
    cost = counts @ (scale[:, None] - scale[None, :]) ** 2  # [tally, level the table gives]
    loss = np.zeros(len(family.levels))
    changed = np.zeros(len(family.levels))
    for at in range(size):
        loss += cost[at, family.levels[:, at] - 1]
        changed += counts[at].sum() * (family.levels[:, at] != old[at])
    equals = np.flatnonzero(loss <= loss.min() + 1e-9)
    return int(equals[changed[equals].argmin()])


def _rows(criterion: Criterion, thresholds: NDArray[np.int16]) -> tuple[TableRow, ...]:
    """As a rubric writes it; a level that no tally reaches has no row."""
    kinds = [item.kind for item in criterion.items]
    musts, bad = kinds.count(Kind.MUST), min(kinds.count(Kind.MUST_NOT), 2)
    rows: list[TableRow] = []
    seen: set[tuple[int, ...]] = set()
    for row, level in enumerate((5, 4, 3, 2)):
        missed, pluses, must_nots = (int(thresholds[part, row]) for part in range(3))
        if (missed, pluses, must_nots) in seen:
            continue
        seen.add((missed, pluses, must_nots))
        rows.append(
            TableRow(
                level=level,
                missed_musts_at_most=None if missed >= musts else missed,
                pluses_at_least=pluses,
                must_nots_at_most=None if must_nots >= bad else must_nots,
            )
        )
    return (*rows, TableRow(level=1))


def _figures(table: Sequence[TableRow], found: NDArray[Any], given: NDArray[Any]) -> Fit:
    gap = np.abs(found.astype(np.int64) - given)
    return Fit(
        table=tuple(table),
        exact=float((gap == 0).mean()),
        within_one=float((gap <= 1).mean()),
        squared=float((gap**2).mean()),
    )


def _by_call(known: Sequence[Rated], calls: Sequence[str], values: NDArray[Any]) -> Floats:
    sums, counts = np.zeros(len(calls)), np.zeros(len(calls))
    places = [calls.index(one.call) for one in known]
    np.add.at(sums, places, values.astype(np.float64))
    np.add.at(counts, places, 1)
    means: Floats = sums / counts
    return means


def _old(criterion: Criterion, tally: Tally) -> int:
    level = row_of(criterion, tally).level
    return min(level, criterion.capped_at) if tally.missed_must_haves else level


def _key(tally: Tally) -> tuple[int, ...]:
    return (
        tally.musts,
        tally.met_musts,
        tally.pluses,
        tally.met_pluses,
        tally.must_nots,
        tally.missed_must_haves,
    )


def _none(criterion: Criterion, calls: int, sheets: int, why: str) -> TableFit:
    return TableFit(
        criterion=criterion.key,
        title=criterion.title,
        calls=calls,
        sheets=sheets,
        old=None,
        fitted=None,
        gain=None,
        better=False,
        sentence=why,
    )


def _sentence(title: str, calls: int, before: Fit, after: Fit, better: bool) -> str:
    seen = (
        f"On {counted(calls, 'call')} the table of {title} gives the level people gave"
        f" {format_share(before.exact)} of the time, the fitted one {format_share(after.exact)}, on calls"
        " it was not fitted on."
    )
    if better:
        return f"{seen} It is surely nearer: take it into a new version of the rubric."
    if calls < SURE:
        return f"{seen} Fewer than {SURE} calls: an indication, and no ground for a change."
    return f"{seen} That may be chance: keep the table."
