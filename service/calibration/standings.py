"""What every judge may be used for on a form, with the reasons: the list that qa and auditors read."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Standing, standing
from scoring.calibration.mark import JudgeMark
from scoring.record import Record
from scoring.rubric import Criterion
from service.calibration.clearance import UseName
from service.calibration.clearing import Judged, evidence_on, judges_known
from service.calibration.comparing import Beside
from service.calibration.on_record import OnRecord, held_now
from service.calibration.pairs import scored_blind
from service.calls.queue.queries import names_by_id
from service.db.tables import Clearance, RubricVersion
from service.rubrics.forms import form_of, versions_of, words_of


class ClearanceRow(Record):
    """One judge and criterion."""

    criterion: str
    title: str
    judge: JudgeMark
    judge_key: str
    use: UseName
    since: datetime | None
    by: str | None
    by_name: str | None
    kind: str | None
    why: str
    standing: Standing


def clearance_rows(
    session: Session, row: RubricVersion, at: datetime, only: JudgeMark | None = None
) -> list[ClearanceRow]:
    """Every judge known here on every criterion of the form."""
    form, names = form_of(row), _granters(session)
    marks = [only] if only is not None else judges_known(session)
    words: dict[str, str] = {one.key: words_of(row)[one.key] for one in form.criteria}
    versions = _versions(session, form.slug, words)
    beside = {same: Beside(session, scored_blind(session, same, at)) for same in set(versions.values())}
    held = held_now(session, list(words.values()), [mark.key for mark in marks])
    on_record = OnRecord(session, marks)
    found = []
    for mark in marks:
        pairs = {same: one.pairs(mark.key) for same, one in beside.items()}
        for criterion in form.criteria:
            one = Judged(mark, form, criterion.key, versions[criterion.key])
            reached = standing(evidence_on(one, pairs[one.rubric_ids], on_record))
            found.append(_row(one, criterion, held.get((words[criterion.key], mark.key)), names, reached))
    return found


def _versions(session: Session, slug: str, words: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """For each criterion the versions of the form in which it has the same words."""
    every = versions_of(session, slug)
    return {
        key: tuple(one.id for one in every if one.words.get(key) == wanted) for key, wanted in words.items()
    }


def _row(
    one: Judged, criterion: Criterion, held: Clearance | None, names: Mapping[str, str], reached: Standing
) -> ClearanceRow:
    return ClearanceRow(
        criterion=criterion.key,
        title=criterion.title,
        judge=one.mark,
        judge_key=one.mark.key,
        use=held.use if held else "assist",
        since=held.created_at if held else None,
        by=held.by if held else None,
        by_name=names.get(held.by) if held else None,
        kind=held.kind if held else None,
        why=held.reasons.get("sentence", "") if held else "",
        standing=reached,
    )


def _granters(session: Session) -> dict[str, str]:
    """Names of those who ever granted or took something back."""
    return names_by_id(session, set(session.scalars(select(Clearance.by).distinct())))
