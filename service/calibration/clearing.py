"""Granting and taking away what a judge may be used for, with the evidence the gates ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.agreement.gaps import GroupGap
from scoring.agreement.round_report import criterion_agreement
from scoring.calibration.gates import Drift, Evidence, Injection, Standing, standing
from scoring.calibration.mark import JudgeMark
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.baselines import RUBRIC, words_read
from service.calibration.clearance import UseName
from service.calibration.drifting import lower, newest, tell_that_it_fell
from service.calibration.grouping import Traits, criterion_gaps, traits_of
from service.calibration.marks import PERSON
from service.calibration.pairs import Double, claims_of, double_scored, frame_on
from service.calibration.run_ratings import marks_of_runs
from service.db import audit
from service.db.tables import (
    Clearance,
    InjectionCheck,
    JudgePass,
    RubricVersion,
    Run,
)
from service.errors import Conflict, NotAllowed, NotFound
from service.people.who import Who

ORDER: tuple[UseName, ...] = ("assist", "coaching", "pip")
NEWEST = 2000
"""Readings looked through for the judges there are: it takes no longer with a million calls."""


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
    newest = select(Run.public_id).where(Run.judge != PERSON).order_by(Run.id.desc()).limit(NEWEST)
    runs = session.scalars(newest).all()
    read = marks_of_runs(session, runs)
    marks = {read[run].key: read[run].mark for run in runs}
    passes = select(JudgePass.judge).where(JudgePass.judge_key != "").order_by(JudgePass.id.desc())
    for document in session.scalars(passes):
        mark = JudgeMark.model_validate(document)
        marks.setdefault(mark.key, mark)
    return list(marks.values())


def judged(session: Session, judge_key: str, form: RubricVersion, criterion: str) -> Judged:
    """Raises NotFound for a judge or criterion that is not known here."""
    mark = next((one for one in judges_known(session) if one.key == judge_key), None)
    rubric = Rubric.from_document(form.document)
    if mark is None or criterion not in {one.key for one in rubric.criteria}:
        raise NotFound("No such judge or criterion is known here.", "Look at the list of clearances.")
    return Judged(mark, rubric, criterion, versions_with(session, rubric, criterion))


def evidence_for(
    session: Session,
    one: Judged,
    at: datetime,
    doubles: Sequence[Double] | None = None,
    traits: Traits | None = None,
) -> Evidence:
    """Everything the gates look at, from stored rounds, blind sheets, passes and suites.

    `doubles` and their `traits`: where they were read already.
    """
    found = double_scored(session, one.rubric_ids, one.mark.key, at) if doubles is None else doubles
    worth = [float(one.form.worth[level]) for level in sorted(one.form.worth)]
    frame = frame_on(found, one.criterion, worth)
    agreement = criterion_agreement(frame, frame.criteria[0])
    claims, invalid = claims_of(found, one.criterion)
    return Evidence(
        judge=one.mark.judge,
        double_scored=agreement.double_scored,
        agreement=agreement.judge.kappa,
        people=agreement.people.kappa,
        bias=agreement.bias,
        claims=claims,
        invalid=invalid,
        groups=_groups(found, traits_of(session, found) if traits is None else traits, one),
        drift=_drift(session, one),
        injection=_injection(session, one.mark),
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
    wanted = form.criterion_fingerprint(criterion)
    versions = session.scalars(select(RubricVersion).where(RubricVersion.slug == form.slug))
    return tuple(
        row.id for row in versions if _fingerprint(Rubric.from_document(row.document), criterion) == wanted
    )


def _fingerprint(form: Rubric, criterion: str) -> str | None:
    has = criterion in {one.key for one in form.criteria}
    return form.criterion_fingerprint(criterion) if has else None


def _held(session: Session) -> Iterator[tuple[Clearance, Rubric]]:
    """What is held now, with the newest form that has the criterion."""
    forms = [
        Rubric.from_document(row.document)
        for row in session.scalars(select(RubricVersion).order_by(RubricVersion.id.desc()))
    ]
    pairs = session.execute(select(Clearance.fingerprint, Clearance.judge_key).distinct()).all()
    for fingerprint, judge_key in pairs:
        held = newest(session, fingerprint, judge_key)
        if held is None or held.use == "assist":
            continue
        form = next((one for one in forms if _fingerprint(one, held.criterion) == fingerprint), None)
        if form is not None:
            yield held, form


def _groups(doubles: Sequence[Double], traits: Traits, one: Judged) -> tuple[GroupGap, ...]:
    return tuple(
        group for kind in criterion_gaps(doubles, traits, one.criterion, one.form) for group in kind.groups
    )


def _drift(session: Session, one: Judged) -> Drift:
    """What the last finished check that read this criterion in these words says about this judge."""
    passes = select(JudgePass).where(
        JudgePass.set_id.is_not(None),
        JudgePass.rubric_id.in_(one.rubric_ids),
        JudgePass.judge_key == one.mark.key,
        JudgePass.state == "done",
    )
    last = next(
        (
            made
            for made in session.scalars(passes.order_by(JudgePass.id.desc()))
            if one.criterion in words_read(session, made)
        ),
        None,
    )
    if last is None:
        return "none"
    if last.result is None or last.why == RUBRIC:
        return "first"
    states: dict[str, Drift] = {part["key"]: part["state"] for part in last.result["criteria"]}
    if one.criterion not in states:
        return "first"  # read in these words for the first time: nothing stood beside it
    return "too_few" if last.result["state"] == "too_few" else states[one.criterion]


def _injection(session: Session, mark: JudgeMark) -> Injection:
    last = select(InjectionCheck.green).where(InjectionCheck.judge_key == mark.reading_key)
    green = session.scalar(last.order_by(InjectionCheck.id.desc()).limit(1))
    return "none" if green is None else "green" if green else "red"


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
    row = session.scalars(
        select(RubricVersion)
        .join(newest, newest.c.rubric_id == RubricVersion.id)
        .group_by(RubricVersion.id)
        .order_by(calls.desc(), RubricVersion.id.desc())
        .limit(1)
    ).one_or_none()
    return "" if row is None else f"{row.slug}@{row.version}"
