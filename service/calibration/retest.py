"""The judge's own spread: how often three readings of the same question gave the same answer."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import counted, format_share
from scoring.judgement import CriterionReading
from scoring.record import Record
from service.db.tables import JudgePass, PassReading, Round, RubricVersion

MOST_ITEMS = 10


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
    asked = (
        select(PassReading.document)
        .join(JudgePass, JudgePass.id == PassReading.pass_id)
        .where(JudgePass.round_id == row.id)
    )
    readings = [CriterionReading.model_validate(one) for one in session.scalars(asked)]
    form = session.get_one(RubricVersion, row.rubric_id).document
    asks = {item["id"]: str(item["asks"]) for part in form["criteria"] for item in part["items"]}
    return spread(readings, asks)


def spread(readings: Sequence[CriterionReading], asks: dict[str, str]) -> Retest | None:
    """The share of answers on which all readings agreed, and the items that split."""
    read: dict[str, int] = {}
    split: dict[str, int] = {}
    for reading in readings:
        for verdict in reading.verdicts:
            if sum(verdict.votes.values()) > 1:
                read[verdict.item] = read.get(verdict.item, 0) + 1
                split[verdict.item] = split.get(verdict.item, 0) + (len(verdict.votes) > 1)
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
