"""What runs come to before anybody corrected them. Runs never change, so it is worked out once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard, score
from service.calibration.marks import run_mark
from service.db.tables import Run, TranscriptVersion, VerdictRow
from service.kept import Kept

MOST = 5_000
"""Runs that are kept, of a few kilobytes each."""


@dataclass(frozen=True)
class AsRead:
    """Who read it, what was answered, and what the arithmetic makes of that."""

    judge: str
    judge_key: str
    answers: Mapping[str, Answer]
    scorecard: Scorecard


_KEPT: Kept[AsRead] = Kept(MOST)


def as_read(session: Session, runs: Mapping[str, int], forms: Mapping[int, Rubric]) -> dict[str, AsRead]:
    """By the public ids of runs, whose keys are given with them; `forms` are the rubrics by their keys."""
    return _KEPT.all_of(runs, lambda missing: _worked_out(session, [runs[one] for one in missing], forms))


def _worked_out(session: Session, runs: Sequence[int], forms: Mapping[int, Rubric]) -> dict[str, AsRead]:
    # Columns and not rows of verdicts: of a document of each, only the answer would be used.
    given: dict[int, dict[str, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for run, criterion, item, answer in session.execute(
        select(VerdictRow.run_id, VerdictRow.criterion, VerdictRow.item, VerdictRow.answer)
        .where(VerdictRow.run_id.in_(runs))
        .order_by(VerdictRow.id)
    ):
        given[run][criterion].append(Verdict.model_construct(item=item, answer=Answer(answer)))
    rows = session.execute(
        select(Run, TranscriptVersion.heard["hearing"])
        .join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        .where(Run.id.in_(runs))
    )
    return {
        run.public_id: _one(run, {"hearing": hearing}, forms[run.rubric_id], given[run.id])
        for run, hearing in rows
    }


def _one(run: Run, heard: dict[str, object], form: Rubric, given: Mapping[str, Sequence[Verdict]]) -> AsRead:
    failed = {one["key"] for one in run.document["scorecard"]["criteria"] if one["state"] == "failed"}
    readings = [
        CriterionReading.model_construct(
            criterion=part.key,
            verdicts=tuple(given.get(part.key, ())),
            failed="failed" if part.key in failed else None,
        )
        for part in form.criteria
    ]
    mark = run_mark(run, heard)
    return AsRead(
        judge=f"{mark.title}@{mark.key[:16]}",
        judge_key=mark.key,
        answers={verdict.item: verdict.answer for one in readings for verdict in one.verdicts},
        scorecard=score(form, readings),
    )
