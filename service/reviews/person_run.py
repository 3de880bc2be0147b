"""A sheet that a person handed in becomes a run, judged by a person, and the review rests on it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.sheets import NOTICE, PERSON
from scoring.hearing import Heard
from scoring.judgement import CriterionReading, Judgement, JudgeRequest
from scoring.reviewing import Scoring, scored
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from service.calls.redactions import keep_redacted, redacted
from service.calls.states import end
from service.db import audit
from service.db.base import now
from service.db.tables import (
    Call,
    Confirmation,
    PersonSheet,
    Review,
    RubricVersion,
    Run,
    TranscriptVersion,
)
from service.db.types import new_public_id
from service.people.who import Who
from service.reviews.recording import record
from service.reviews.result import OpenRun, Result, facts_of
from service.version import program_version


class ByHand:
    """The judge of a run that a person made: its readings are in, so it is never asked."""

    name = PERSON
    model = None
    notice = NOTICE

    def judge(self, request: JudgeRequest) -> Judgement:
        raise LookupError(f"{request.criterion.key} was answered on a sheet")


def become_run(
    session: Session,
    who: Who,
    call: Call,
    sheet: PersonSheet,
    readings: Mapping[str, CriterionReading],
) -> Run:
    """Records the run. An unreleased review rests on it, as *scored*; else it waits as a newer one."""
    row = session.get_one(TranscriptVersion, sheet.transcript_id)
    keep_redacted(session, call, row)
    rubric = Rubric.from_document(session.get_one(RubricVersion, sheet.rubric_id).document)
    document = scored(
        Heard.model_validate(row.heard),
        Transcript.model_validate(row.document),
        readings,
        Scoring(rubric, ByHand(), facts_of(call), program_version()),
        redacted(session, call, row),
    )
    opened = OpenRun(
        id=new_public_id(), transcript=row.id, rubric=sheet.rubric_id, criteria=list(readings), alone=0
    )
    run = record(session, call, opened, Result(document, readings), workflow=f"person:{sheet.public_id}")
    sheet.run_id = run.id
    review = session.scalars(select(Review).where(Review.call_id == call.id).with_for_update()).one()
    session.add(
        Confirmation(
            review_id=review.id,
            run_id=run.id,
            state="scored",
            blind=sheet.blind,
            seconds=sheet.seconds,
            played=[],
            not_played=[],
            person_id=who.person,
            actor=who.actor,
        )
    )
    if review.run_id == run.id:
        review.state, review.confirmed_as, review.updated_at = "confirmed", "scored", now()
    end(session, call, "scored")
    session.flush()
    audit.record(session, who.actor, "review.scored", call.public_id, run=run.public_id, blind=sheet.blind)
    return run
