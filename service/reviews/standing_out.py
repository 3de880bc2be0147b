"""What of a reading speaks for a look, for the lists of what waits. Runs never change, so it is read once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.tables import Run
from service.kept import Kept

MOST = 20_000
"""Runs that are kept, of some hundred bytes each."""
HIGHEST = 5


@dataclass(frozen=True)
class StandsOut:
    """What a line says of a scorecard.

    `musts` are the must-haves that failed or that nobody could tell, as (what it asks, result). `items` is
    about how many items need a look: misses, and what nobody could say. `unsettled` counts criteria without
    a level, `flags` are the codes of what was flagged.
    """

    musts: tuple[tuple[str, str], ...]
    items: int
    unsettled: int
    complete: bool
    flags: frozenset[str]

    @property
    def fails_a_must(self) -> bool:
        return any(result == "fail" for _, result in self.musts)


_KEPT: Kept[StandsOut] = Kept(MOST)


def stands_out(session: Session, runs: Collection[str]) -> dict[str, StandsOut]:
    """By the public ids of the runs: a run's document is long, and a hundred lines may be shown."""
    return _KEPT.all_of(runs, lambda missing: _read(session, missing))


def stands_out_of(scorecard: Mapping[str, Any], flags: Collection[str]) -> StandsOut:
    """The same of one scorecard, say of one that was corrected."""
    criteria = scorecard["criteria"]
    return StandsOut(
        musts=tuple(
            (must["asks"], must["result"])
            for must in scorecard["must_haves"]
            if must["result"] in ("fail", "cannot_tell")
        ),
        items=sum(_to_look_at(criterion) for criterion in criteria),
        unsettled=sum(one["state"] not in ("scored", "not_applicable") for one in criteria),
        complete=scorecard["qa_score"]["state"] == "complete",
        flags=frozenset(flags),
    )


def _to_look_at(criterion: Mapping[str, Any]) -> int:
    """Missed pluses cost nothing at the highest level, nor while a must is missed: they would not lift it."""
    misses = [item["kind"] for item in criterion["items"] if _is_missed(item)]
    unsure = sum(item["verdict"] == "cannot_assess" for item in criterion["items"])
    lift_nothing = criterion["level"] == HIGHEST or "must" in misses
    return unsure + sum(kind != "plus" or not lift_nothing for kind in misses)


def _is_missed(item: Mapping[str, Any]) -> bool:
    return bool(item["verdict"] == ("yes" if item["kind"] == "must_not" else "no"))


def _read(session: Session, runs: Collection[str]) -> dict[str, StandsOut]:
    rows = session.execute(
        select(Run.public_id, Run.document["scorecard"], Run.document["flags"]).where(Run.public_id.in_(runs))
    )
    return {run: stands_out_of(card, [flag["code"] for flag in flags or ()]) for run, card, flags in rows}
