"""What of a reading speaks for a look, for the lists of what waits. Runs never change, so it is read once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from scoring.corrections.attention import to_look_at
from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.review import Flag
from scoring.rubric import Rubric
from service.db.tables import Review, RubricVersion, Run, VerdictRow
from service.kept import Kept
from service.reviews.desk import overrides_of_all

MOST = 20_000
"""Runs that are kept, of some hundred bytes each."""
Votes = Mapping[str, Mapping[Answer, int]]
"""Of items that were answered more than once: how often with what."""


@dataclass(frozen=True)
class StandsOut:
    """What a line says of a scorecard.

    `musts` are the must-haves that failed or that nobody could tell, as (what it asks, result). `items` is
    how many items the page to confirm shows. `unsettled` counts criteria without a level, `flags` are the
    codes of what was flagged.
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
    return _KEPT.all_of(runs, lambda missing: _read(session, missing, {}))


def stands_out_now(session: Session, reviews: Mapping[str, Review]) -> dict[str, StandsOut]:
    """The same of reviews, by the public ids of their runs: once their corrections are counted in."""
    found = stands_out(session, reviews)
    changed = {run: one for run, one in reviews.items() if one.effective is not None}
    return {**found, **_read(session, list(changed), changed)} if changed else found


def _read(session: Session, runs: Sequence[str], reviews: Mapping[str, Review]) -> dict[str, StandsOut]:
    """Of the runs as they were read, or as their reviews were corrected."""
    rows = session.execute(
        select(
            Run.id,
            Run.public_id,
            Run.rubric_id,
            Run.document["scorecard"].label("card"),
            Run.document["flags"].label("flags"),
            Run.document["run"]["parameters"]["readings"].label("readings"),
        ).where(Run.public_id.in_(runs))
    ).all()
    forms = _forms(session, {row.rubric_id for row in rows})
    votes = _votes(session, [row.id for row in rows if float(row.readings or 1) > 1])
    corrected = overrides_of_all(session, [row.id for row in rows]) if reviews else {}
    return {
        row.public_id: _one(
            row,
            reviews.get(row.public_id),
            forms[row.rubric_id],
            {item: cast for item, cast in votes[row.id].items() if item not in corrected.get(row.id, ())},
        )
        for row in rows
    }


def _forms(session: Session, keys: Collection[int]) -> dict[int, Rubric]:
    asked = select(RubricVersion).where(RubricVersion.id.in_(keys))
    return {row.id: Rubric.from_document(row.document) for row in session.scalars(asked)}


def _votes(session: Session, runs: Collection[int]) -> dict[int, dict[str, Mapping[Answer, int]]]:
    found: dict[int, dict[str, Mapping[Answer, int]]] = defaultdict(dict)
    asked = select(VerdictRow.run_id, VerdictRow.item, VerdictRow.document["votes"])
    for run, item, cast in session.execute(asked.where(VerdictRow.run_id.in_(runs))) if runs else ():
        found[run][item] = cast or {}
    return found


def _one(row: Row[Any], review: Review | None, form: Rubric, votes: Votes) -> StandsOut:
    scorecard = row.card if review is None else (review.effective or {})["scorecard"]
    flags = [Flag.model_validate(one) for one in row.flags or ()]
    criteria = scorecard["criteria"]
    readings = {one["key"]: _reading(one, votes) for one in criteria}
    return StandsOut(
        musts=tuple(
            (must["asks"], must["result"])
            for must in scorecard["must_haves"]
            if must["result"] in ("fail", "cannot_tell")
        ),
        items=len(to_look_at(form, readings, flags)),
        unsettled=sum(one["state"] not in ("scored", "not_applicable") for one in criteria),
        complete=scorecard["qa_score"]["state"] == "complete",
        flags=frozenset(flag.code for flag in flags),
    )


def _reading(criterion: Mapping[str, Any], votes: Votes) -> CriterionReading:
    return CriterionReading.model_construct(
        criterion=criterion["key"],
        verdicts=tuple(_verdicts(criterion["items"], votes)),
        failed=criterion["why"] if criterion["state"] == "failed" else None,
    )


def _verdicts(items: Sequence[Mapping[str, Any]], votes: Votes) -> Iterable[Verdict]:
    # What was checked when it was stored is not checked again: hundreds of readings may be listed.
    for item in items:
        cast = dict(votes.get(item["id"], {}))
        yield Verdict.model_construct(item=item["id"], answer=Answer(item["verdict"]), votes=cast)
