"""The judge's own spread: how often several readings of the same question gave the same answer.

From the votes that are kept with each verdict, in passes over rounds and anchors and in runs of drawn calls.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from scoring.formats import counted, format_share
from scoring.record import Record
from service.calibration.frames import ENDED
from service.calibration.marks import BY_JUDGES
from service.calibration.run_ratings import RUN_NAME, marks_of_runs
from service.db.tables import JudgePass, PassReading, Round, RubricVersion, Run, VerdictRow
from service.kept import Kept

MOST_ITEMS = 10
MOST_PASSES = 200
"""Passes whose votes are kept."""
NEWEST = 500
"""Runs looked through: the newest show how the judge reads now, and it takes no longer with a million."""

Vote = tuple[str, Mapping[str, int]]
"""Item, and how many readings gave each answer to it."""
Votes = Iterable[Vote]
_VOTES: Kept[tuple[Vote, ...]] = Kept(2 * NEWEST)
"""Those of runs, which never change."""
_OF_PASSES: Kept[tuple[Vote, ...]] = Kept(MOST_PASSES)


class Unsteady(Record):
    """An item on which the readings did not all say the same."""

    asks: str
    times: str


class Retest(Record):
    """`sentence` is the figure; `items` those that split, the most first."""

    sentence: str
    items: tuple[Unsteady, ...]


def retest_of(session: Session, row: Round) -> Retest | None:
    """Over the round's passes; None where nothing was read more than once."""
    return spread(_of_passes(session, JudgePass.round_id == row.id), _asks(session, row.rubric_id))


def retest_of_judge(session: Session, rubric: RubricVersion, judge_key: str) -> Retest | None:
    """Over all that this judge read more than once with that form; None where that is nothing."""
    made = and_(JudgePass.rubric_id == rubric.id, JudgePass.judge_key == judge_key)
    votes = _of_passes(session, made) + _of_runs(session, rubric.id, judge_key)
    return spread(votes, _asks(session, rubric.id))


def spread(votes: Votes, asks: Mapping[str, str]) -> Retest | None:
    """The share of answers on which all readings agreed, and the items that split."""
    read: dict[str, int] = {}
    split: dict[str, int] = {}
    for item, tally in votes:
        if sum(tally.values()) > 1:
            read[item] = read.get(item, 0) + 1
            split[item] = split.get(item, 0) + (len(tally) > 1)
    total, apart = sum(read.values()), sum(split.values())
    if not total:
        return None
    often = sorted(
        (item for item in split if split[item]), key=lambda item: (-split[item] / read[item], item)
    )
    return Retest(
        sentence=(
            f"Asked again, the judge gave the same answer on {total - apart} of {counted(total, 'answer')}"
            f" ({format_share((total - apart) / total)}). Where it did not, a person decides."
        ),
        items=tuple(
            Unsteady(asks=asks.get(item, item), times=f"{split[item]} of {counted(read[item], 'call')}")
            for item in often[:MOST_ITEMS]
        ),
    )


def _of_passes(session: Session, which: ColumnElement[bool]) -> list[Vote]:
    passes = session.execute(select(JudgePass.id, JudgePass.public_id, JudgePass.state).where(which)).all()
    found: list[Vote] = []
    for key, name, state in passes:
        read = partial(_of_pass, session, key)
        found += _OF_PASSES.one(name, read) if state in ENDED else read()
    return found


def _of_pass(session: Session, key: int) -> tuple[Vote, ...]:
    asked = select(PassReading.document["verdicts"]).where(PassReading.pass_id == key)
    return tuple((one["item"], one.get("votes") or {}) for some in session.scalars(asked) for one in some)


def _of_runs(session: Session, rubric_id: int, judge_key: str) -> list[Vote]:
    newest = select(RUN_NAME, Run.id).where(Run.rubric_id == rubric_id, BY_JUDGES)
    runs = dict(session.execute(newest.order_by(Run.id.desc()).limit(NEWEST)).all())
    by = marks_of_runs(session, runs)
    own = [name for name in runs if by[name].key == judge_key]
    found = _VOTES.all_of(own, lambda missing: _votes(session, {runs[name]: name for name in missing}))
    return [vote for name in own for vote in found[name]]


def _votes(session: Session, names: Mapping[int, str]) -> dict[str, tuple[Vote, ...]]:
    """Of runs, by their names; none of those that were read once."""
    said = select(Run.id, Run.document["run"]).where(Run.id.in_(names))
    often = [run for run, said in session.execute(said) if _readings(said) > 1]
    asked = select(VerdictRow.run_id, VerdictRow.item, VerdictRow.document["votes"]).order_by(VerdictRow.id)
    found: dict[str, list[Vote]] = {name: [] for name in names.values()}
    for run, item, votes in session.execute(asked.where(VerdictRow.run_id.in_(often))):
        found[names[run]].append((item, votes or {}))
    return {name: tuple(votes) for name, votes in found.items()}


def _readings(said: Mapping[str, Any] | None) -> float:
    return float(((said or {}).get("parameters") or {}).get("readings", 1))


def _asks(session: Session, rubric_id: int) -> dict[str, str]:
    form = session.get_one(RubricVersion, rubric_id).document
    return {item["id"]: str(item["asks"]) for part in form["criteria"] for item in part["items"]}
