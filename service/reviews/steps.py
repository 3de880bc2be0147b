"""The steps of a call's review that concern its score: open a run, ask the judge, record the result."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scoring.hearing import Heard
from scoring.heeding import Heeded
from scoring.judgement import Away, Reply
from scoring.review import Reason
from scoring.reviewing import Scoring, gate, read
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from service.calls.redactions import keep_redacted, redacted
from service.calls.states import WAITS, end, held_by
from service.db.base import now
from service.db.patience import patiently
from service.db.tables import Call, RawReply, Reading, RubricVersion, Team, TranscriptVersion
from service.db.types import new_public_id
from service.db.upsert import insert_once
from service.frame.selection import RANDOM
from service.parts import Parts
from service.reviews.recording import record
from service.reviews.result import JUDGE_AWAY, WOKEN, OpenRun, Result, facts_of

NEEDS_ROLES = ("roles_unknown",)
"""Reasons that a click takes away: somebody says which channel the rep is on."""


def open_run(session: Session, parts: Parts, call_id: str, workflow: str, number: int) -> OpenRun | None:
    """Decides whether and on which rubric the call is scored. None: the review ended, the call says why."""
    call = held_by(session, call_id, workflow)
    if call is None:
        return None
    rubric_row = rubric_for(session, parts, call)
    if isinstance(rubric_row, Reason):
        end(session, call, "not_scored" if rubric_row.code == "no_form" else "failed", rubric_row)
        return None
    row = session.scalars(
        select(TranscriptVersion).where(
            TranscriptVersion.call_id == call.id, TranscriptVersion.number == number
        )
    ).one()
    rubric = Rubric.from_document(rubric_row.document)
    heard, transcript = Heard.model_validate(row.heard), Transcript.model_validate(row.document)
    reason = gate(heard, transcript, rubric, parts.languages)
    if reason is not None:
        end(session, call, "needs_roles" if reason.code in NEEDS_ROLES else "not_scored", reason)
        return None
    keep_redacted(session, call, row)
    call.state, call.progress = "judging", None
    keys: list[str] = [criterion.key for criterion in rubric.criteria]
    return OpenRun(
        id=new_public_id(), transcript=row.id, rubric=rubric_row.id, criteria=keys, alone=parts.alone
    )


def rubric_for(session: Session, parts: Parts, call: Call) -> RubricVersion | Reason:
    """The newest version of the rubric for this kind of call, or why there is none."""
    slug = parts.rubric_for(call.kind)
    if slug is None:
        return Reason(
            code="no_form",
            message=f"Not scored: no form for calls of the kind {call.kind!r}.",
            next_step="Name a rubric for this kind in the settings and ask for the review again.",
        )
    newest_first = (
        select(RubricVersion).where(RubricVersion.slug == slug).order_by(RubricVersion.version.desc())
    )
    return session.scalars(newest_first.limit(1)).one_or_none() or Reason(
        code="rubric_missing",
        message=f"There is no rubric called {slug} in the database.",
        next_step="Run `sidetone migrate`, which brings in the shipped ones, and retry.",
    )


def read_criterion(
    parts: Parts, run: str, transcript: int, rubric: int, criterion: str
) -> dict[str, Any] | None:
    """Asks the judge about one criterion and keeps its checked reading. What is kept is not asked again.

    None: it is read, or failed. Else the judge could not be asked at all, and this is the reason.
    """
    with parts.database.read() as session:
        if session.scalar(_reading(run, criterion)) is not None:
            return None
        row = session.get_one(TranscriptVersion, transcript)
        call = session.get_one(Call, row.call_id)
        seen = redacted(session, call, row)
        form = Rubric.from_document(session.get_one(RubricVersion, rubric).document)
        team = session.get_one(Team, call.team_id)
        judge = Heeded(parts.judge_for(team, drawn=call.selection == RANDOM))
    asked = next(one for one in form.criteria if one.key == criterion)
    began = time.monotonic()
    reading = read(asked, seen, Scoring(form, judge, facts_of(call)))
    values = {
        "judge": judge.name,
        "model": judge.model,
        "notice": judge.notice,
        "prompt": judge.prompt,
        "parameters": judge.parameters,
        "seconds": round(time.monotonic() - began, 3),
        "document": reading.model_dump(mode="json"),
        "created_at": now(),
    }

    def keep() -> None:
        with parts.database.write() as session:
            keep_replies(session, run, criterion, judge.judgement.replies)
            if judge.judgement.away is None:
                insert_once(session, Reading, {"run": run, "criterion": criterion}, values)

    patiently(keep)
    return None if judge.judgement.away is None else waits_for(judge.judgement.away).model_dump()


def keep_replies(session: Session, run: str, criterion: str, replies: Sequence[Reply]) -> None:
    """Adds raw replies as they came in. What is there stays: a step may run twice."""
    there = select(func.max(RawReply.number)).where(RawReply.run == run, RawReply.criterion == criterion)
    last = session.scalar(there) or 0
    session.add_all(
        RawReply(run=run, criterion=criterion, number=number, document=reply.model_dump(mode="json"))
        for number, reply in enumerate(replies, start=last + 1)
    )


def waits_for(away: Away) -> Reason:
    """Why a call waits for its judge, at the call."""
    step = away.next_step or "`sidetone doctor` says what is wrong with the judge."
    return Reason(
        code=JUDGE_AWAY, message=away.message, next_step=f"{step} The call goes on by itself afterwards."
    )


def wait_for_judge(
    session: Session, _parts: Parts, call_id: str, workflow: str, reason: dict[str, Any]
) -> None:
    """Ends the review here until the judge can be asked again."""
    call = held_by(session, call_id, workflow)
    if call is not None:
        end(session, call, WAITS, Reason.model_validate(reason))


def record_run(
    session: Session, _parts: Parts, call_id: str, workflow: str, run: OpenRun, result: Result | Reason
) -> None:
    """Writes down the result and all that follows from it, once; a reason instead ends the review here."""
    call = held_by(session, call_id, workflow)
    if call is None:
        return
    if isinstance(result, Reason):
        end(session, call, WAITS if result.code in WOKEN else "failed", result)
        return
    record(session, call, run, result)
    end(session, call, "scored")


def _reading(run: str, criterion: str) -> Select[int]:
    return select(Reading.id).where(Reading.run == run, Reading.criterion == criterion)
