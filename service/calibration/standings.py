"""What every judge may be used for on a form, with the reasons: the list that qa and auditors read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Standing, standing
from scoring.calibration.mark import JudgeMark
from scoring.record import Record
from scoring.rubric import Rubric
from service.calibration.clearance import UseName
from service.calibration.clearing import Judged, evidence_for, judges_known, versions_with
from service.calibration.drifting import newest
from service.calibration.grouping import Traits, traits_of
from service.calibration.pairs import Double, scored_blind
from service.calls.queue.queries import names_by_id
from service.db.tables import Clearance, RubricVersion


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
    form = Rubric.from_document(row.document)
    names = _granters(session)
    versions_of = {one.key: versions_with(session, form, one.key) for one in form.criteria}
    scored = {versions: scored_blind(session, versions, at) for versions in set(versions_of.values())}
    traits: dict[tuple[int, ...], Traits] = {}
    found = []
    for mark in [only] if only is not None else judges_known(session):
        read: dict[tuple[int, ...], list[Double]] = {}
        for criterion in form.criteria:
            versions = versions_of[criterion.key]
            if versions not in read:
                read[versions] = scored[versions].beside(session, mark.key)
                # The calls are those that people scored: the same beside every judge.
                if versions not in traits:
                    traits[versions] = traits_of(session, read[versions])
            one = Judged(mark, form, criterion.key, versions)
            held = newest(session, one.fingerprint, mark.key)
            found.append(
                ClearanceRow(
                    criterion=criterion.key,
                    title=criterion.title,
                    judge=mark,
                    judge_key=mark.key,
                    use=held.use if held else "assist",
                    since=held.created_at if held else None,
                    by=held.by if held else None,
                    by_name=names.get(held.by) if held else None,
                    kind=held.kind if held else None,
                    why=held.reasons.get("sentence", "") if held else "",
                    standing=standing(evidence_for(session, one, at, read[versions], traits[versions])),
                )
            )
    return found


def _granters(session: Session) -> dict[str, str]:
    """Names of those who ever granted or took something back."""
    return names_by_id(session, set(session.scalars(select(Clearance.by).distinct())))
