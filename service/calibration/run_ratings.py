"""What judges gave on calls, read once by this process: a run, and who made it, never change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from scoring.calibration.mark import JudgeMark
from scoring.calibration.sheet import LevelGiven, RatedCall
from scoring.judgement import Answer, CriterionReading, Evidence, Verdict
from scoring.rubric import Rubric
from scoring.scorecard import score_criterion
from service.calibration.marks import stored_mark
from service.db.tables import Review, RubricVersion, Run, TranscriptVersion, VerdictRow
from service.kept import Kept

MOST_RATED = 4_000
"""Calls as somebody rated them that are kept of each kind, of some ten kilobytes each."""
MOST_RUNS = 50_000
"""Runs of which little is kept."""
AT_ONCE = 500
"""Keys named in one query: databases take no more than some ten thousand."""
Key = TypeVar("Key")
Runs = Mapping[str, int]
"""Runs by their names, with their keys."""
RUN_NAME: ColumnElement[str] = (
    Run.workflow
    + " "
    + select(RubricVersion.public_id).where(RubricVersion.id == Run.rubric_id).scalar_subquery()
)
"""What a run is kept by: public ids of others make it as unlike any other's as its own, and SQLite reads its
own only after all of its document."""


class JudgedBy(NamedTuple):
    """Who made a run; the key is worked out from all of the mark."""

    key: str
    mark: JudgeMark


_MARKS: Kept[JudgedBy] = Kept(MOST_RUNS)
_FLAGGED: Kept[bool] = Kept(MOST_RUNS)
_RATED: Kept[RatedCall] = Kept(MOST_RATED)


def some_at_once(keys: Iterable[Key], most: int = AT_ONCE) -> Iterator[list[Key]]:
    left = iter(keys)
    while some := list(islice(left, most)):
        yield some


def marks_of_runs(session: Session, runs: Runs) -> dict[str, JudgedBy]:
    """By the names of the runs. It is said in two long documents."""

    def read(missing: Sequence[str]) -> dict[str, JudgedBy]:
        asked = select(
            Run.id,
            Run.judge,
            Run.model,
            Run.document["run"].label("said"),
            TranscriptVersion.heard["hearing"].label("hearing"),
        ).join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        names = {runs[one]: one for one in missing}
        found, same = {}, dict[str, JudgedBy]()
        for some in some_at_once(names):
            for run, *said in session.execute(asked.where(Run.id.in_(some))):
                mark = stored_mark(*said)
                key = mark.key
                found[names[run]] = same.setdefault(key, JudgedBy(key, mark))
        return found

    return _MARKS.all_of(runs, read)


def appealing(session: Session, call_ids: Sequence[int]) -> frozenset[int]:
    """Those of the calls in which somebody speaks to the evaluator, as their reviews say."""
    asked = select(Review.call_id, RUN_NAME, Run.id).join(Run, Run.id == Review.run_id)
    rows = [
        row
        for some in some_at_once(call_ids)
        for row in session.execute(asked.where(Review.call_id.in_(some)))
    ]
    flagged = flagged_runs(session, {name: key for _, name, key in rows})
    return frozenset(call for call, name, _ in rows if flagged[name])


def flagged_runs(session: Session, runs: Runs) -> dict[str, bool]:
    """By the names of the runs: whether somebody speaks to the evaluator there."""
    return _FLAGGED.all_of(runs, lambda missing: _flagged(session, {runs[one]: one for one in missing}))


def _flagged(session: Session, names: Mapping[int, str]) -> dict[str, bool]:
    asked = select(Run.id, Run.document["flags"])
    return {
        names[run]: any(one.get("code") == "appeal" for one in flags or ())
        for some in some_at_once(names)
        for run, flags in session.execute(asked.where(Run.id.in_(some)))
    }


def rated_runs(session: Session, runs: Runs, form: Rubric) -> dict[str, RatedCall]:
    """What runs on this form come to, by their names."""

    def read(missing: Sequence[str]) -> dict[str, RatedCall]:
        found = {}
        for some in some_at_once(missing):
            readings = _readings(session, [runs[one] for one in some])
            found.update({one: lean(rated_by_judge(form, readings.get(runs[one], {}))) for one in some})
        return found

    return _RATED.all_of(runs, read)


def rated_by_judge(form: Rubric, readings: Mapping[str, CriterionReading]) -> RatedCall:
    """A judge's readings with the levels that the form makes of them."""
    levels = {}
    for criterion in form.criteria:
        reading = readings.get(criterion.key)
        if reading is None or reading.failed is not None:
            continue
        card = score_criterion(form, criterion, reading)
        if card.state == "scored":
            levels[criterion.key] = LevelGiven(level=card.low)
        elif card.state == "not_applicable":
            levels[criterion.key] = LevelGiven(state="not_applicable")
        else:
            levels[criterion.key] = LevelGiven(state="cannot_assess", why="by the reading alone it is open")
    return RatedCall(readings=dict(readings), levels=levels)


def lean(rated: RatedCall) -> RatedCall:
    """Of each verdict what figures and the side by side are made of; what is equal is one object."""
    readings = {
        key: one.model_copy(update={"verdicts": tuple(_lean(verdict) for verdict in one.verdicts)})
        for key, one in rated.readings.items()
    }
    return rated.model_copy(update={"readings": readings})


def _lean(verdict: Verdict) -> Verdict:
    return lean_verdict(
        verdict.item, verdict.answer, verdict.claimed, tuple(one.sentence for one in verdict.evidence)
    )


@lru_cache(maxsize=50_000)
def lean_verdict(item: str, answer: Answer, claimed: Answer | None, sentences: tuple[str, ...]) -> Verdict:
    shown = tuple(_pointing_at(one) for one in sentences)
    return Verdict.model_construct(item=item, answer=answer, claimed=claimed, evidence=shown)


@lru_cache(maxsize=10_000)
def _pointing_at(sentence: str) -> Evidence:
    only: dict[str, Any] = {"sentence": sentence}
    return Evidence.model_construct(**only)


def _readings(session: Session, runs: Sequence[int]) -> dict[int, dict[str, CriterionReading]]:
    """Run → criterion → its verdicts, with what `lean` leaves of them."""
    found: dict[int, dict[str, list[Verdict]]] = {}
    asked = select(VerdictRow.run_id, VerdictRow.criterion, VerdictRow.document)
    asked = asked.where(VerdictRow.run_id.in_(runs)).order_by(VerdictRow.id)
    for run, criterion, document in session.execute(asked):
        claimed = document.get("claimed")
        verdict = lean_verdict(
            document["item"],
            Answer(document["answer"]),
            None if claimed is None else Answer(claimed),
            tuple(one["sentence"] for one in document.get("evidence") or ()),
        )
        found.setdefault(run, {}).setdefault(criterion, []).append(verdict)
    return {
        run: {
            key: CriterionReading.model_construct(criterion=key, verdicts=tuple(verdicts))
            for key, verdicts in parts.items()
        }
        for run, parts in found.items()
    }
