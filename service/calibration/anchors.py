"""Anchor sets: frozen calls with what people say about them, and when they are read anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import LevelGiven, RatedCall, Reference, Settled
from scoring.clearance import Use, ceiling
from scoring.errors import BadInput
from scoring.judgement import Judge
from scoring.rubric import Rubric
from service.calibration.baselines import RUBRIC, has_new_words, rubric_now
from service.calibration.blindness import is_open
from service.calibration.frames import RoundData, round_data
from service.calibration.passes import ask_for_check, mark_now
from service.calibration.queries import consensus_of
from service.db import audit
from service.db.tables import AnchorCall, AnchorSet, JudgePass, Round, RoundCall
from service.engine import JobEngine
from service.errors import Conflict, NotFound
from service.people.who import Who

EVERY = timedelta(days=7)


def freeze_anchors(
    session: Session, who: Who, title: str, rounds: Sequence[Round], at: datetime
) -> AnchorSet:
    """An anchor set from opened rounds on one form: what was settled, else the median of what people gave.

    Raises Conflict while one of them is blind, BadInput for rounds on different forms, or without a level.
    """
    if not rounds:
        raise BadInput("Name at least one round.", "Nothing was made.")
    for row in rounds:
        if not is_open(row, at):
            raise Conflict(f"The round {row.title!r} is still blind.", "Nothing was made.", code="blind")
    if len({row.rubric_id for row in rounds}) > 1:
        raise BadInput("The rounds are on different forms.", "Anchors are read on one. Nothing was made.")
    data = round_data(session, rounds)
    settled = consensus_of(session, data.calls)
    made = AnchorSet(title=title.strip(), rubric_id=rounds[0].rubric_id, made_by=who.actor)
    session.add(made)
    session.flush()
    seen: set[int] = set()
    for call in data.calls:
        reference = _reference(data, call, settled)
        if call.call_id is None or call.transcript_id is None or call.call_id in seen or reference is None:
            continue
        seen.add(call.call_id)
        session.add(
            AnchorCall(
                set_id=made.id,
                call_id=call.call_id,
                transcript_id=call.transcript_id,
                document=reference.model_dump(mode="json"),
            )
        )
    if not seen:
        raise BadInput("People gave no level in these rounds.", "Nothing was made.")
    session.flush()
    audit.record(session, who.actor, "calibration.anchors_frozen", made.public_id, calls=len(seen))
    return made


def anchor_set(session: Session, public_id: str) -> AnchorSet:
    """Raises NotFound."""
    row = session.scalars(select(AnchorSet).where(AnchorSet.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no anchor set {public_id}.")
    return row


def ask_for_due_checks(session: Session, engine: JobEngine, judge: Judge, at: datetime) -> list[JudgePass]:
    """Has every anchor set read that the judge of now has not read, or not in the words of now or lately.

    Not by a judge that can never be cleared for anything: nothing hangs on how it reads.
    """
    mark = mark_now(session, judge)
    if mark is None or ceiling(judge.name) is Use.ASSIST:
        return []
    asked = []
    for row in session.scalars(select(AnchorSet).where(AnchorSet.retired_at.is_(None))):
        passes = select(JudgePass).where(JudgePass.set_id == row.id).order_by(JudgePass.id.desc())
        last = session.scalars(passes.limit(1)).one_or_none()
        why = _due(last, mark.key, str(mark.transcriber), at)
        if why is None and last is not None and last.state == "done":
            why = _due_beside_words(session, row, passes, at)
        if why is not None:
            asked.append(ask_for_check(session, engine, row, why, "system"))
    return asked


def _due(last: JudgePass | None, key: str, transcriber: str, at: datetime) -> str | None:
    """Why the set is to be read now; None where it is read, being read, or was tried within a day."""
    if last is None:
        return "first"
    if last.state in ("waiting", "running"):
        return None
    if last.state == "failed":
        return "schedule" if last.created_at < at - timedelta(days=1) else None
    if last.judge_key != key:
        return "transcriber" if last.judge.get("transcriber") != transcriber else "judge"
    return "schedule" if last.created_at < at - EVERY else None


def _due_beside_words(
    session: Session, row: AnchorSet, passes: Select[JudgePass], at: datetime
) -> str | None:
    """That words changed; and the week of those criteria that a pass over new words did not read."""
    if has_new_words(session, row, Rubric.from_document(rubric_now(session, row).document)):
        return RUBRIC
    whole = session.scalars(passes.where(JudgePass.why != RUBRIC).limit(1)).one_or_none()
    return "schedule" if whole is None or whole.created_at < at - EVERY else None


def _reference(data: RoundData, call: RoundCall, settled: dict[tuple[int, str], Settled]) -> Reference | None:
    found: dict[str, Settled] = {}
    for criterion in data.form.criteria:
        if (call.id, criterion.key) in settled:
            found[criterion.key] = settled[call.id, criterion.key]
            continue
        rated = [
            one.rated[call.id] for one in data.columns if one.person is not None and call.id in one.rated
        ]
        level = _median(rated, criterion.key)
        if level is not None:
            found[criterion.key] = Settled(level=LevelGiven(level=level), why="median of the raters")
    return Reference(criteria=found) if found else None


def _median(rated: Sequence[RatedCall], criterion: str) -> int | None:
    """The middle level, of two middle ones the lower; none where at most half of them gave one."""
    levels = sorted(
        given.level
        for one in rated
        if (given := one.levels.get(criterion)) is not None and given.level is not None
    )
    return levels[(len(levels) - 1) // 2] if 2 * len(levels) > len(rated) else None
