"""A decision rests on calls that a person stands for: where nobody does any more, it is reopened."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.answering import Said
from scoring.judgement import Answer
from service.db.tables import Call, PlanEvent, Review, Run
from service.people.who import Who
from service.plans import deciding
from service.reviews import actions
from service.reviews.recording import pin
from tests.service.plans.staged import Staged, plan_row, running, scored
from tests.service.plans.written import DECISION_DAY, WINDOW, noon

NOT_MET = [72, 75, 72, 72, 75, 72, 72, 72, 75, 72, 72, 75, 72, 72, 72, 72]
DID = Said(item="discovery_m3", answer=Answer.YES, sentences=("S0001",), why="She does.")


def unconfirmed(session: Session, who: Who, call: Call) -> None:
    actions.unconfirm(session, who, call.public_id, "It was the wrong one.")


def corrected(session: Session, who: Who, call: Call) -> None:
    actions.override(session, who, call.public_id, DID, "I listened to it again.")


def read_again(session: Session, who: Who, call: Call) -> None:
    before = session.scalars(select(Run).where(Run.call_id == call.id)).one()
    kept: dict[str, Any] = {column.key: getattr(before, column.key) for column in Run.__table__.columns}
    run = Run(**{**kept, "id": None, "public_id": "0" * 32, "workflow": "again", "judge": "llm"})
    session.add(run)
    session.flush()
    assert pin(session, call, run)


@pytest.mark.parametrize(
    ("do", "why"), [(unconfirmed, "confirmation"), (corrected, "override"), (read_again, "transcript")]
)
def test_what_nobody_stands_for_any_more_decides_nothing(
    stage: Staged, do: Callable[[Session, Who, Call], None], why: str
) -> None:
    name = running(stage)
    first = scored(stage, NOT_MET, WINDOW.first)[0]
    with stage.database.write() as session:
        deciding.decide_milestone(
            session, stage.who("Hana"), plan_row(session, name), "qa_score", noon(DECISION_DAY)
        )
    with stage.database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == first)).one()
        session.scalars(select(Review).where(Review.call_id == call.id)).one().state = "confirmed"
        session.flush()
        do(session, stage.who("Quinn"), call)
    with stage.database.read() as session:
        review = session.scalars(select(Review).join(Call).where(Call.public_id == first)).one()
        reopened = [one for one in session.scalars(select(PlanEvent)) if one.kind == "reopened"]
    assert review.state == "draft"
    assert [one.document["why"] for one in reopened] == [why]
