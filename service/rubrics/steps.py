"""The steps of a trial: which calls, one call read in the words of the draft, the end."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.reviewing import Scoring, read
from scoring.rubric import Rubric
from scoring.rubric_compare import compare_rubrics
from service.calls.redactions import redacted
from service.db.base import now
from service.db.patience import patiently
from service.db.tables import (
    Call,
    RubricTrial,
    RubricTrialCall,
    RubricVersion,
    Run,
    Team,
    TranscriptVersion,
)
from service.parts import Parts
from service.reviews.result import facts_of

BROKE = "the reading of this call broke"
LONGEST_WHY = 500


def calls_to_try(session: Session, _parts: Parts, trial_id: str) -> list[int]:
    """The rows of the calls that the judge is to read."""
    rows = (
        select(RubricTrialCall.id)
        .join(RubricTrial, RubricTrial.id == RubricTrialCall.trial_id)
        .where(RubricTrial.public_id == trial_id, RubricTrialCall.state == "waiting")
        .order_by(RubricTrialCall.id)
    )
    return list(session.scalars(rows))


def read_tried_call(parts: Parts, row_id: int) -> None:
    """Asks the judge about every criterion that the draft words differently, and keeps what it read."""
    with parts.database.read() as session:
        row = session.get(RubricTrialCall, row_id)
        if row is None or row.state != "waiting":
            return
        run, call = session.get_one(Run, row.run_id), session.get_one(Call, row.call_id)
        new = Rubric.from_document(session.get_one(RubricTrial, row.trial_id).document)
        old = Rubric.from_document(session.get_one(RubricVersion, run.rubric_id).document)
        seen = redacted(session, call, session.get_one(TranscriptVersion, run.transcript_id))
        judge = parts.judge_for(session.get_one(Team, call.team_id))
        facts = facts_of(call)
    readings: dict[str, Any] = {}
    failures: list[str] = []
    for key in compare_rubrics(old, new).asks_anew:
        reading = read(new.criterion(key), seen, Scoring(new, judge, facts))
        readings[key] = reading.model_dump(mode="json")
        if reading.failed is not None:
            failures.append(reading.failed)

    def keep() -> None:
        with parts.database.write() as session:
            session.execute(
                update(RubricTrialCall)
                .where(RubricTrialCall.id == row_id, RubricTrialCall.state == "waiting")
                .values(
                    state="failed" if failures else "read",
                    readings=readings,
                    why=failures[0][:LONGEST_WHY] if failures else None,
                )
            )

    patiently(keep)


def end_trial(session: Session, _parts: Parts, trial_id: str) -> None:
    """Ends the trial. What is still not read is said to have failed."""
    trial = session.scalars(
        select(RubricTrial).where(RubricTrial.public_id == trial_id).with_for_update()
    ).one_or_none()
    if trial is None or trial.state == "done":
        return
    trial.state, trial.ended_at = "done", now()
    session.execute(
        update(RubricTrialCall)
        .where(RubricTrialCall.trial_id == trial.id, RubricTrialCall.state == "waiting")
        .values(state="failed", why=BROKE)
    )
