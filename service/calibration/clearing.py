"""Granting and taking away what a judge may be used for, with the evidence the gates ask for."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Evidence, Standing, standing
from scoring.calibration.mark import JudgeMark
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.clearance import UseName
from service.calibration.comparing import Pairs, pairs_of
from service.calibration.drifting import lower, newest, tell_that_it_fell
from service.calibration.marks import PERSON
from service.calibration.on_record import OnRecord
from service.calibration.pairs import Double, double_scored
from service.calibration.run_ratings import RUN_NAME, marks_of_runs, some_at_once
from service.db import audit
from service.db.tables import (
    Clearance,
    JudgePass,
    RubricVersion,
    Run,
)
from service.errors import Conflict, NotAllowed, NotFound
from service.kept import Kept
from service.people.who import Who
from service.rubrics.forms import form_of, versions_of

ORDER: tuple[UseName, ...] = ("assist", "coaching", "pip")
NEWEST = 2000
"""Readings looked through for the judges there are: it takes no longer with a million calls."""
_READERS: Kept[Mapping[str, JudgeMark]] = Kept(20)
"""The judges of the newest readings, by which readings these are: a run, and who made it, never change."""


@dataclass(frozen=True)
class Judged:
    """A judge and a criterion of a form, with every version that has the same criterion."""

    mark: JudgeMark
    form: Rubric
    criterion: str
    rubric_ids: tuple[int, ...]

    @property
    def fingerprint(self) -> str:
        return self.form.criterion_fingerprint(self.criterion)


def judges_known(session: Session) -> list[JudgeMark]:
    """Every judge that has read something here, the newest first; people are none."""
    marks = dict(_that_read(session))
    passes = select(func.max(JudgePass.id)).where(JudgePass.judge_key != "").group_by(JudgePass.judge_key)
    last = select(JudgePass.judge_key, JudgePass.judge).where(JudgePass.id.in_(passes))
    for key, document in session.execute(last.order_by(JudgePass.id.desc())):
        marks.setdefault(key, JudgeMark.model_validate(document))
    return list(marks.values())


def _that_read(session: Session) -> Mapping[str, JudgeMark]:
    """The judges of the newest readings, by their keys."""
    newest = select(Run.id).where(Run.judge != PERSON).order_by(Run.id.desc()).limit(NEWEST)
    keys = session.scalars(newest).all()
    if not keys:
        return {}
    # A key is given again once the newest is deleted: only with the newest's name they say which these are.
    last = session.scalars(select(RUN_NAME).where(Run.id == keys[0])).one()
    known_as = f"{last} {hashlib.sha256(repr(keys).encode()).hexdigest()}"
    return _READERS.one(known_as, lambda: _readers(session, keys))


def _readers(session: Session, keys: Sequence[int]) -> Mapping[str, JudgeMark]:
    runs = {
        name: key
        for some in some_at_once(keys)
        for name, key in session.execute(select(RUN_NAME, Run.id).where(Run.id.in_(some)))
    }
    read = marks_of_runs(session, runs)
    newest = sorted(runs, key=runs.__getitem__, reverse=True)
    return {read[name].key: read[name].mark for name in newest}


def judged(session: Session, judge_key: str, form: RubricVersion, criterion: str) -> Judged:
    """Raises NotFound for a judge or criterion that is not known here."""
    mark = next((one for one in judges_known(session) if one.key == judge_key), None)
    rubric = form_of(form)
    if mark is None or criterion not in {one.key for one in rubric.criteria}:
        raise NotFound("No such judge or criterion is known here.", "Look at the list of clearances.")
    return Judged(mark, rubric, criterion, versions_with(session, rubric, criterion))


def evidence_for(
    session: Session,
    one: Judged,
    at: datetime,
    doubles: Sequence[Double] | None = None,
) -> Evidence:
    """Everything the gates look at, from stored rounds, blind sheets, passes and suites.

    `doubles`: where they were read already.
    """
    found = double_scored(session, one.rubric_ids, one.mark.key, at) if doubles is None else doubles
    return evidence_on(one, pairs_of(session, found), OnRecord(session, [one.mark]))


def evidence_on(one: Judged, pairs: Pairs, on_record: OnRecord) -> Evidence:
    """The same from what was read already."""
    return Evidence(
        judge=one.mark.judge,
        **pairs.on(one.form, one.criterion)._asdict(),
        drift=on_record.drift(one.mark.key, one.rubric_ids, one.criterion),
        injection=on_record.injection(one.mark),
    )


def standing_of(
    session: Session, one: Judged, at: datetime, doubles: Sequence[Double] | None = None
) -> Standing:
    return standing(evidence_for(session, one, at, doubles))


def grant(
    session: Session,
    who: Who,
    one: Judged,
    use: UseName,
    at: datetime,
    doubles: Sequence[Double] | None = None,
) -> Clearance:
    """Gives a judge a use, by a named person of qa, as far as the gates allow.

    `doubles`: the double-scored calls, where they were read already. Raises NotAllowed for a token without a
    person behind it, Conflict for more than the gates allow.
    """
    if who.person is None:
        raise NotAllowed("A clearance is granted by a named person.", "Sign in as qa.")
    if use == "assist":
        raise BadInput("Everybody's judge may help a person.", "Grant coaching or pip, or take away.")
    found = standing_of(session, one, at, doubles)
    if ORDER.index(use) > ORDER.index(found.use):
        raise Conflict(found.sentence, "Nothing was granted.", code="gates")
    return _write(session, who, one, use, "granted", found, at)


def take_away(session: Session, who: Who, one: Judged, use: UseName, at: datetime) -> Clearance:
    """Lowers what a judge may be used for, whatever the gates say."""
    held = newest(session, one.fingerprint, one.mark.key)
    if held is None or ORDER.index(use) >= ORDER.index(held.use):
        raise Conflict("It may not do more than that now.", "Nothing was changed.", code="not_held")
    tell_that_it_fell(session, one.mark.key, held.use)
    return _write(session, who, one, use, "lowered", standing_of(session, one, at), at)


def lower_what_fell(session: Session, at: datetime) -> list[str]:
    """Takes away what the gates do not allow any more; the criteria it was taken from. Never upwards."""
    fallen = []
    for held, form in list(_held(session)):
        mark = JudgeMark.model_validate(held.judge)
        one = Judged(mark, form, held.criterion, versions_with(session, form, held.criterion))
        found = standing_of(session, one, at)
        if ORDER.index(found.use) < ORDER.index(held.use):
            reasons = found.model_dump(mode="json")
            if lower(session, held.fingerprint, held.judge_key, "lowered", reasons, found.use):
                fallen.append(held.criterion)
    return fallen


def _write(
    session: Session, who: Who, one: Judged, use: UseName, kind: str, found: Standing, at: datetime
) -> Clearance:
    row = Clearance(
        criterion=one.criterion,
        fingerprint=one.fingerprint,
        judge_key=one.mark.key,
        judge=one.mark.model_dump(mode="json"),
        use=use,
        kind=kind,
        by=who.actor,
        reasons=found.model_dump(mode="json"),
        created_at=at,
    )
    session.add(row)
    session.flush()
    details: dict[str, Any] = {"criterion": one.criterion, "judge": one.mark.key, "use": use}
    audit.record(session, who.actor, f"clearance.{kind}", row.public_id, **details)
    return row


def versions_with(session: Session, form: Rubric, criterion: str) -> tuple[int, ...]:
    """The versions of the form in which the criterion has the same words."""
    wanted = form.criterion_fingerprint(criterion)
    return tuple(one.id for one in versions_of(session, form.slug) if one.words.get(criterion) == wanted)


def _fingerprint(form: Rubric, criterion: str) -> str | None:
    has = criterion in {one.key for one in form.criteria}
    return form.criterion_fingerprint(criterion) if has else None


def _held(session: Session) -> Iterator[tuple[Clearance, Rubric]]:
    """What is held now, with the newest form that has the criterion."""
    forms = [form_of(row) for row in session.scalars(select(RubricVersion).order_by(RubricVersion.id.desc()))]
    pairs = session.execute(select(Clearance.fingerprint, Clearance.judge_key).distinct()).all()
    for fingerprint, judge_key in pairs:
        held = newest(session, fingerprint, judge_key)
        if held is None or held.use == "assist":
            continue
        form = next((one for one in forms if _fingerprint(one, held.criterion) == fingerprint), None)
        if form is not None:
            yield held, form


def judged_with_most(session: Session) -> str:
    """The rubric that a judge read most of the newest calls with; nothing where none was read."""
    newest = (
        select(Run.rubric_id, Run.call_id)
        .where(Run.judge != PERSON)
        .order_by(Run.id.desc())
        .limit(NEWEST)
        .subquery()
    )
    calls = func.count(newest.c.call_id.distinct())
    # The key alone: a database would carry the whole form along with each of the readings.
    most = (
        select(newest.c.rubric_id)
        .group_by(newest.c.rubric_id)
        .order_by(calls.desc(), newest.c.rubric_id.desc())
    )
    named = select(RubricVersion.slug, RubricVersion.version).where(
        RubricVersion.id == most.limit(1).scalar_subquery()
    )
    row = session.execute(named).one_or_none()
    return "" if row is None else f"{row.slug}@{row.version}"
