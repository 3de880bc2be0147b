"""A pass: the judge of now reads the calls of a round, or an anchor set, outside of any review.

Every question is asked three times, so that its own test–retest spread is known. A pass is a durable job;
what it has read is kept call by call, and a pass that could not finish says why and can be asked for again.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.mark import JudgeMark
from scoring.heeding import Heeded
from scoring.judgement import CriterionReading, Judge
from scoring.reviewing import Scoring, read
from scoring.rubric import Rubric
from service.calibration.baselines import asked_in, rubric_now
from service.calibration.drifting import conclude
from service.calibration.marks import mark_of_judge
from service.calibration.rehearing import heard_by, unheard
from service.calls.redactions import redacted
from service.db import audit
from service.db.base import now
from service.db.patience import patiently
from service.db.tables import (
    AnchorSet,
    Call,
    JudgePass,
    PassReading,
    Round,
    RoundCall,
    RubricVersion,
    Team,
    TranscriptVersion,
)
from service.db.upsert import insert_once
from service.engine import JobEngine, Queue
from service.judges import READINGS, afresh, reading_often
from service.parts import Parts
from service.reviews.result import facts_of

PRIORITY = 50
"""After every call that a person waits for."""
JOB, ANCHORS = "read_pass", "read_anchors"
"""The workflows' names. Anchors are heard again first, where the speech model changed."""


def ask_for_pass(session: Session, engine: JobEngine, row: Round, actor: str) -> JudgePass:
    """Has the judge read the calls of a round."""
    return _ask(session, engine, JudgePass(round_id=row.id, rubric_id=row.rubric_id, why="round"), actor)


def ask_for_check(session: Session, engine: JobEngine, row: AnchorSet, why: str, actor: str) -> JudgePass:
    """Has the judge read an anchor set, with the form that new calls are read with."""
    form = rubric_now(session, row)
    return _ask(session, engine, JudgePass(set_id=row.id, rubric_id=form.id, why=why), actor)


def _ask(session: Session, engine: JobEngine, made: JudgePass, actor: str) -> JudgePass:
    made.judge_key, made.judge = "", {}
    session.add(made)
    session.flush()
    engine.enqueue(
        session,
        JOB if made.set_id is None else ANCHORS,
        made.public_id,
        queue=Queue.REST,
        priority=PRIORITY,
        workflow_id=f"pass:{made.public_id}",
    )
    audit.record(session, actor, "calibration.pass_asked", made.public_id, why=made.why)
    return made


def begin_pass(session: Session, parts: Parts, public_id: str) -> list[int]:
    """Says which judge it is that reads, and the calls it reads: those heard as the newest of them was."""
    made = session.scalars(select(JudgePass).where(JudgePass.public_id == public_id).with_for_update()).one()
    if made.state in ("done", "failed"):
        return []
    if made.set_id is not None:
        return _begin_check(session, parts, made, made.set_id)
    places = transcripts_of(session, made)
    heard = _hearings(session, places)
    if not heard:
        made.state, made.reason, made.finished_at = "failed", "None of its calls has a transcript.", now()
        return []
    mark = mark_of_judge(parts.judge, heard[max(heard)])
    _begin(made, mark)
    return [call for call, transcript in places if mark_of_judge(parts.judge, heard[transcript]) == mark]


def _begin_check(session: Session, parts: Parts, made: JudgePass, set_id: int) -> list[int]:
    """The anchors that the speech model of now has heard; those it could not hear are counted."""
    mark = mark_now(session, parts.judge)
    found = heard_by(session, set_id, None if mark is None else mark.transcriber)
    ready = [call for call, transcript in found.items() if transcript is not None]
    if mark is None or not ready:
        made.state, made.finished_at = "failed", now()
        made.reason = "No anchor was heard by the speech model of now, and none could be heard again."
        return []
    _begin(made, mark)
    made.reason = unheard(list(found), ready)
    return ready


def _begin(made: JudgePass, mark: JudgeMark) -> None:
    made.state, made.judge_key, made.judge = "running", mark.key, mark.model_dump(mode="json")


def transcripts_of(session: Session, made: JudgePass) -> list[tuple[int, int]]:
    """The calls of a pass with the transcript each is read on: for anchors as the judge's speech model heard
    it last."""
    if made.set_id is not None:
        found = heard_by(session, made.set_id, JudgeMark.model_validate(made.judge).transcriber)
        return [(call, transcript) for call, transcript in found.items() if transcript is not None]
    rows = session.execute(
        select(RoundCall.call_id, RoundCall.transcript_id)
        .where(RoundCall.round_id == made.round_id, RoundCall.removed_at.is_(None))
        .order_by(RoundCall.number)
    )
    return [(call, transcript) for call, transcript in rows if call and transcript]


def read_call(parts: Parts, public_id: str, call_id: int) -> str | None:
    """Reads the criteria of a call and keeps what was read; None, or why the judge could not be asked."""
    with parts.database.read() as session:
        made = session.scalars(select(JudgePass).where(JudgePass.public_id == public_id)).one()
        place = next((one for one in transcripts_of(session, made) if one[0] == call_id), None)
        if place is None:
            return None  # deleted meanwhile
        row, call = session.get_one(TranscriptVersion, place[1]), session.get_one(Call, call_id)
        form = Rubric.from_document(session.get_one(RubricVersion, made.rubric_id).document)
        seen, facts = redacted(session, call, row), facts_of(call)
        if not parts.may_send(session.get_one(Team, call.team_id)):
            return None
        there = select(PassReading.criterion).where(
            PassReading.pass_id == made.id, PassReading.call_id == call_id
        )
        kept, wanted = set(session.scalars(there)), asked_in(session, made)
    judge, readings, away = Heeded(_as_asked(parts, made)), [], None
    for criterion in form.criteria:
        if criterion.key in kept or criterion.key not in wanted:
            continue
        reading = read(criterion, seen, Scoring(form, judge, facts))
        away = judge.judgement.away
        if away is not None:
            break
        readings.append(reading)
    patiently(lambda: _keep(parts, made.id, row, readings))
    return None if away is None else away.message


def finish_pass(session: Session, _parts: Parts, public_id: str, reasons: Sequence[str]) -> None:
    """Ends the pass. One of an anchor set is compared with its baseline, and clearances follow from that."""
    made = session.scalars(select(JudgePass).where(JudgePass.public_id == public_id).with_for_update()).one()
    if made.state != "running":
        return
    made.finished_at = now()
    if reasons:
        made.state, made.reason = "failed", f"{len(reasons)} calls could not be read: {reasons[0]}"[:400]
        audit.record(session, "system", "calibration.pass_failed", made.public_id, calls=len(reasons))
        return
    made.state = "done"
    if made.set_id is not None:
        conclude(session, made)
    audit.record(session, "system", "calibration.pass_done", made.public_id, judge=made.judge_key)


def _as_asked(parts: Parts, made: JudgePass) -> Judge:
    """The judge as a pass asks it. Anchors are to show how it reads today, not what it remembers: a hosted
    model may turn into another under the same name."""
    judge = reading_often(parts.judge, READINGS)
    return judge if made.set_id is None else afresh(judge)


def mark_now(session: Session, judge: Judge) -> JudgeMark | None:
    """The mark of the judge with the speech model that heard last; None before anything was heard."""
    newest = select(TranscriptVersion.heard["hearing"].label("hearing"))
    row = session.execute(newest.order_by(TranscriptVersion.id.desc()).limit(1)).one_or_none()
    return None if row is None else mark_of_judge(judge, {"hearing": row.hearing})


def _hearings(session: Session, places: Sequence[tuple[int, int]]) -> dict[int, dict[str, object]]:
    ids = [transcript for _, transcript in places]
    rows = session.execute(
        select(TranscriptVersion.id, TranscriptVersion.heard).where(TranscriptVersion.id.in_(ids))
    )
    return dict(rows.all())


def _keep(parts: Parts, pass_id: int, row: TranscriptVersion, readings: Sequence[CriterionReading]) -> None:
    with parts.database.write() as session:
        for reading in readings:
            key = {"pass_id": pass_id, "call_id": row.call_id, "criterion": reading.criterion}
            values = {"transcript_id": row.id, "document": reading.model_dump(mode="json")}
            insert_once(session, PassReading, key, values | {"created_at": now()})
