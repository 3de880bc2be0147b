"""How a clearance came to be what it is: given and lost by whom, when, why, and on which rounds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Gate
from scoring.calibration.mark import JudgeMark
from scoring.record import Record
from scoring.rubric import Rubric
from service.calibration.clearance import UseName
from service.calibration.clearing import versions_with
from service.calibration.drifting import SYSTEM
from service.calls.queue.queries import names_by_id
from service.db.tables import Clearance, Round, RubricVersion

BY_ITSELF = "by itself"


class RoundBehind(Record):
    """A round on the criterion that was open by then."""

    id: str
    title: str
    opened: datetime
    zone: str


class ClearanceChange(Record):
    """That a judge was given or lost a use. `pass_id`: the reading of anchors that it followed from."""

    id: str
    criterion: str
    title: str
    judge: JudgeMark
    judge_key: str
    use: UseName
    kind: str
    by: str
    by_name: str
    at: datetime
    why: str
    reasons: tuple[str, ...]
    gates: tuple[Gate, ...]
    rounds: tuple[RoundBehind, ...]
    pass_id: str | None


def clearance_history(
    session: Session, row: RubricVersion, criterion: str | None = None, judge_key: str | None = None
) -> list[ClearanceChange]:
    """Every change on the criteria of the form, the newest first; of one criterion or judge where named."""
    form = Rubric.from_document(row.document)
    asked = {
        form.criterion_fingerprint(one.key): one for one in form.criteria if criterion in (None, one.key)
    }
    wanted = select(Clearance).where(Clearance.fingerprint.in_(asked)).order_by(Clearance.id.desc())
    if judge_key is not None:
        wanted = wanted.where(Clearance.judge_key == judge_key)
    changes = session.scalars(wanted).all()
    names = names_by_id(session, {one.by for one in changes})
    rounds = {one.key: _rounds(session, versions_with(session, form, one.key)) for one in asked.values()}
    return [
        _change(one, asked[one.fingerprint].title, names, rounds[asked[one.fingerprint].key])
        for one in changes
    ]


def _change(
    row: Clearance, title: str, names: Mapping[str, str], rounds: Sequence[RoundBehind]
) -> ClearanceChange:
    said = row.reasons
    wanted = "pip" if row.use == "pip" else "coaching"
    return ClearanceChange(
        id=row.public_id,
        criterion=row.criterion,
        title=title,
        judge=JudgeMark.model_validate(row.judge),
        judge_key=row.judge_key,
        use=row.use,
        kind=row.kind,
        by=row.by,
        by_name=BY_ITSELF if row.by == SYSTEM else names.get(row.by, row.by),
        at=row.created_at,
        why=said.get("sentence", ""),
        reasons=tuple(said.get("why", ())),
        gates=tuple(Gate.model_validate(one) for one in said.get(wanted, ())),
        rounds=tuple(one for one in rounds if one.opened <= row.created_at),
        pass_id=said.get("pass"),
    )


def _rounds(session: Session, rubric_ids: Sequence[int]) -> list[RoundBehind]:
    """The rounds on these versions, with when they opened: all in, or their deadline."""
    rows = session.scalars(select(Round).where(Round.rubric_id.in_(rubric_ids)).order_by(Round.id))
    return [
        RoundBehind(id=one.public_id, title=one.title, opened=one.opened_at or one.deadline, zone=one.zone)
        for one in rows
    ]
