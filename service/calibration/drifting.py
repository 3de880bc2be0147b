"""What a pass over an anchor set says: has the judge changed, and which clearances does that touch."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.agreement.drift import DriftReport, Twice, drift_report
from scoring.agreement.ratings import MISSING
from scoring.agreement.round_frame import Codes
from scoring.calibration.sheet import RatedCall, Reference
from scoring.rubric import Rubric
from scoring.scorecard import score
from service.calibration.baselines import FIRST, RUBRIC, Held, asked_in, baselines, form_of, in_old_words
from service.calibration.frames import answer_code, level_code, pass_readings
from service.calibration.run_ratings import rated_by_judge
from service.db import audit
from service.db.base import now
from service.db.tables import AnchorCall, Call, Clearance, JudgePass
from service.notices.audience import with_role
from service.notices.telling import tell_all

SYSTEM = "system"


def conclude(session: Session, made: JudgePass) -> None:
    """Compares a pass with its baselines, and freezes or passes on what the judge was cleared for.

    The baselines stay the same from check to check: small shifts must not add up unseen. The first pass of a
    set, and one that qa asks for as such, is the baseline from then on; for a criterion in new words, the
    first pass that read it in these.
    """
    if made.why == FIRST:
        return
    if made.why == RUBRIC:
        _read_in_new_words(session, made)
        return
    held = baselines(session, made)
    if not held:
        made.why = FIRST
        return
    report = compare(session, held, made)
    made.baseline_id = min(one.id for one in held.values())
    made.result = report.model_dump(mode="json")
    if report.state == "failed":
        made.reason = f"{report.sentence} {made.reason or ''}".strip()[:400]
        freeze(session, held, made, report)
    elif report.state == "passed":
        inherit(session, held, made)


def _read_in_new_words(session: Session, made: JudgePass) -> None:
    """Says what the new words did. Nothing is frozen or passed on: a clearance hangs on the words, and people
    scored the anchors in the old ones."""
    held, form = in_old_words(session, made), form_of(session, made)
    titles = ", ".join(form.criterion(key).title for key in asked_in(session, made))
    made.reason = (
        f"Read in the words of {form.slug}@{form.version}: {titles}. Later checks are held against this"
        f" reading; people scored the anchors in the old words, so no clearance follows. {made.reason or ''}"
    ).strip()[:400]
    if held:
        made.result = compare(session, held, made).model_dump(mode="json")


def compare(session: Session, held: Held, after: JudgePass) -> DriftReport:
    """The pass and what it is held against, on the anchors that both read."""
    form = form_of(session, after)
    first = _read_by(session, held)
    second = {call: rated_by_judge(form, found) for call, found in pass_readings(session, after).items()}
    rows = session.execute(
        select(AnchorCall, Call.public_id)
        .join(Call, Call.id == AnchorCall.call_id)
        .where(AnchorCall.set_id == after.set_id)
        .order_by(AnchorCall.id)
    )
    anchors = [(row, name) for row, name in rows if row.call_id in first and row.call_id in second]
    keys = [row.call_id for row, _ in anchors]
    references = [Reference.model_validate(row.document) for row, _ in anchors]
    criteria = [
        Twice(
            one.key,
            one.title,
            _codes([level_code(one.key, first[key]) for key in keys]),
            _codes([level_code(one.key, second[key]) for key in keys]),
            _codes([_reference(reference, one.key) for reference in references]),
        )
        for one in form.criteria
        if one.key in held
    ]
    items = [
        Twice(
            item.id,
            item.asks,
            _codes([answer_code(one.key, item.id, first[key]) for key in keys]),
            _codes([answer_code(one.key, item.id, second[key]) for key in keys]),
            criterion=one.key,
        )
        for one in form.criteria
        for item in one.items
        if one.key in held
    ]
    scores = tuple(np.array([_score(form, made[key]) for key in keys]) for made in (first, second))
    return drift_report([name for _, name in anchors], criteria, items, (scores[0], scores[1]))


def _read_by(session: Session, held: Held) -> dict[int | None, RatedCall]:
    """Call → what was read before, each criterion from the pass it is held against."""
    found: dict[int | None, RatedCall] = {}
    for made in {one.id: one for one in held.values()}.values():
        form, mine = form_of(session, made), {key for key, one in held.items() if one.id == made.id}
        for call, readings in pass_readings(session, made).items():
            own = rated_by_judge(form, {key: one for key, one in readings.items() if key in mine})
            other = found.get(call, RatedCall(readings={}, levels={}))
            found[call] = RatedCall(
                readings={**other.readings, **own.readings}, levels={**other.levels, **own.levels}
            )
    return found


def freeze(session: Session, held: Held, after: JudgePass, report: DriftReport) -> None:
    """Takes away what the judges of both passes were cleared for, where it changed."""
    form = form_of(session, after)
    failed = {one.key: one for one in report.criteria if one.state == "failed"}
    everything = not failed  # the whole score moved, and no single criterion shows why
    for criterion in form.criteria:
        if criterion.key in held and (everything or criterion.key in failed):
            why = failed[criterion.key].why if criterion.key in failed else (report.sentence,)
            for key in dict.fromkeys((held[criterion.key].judge_key, after.judge_key)):
                lower(
                    session,
                    form.criterion_fingerprint(criterion.key),
                    key,
                    "frozen",
                    {"sentence": report.sentence, "why": list(why), "pass": after.public_id},
                )
    audit.record(
        session,
        SYSTEM,
        "clearance.frozen",
        after.public_id,
        criteria=sorted(failed) or ["all"],
        pass_=after.public_id,
    )


def inherit(session: Session, held: Held, after: JudgePass) -> None:
    """A new judge that reads as the old one did may do what the old one might."""
    form = form_of(session, after)
    for criterion, before in held.items():
        fingerprint = form.criterion_fingerprint(criterion)
        given = newest(session, fingerprint, before.judge_key)
        own = newest(session, fingerprint, after.judge_key)
        if given is None or given.use == "assist" or own is not None:
            continue
        session.add(
            Clearance(
                criterion=criterion,
                fingerprint=fingerprint,
                judge_key=after.judge_key,
                judge=after.judge,
                use=given.use,
                kind="inherited",
                by=SYSTEM,
                reasons={
                    "sentence": "Reads as the judge before on the anchor set.",
                    "pass": after.public_id,
                },
                created_at=now(),
            )
        )
        audit.record(
            session,
            SYSTEM,
            "clearance.inherited",
            given.public_id,
            criterion=criterion,
            judge=after.judge_key,
        )


def lower(
    session: Session,
    fingerprint: str,
    judge_key: str,
    kind: str,
    reasons: Mapping[str, object],
    use: str = "assist",
) -> bool:
    """Appends that a judge may do less; whether it could do more before."""
    held = newest(session, fingerprint, judge_key)
    if held is None or held.use == "assist" or held.use == use:
        return False
    session.add(
        Clearance(
            criterion=held.criterion,
            fingerprint=fingerprint,
            judge_key=judge_key,
            judge=held.judge,
            use=use,
            kind=kind,
            by=SYSTEM,
            reasons=dict(reasons),
            created_at=now(),
        )
    )
    session.flush()
    audit.record(
        session,
        SYSTEM,
        f"clearance.{kind}",
        held.public_id,
        criterion=held.criterion,
        judge=judge_key,
        use=use,
    )
    tell_that_it_fell(session, judge_key, held.use)
    return True


def tell_that_it_fell(session: Session, judge_key: str, before: str) -> None:
    """Tells qa, and HR where readings counted in plans until now, that a judge may be used for less.

    Once a day and judge: a check that fails lowers criterion after criterion.
    """
    occasion = f"{judge_key[:16]} {now().date().isoformat()}"
    for role in ("qa", "hr") if before == "pip" else ("qa",):
        tell_all(session, with_role(session, role), "clearance_fell", "", occasion)


def newest(session: Session, fingerprint: str, judge_key: str) -> Clearance | None:
    """What was written last about a judge and criterion."""
    last = select(func.max(Clearance.id)).where(
        Clearance.fingerprint == fingerprint, Clearance.judge_key == judge_key
    )
    return session.scalars(select(Clearance).where(Clearance.id == last.scalar_subquery())).one_or_none()


def _reference(reference: Reference, criterion: str) -> int:
    settled = reference.criteria.get(criterion)
    return settled.level.level - 1 if settled and settled.level.level is not None else MISSING


def _score(form: Rubric, rated: RatedCall) -> float:
    card = score(form, rated.readings.values())
    return float(card.qa_score.value) if card.qa_score.value is not None else float("nan")


def _codes(values: Sequence[int]) -> Codes:
    return np.array(values, dtype=np.int16)
