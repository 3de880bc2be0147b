"""What is written about judges: their checks on anchors and against what speaks to them, in few queries."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Drift, Injection
from scoring.calibration.mark import JudgeMark
from service.calibration.baselines import RUBRIC
from service.db.tables import Clearance, InjectionCheck, JudgePass, PassReading
from service.kept import Kept

_READ: Kept[frozenset[str]] = Kept(2_000)
"""The criteria that finished passes read, by their public ids."""


class Check(NamedTuple):
    """A finished pass over anchors, without its result, which is long. `read`: the criteria."""

    id: int
    rubric_id: int
    judge_key: str
    why: str
    read: frozenset[str]


class OnRecord:
    """Of some judges."""

    def __init__(self, session: Session, marks: Iterable[JudgeMark]) -> None:
        known = list(marks)
        self._session = session
        self._checks = _checks(session, [one.key for one in known])
        self._injections = _injections(session, {one.reading_key for one in known})
        self._results: dict[int, Any] = {}

    def drift(self, judge_key: str, rubric_ids: Collection[int], criterion: str) -> Drift:
        """What the last finished check that read this criterion, in the words these versions have, says."""
        last = next(
            (
                one
                for one in self._checks
                if one.judge_key == judge_key and one.rubric_id in rubric_ids and criterion in one.read
            ),
            None,
        )
        if last is None:
            return "none"
        result = self._result(last.id)
        if result is None or last.why == RUBRIC:
            return "first"
        states: dict[str, Drift] = {part["key"]: part["state"] for part in result["criteria"]}
        if criterion not in states:
            return "first"  # read in these words for the first time: nothing stood beside it
        return "too_few" if result["state"] == "too_few" else states[criterion]

    def injection(self, mark: JudgeMark) -> Injection:
        green = self._injections.get(mark.reading_key)
        return "none" if green is None else "green" if green else "red"

    def _result(self, check: int) -> Any:
        if check not in self._results:
            asked = select(JudgePass.result).where(JudgePass.id == check)
            self._results[check] = self._session.scalar(asked)
        return self._results[check]


def held_now(
    session: Session, fingerprints: Collection[str], judge_keys: Collection[str]
) -> dict[tuple[str, str], Clearance]:
    """(Fingerprint of a criterion, judge) → what was written last about them."""
    newest = (
        select(func.max(Clearance.id))
        .where(Clearance.fingerprint.in_(fingerprints), Clearance.judge_key.in_(judge_keys))
        .group_by(Clearance.fingerprint, Clearance.judge_key)
    )
    rows = session.scalars(select(Clearance).where(Clearance.id.in_(newest)))
    return {(row.fingerprint, row.judge_key): row for row in rows}


def _checks(session: Session, judge_keys: Sequence[str]) -> list[Check]:
    """The newest first."""
    asked = select(
        JudgePass.id, JudgePass.public_id, JudgePass.rubric_id, JudgePass.judge_key, JudgePass.why
    ).where(JudgePass.set_id.is_not(None), JudgePass.judge_key.in_(judge_keys), JudgePass.state == "done")
    rows = session.execute(asked.order_by(JudgePass.id.desc())).all()
    keys = {row.public_id: row.id for row in rows}
    read = _READ.all_of(keys, lambda missing: _read(session, {keys[name]: name for name in missing}))
    return [Check(row.id, row.rubric_id, row.judge_key, row.why, read[row.public_id]) for row in rows]


def _read(session: Session, names: dict[int, str]) -> dict[str, frozenset[str]]:
    asked = (
        select(PassReading.pass_id, PassReading.criterion).where(PassReading.pass_id.in_(names)).distinct()
    )
    found: dict[str, set[str]] = {name: set() for name in names.values()}
    for made, criterion in session.execute(asked):
        found[names[made]].add(criterion)
    return {name: frozenset(read) for name, read in found.items()}


def _injections(session: Session, reading_keys: Collection[str]) -> dict[str, bool]:
    last = (
        select(func.max(InjectionCheck.id))
        .where(InjectionCheck.judge_key.in_(reading_keys))
        .group_by(InjectionCheck.judge_key)
    )
    asked = select(InjectionCheck.judge_key, InjectionCheck.green).where(InjectionCheck.id.in_(last))
    return dict(session.execute(asked).all())
