"""The judge's own spread: how often several readings of the same question gave the same answer.

From the votes that are kept with each verdict, in passes over rounds and anchors and in runs of drawn calls.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import counted, format_share
from scoring.record import Record
from service.calibration.marks import PERSON, stored_mark
from service.db.tables import JudgePass, PassReading, Round, RubricVersion, Run, TranscriptVersion, VerdictRow

MOST_ITEMS = 10
NEWEST = 500
"""Runs looked through: the newest show how the judge reads now, and it takes no longer with a million."""

Votes = Iterable[tuple[str, Mapping[str, int]]]
"""Item, and how many readings gave each answer to it."""


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
    passes = select(JudgePass.id).where(JudgePass.round_id == row.id)
    return spread(_of_passes(session, session.scalars(passes).all()), _asks(session, row.rubric_id))


def retest_of_judge(session: Session, rubric: RubricVersion, judge_key: str) -> Retest | None:
    """Over all that this judge read more than once with that form; None where that is nothing."""
    passes = select(JudgePass.id).where(JudgePass.rubric_id == rubric.id, JudgePass.judge_key == judge_key)
    votes = _of_passes(session, session.scalars(passes).all()) + _of_runs(session, rubric.id, judge_key)
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


def _of_passes(session: Session, passes: Iterable[int]) -> list[tuple[str, Mapping[str, int]]]:
    asked = select(PassReading.document["verdicts"]).where(PassReading.pass_id.in_(list(passes)))
    return [(one["item"], one.get("votes") or {}) for some in session.scalars(asked) for one in some]


def _of_runs(session: Session, rubric_id: int, judge_key: str) -> list[tuple[str, Mapping[str, int]]]:
    rows = session.execute(
        select(
            Run.id,
            Run.judge,
            Run.model,
            Run.document["run"].label("said"),
            TranscriptVersion.heard["hearing"].label("hearing"),
        )
        .join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        .where(Run.rubric_id == rubric_id, Run.judge != PERSON)
        .order_by(Run.id.desc())
        .limit(NEWEST)
    )
    often = [
        row.id
        for row in rows
        if _readings(row.said) > 1
        and stored_mark(row.judge, row.model, row.said, row.hearing).key == judge_key
    ]
    asked = select(VerdictRow.item, VerdictRow.document["votes"]).where(VerdictRow.run_id.in_(often))
    return [(item, votes or {}) for item, votes in session.execute(asked)]


def _readings(said: Mapping[str, Any] | None) -> float:
    return float(((said or {}).get("parameters") or {}).get("readings", 1))


def _asks(session: Session, rubric_id: int) -> dict[str, str]:
    form = session.get_one(RubricVersion, rubric_id).document
    return {item["id"]: str(item["asks"]) for part in form["criteria"] for item in part["items"]}
