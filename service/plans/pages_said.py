"""What people in a plan say on its page: the receipt, the rep's say, comments, concerns, kept promises."""

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from service.db.tables import Plan
from service.errors import Unprocessable
from service.plans import commitments, saying
from service.plans.asking import today_in
from service.plans.bodies import NewWord, Receipt, SettledPromise
from service.plans.steps_of_pages import Taking
from service.web.answers import PublicId
from service.web.parts import needs

router = APIRouter(prefix="/plans/{plan_id}", tags=["pages"], include_in_schema=False)
THREE = [needs("rep", "manager", "hr", scope="plans:write")]
REPS = [needs("rep", scope="plans:write")]
SAID = {"concern": "plan_concern", "comment": "plan_comment", "request": "plan_request"}


@router.post("/receipt", dependencies=REPS)
def receipt(step: Taking) -> Response:
    """That the rep has the plan, signed; or that they decline to say so, which needs nothing."""
    what = step.text("what")

    def change(session: Session, plan: Plan) -> None:
        given = Receipt.model_validate({"what": what, "number": step.text("number")})
        saying.take_receipt(session, step.who, plan, given.what, given.number)

    said = "plan_received" if what == "given" else "plan_declined"
    return step.take(change, said, signed=what == "given")


@router.post("/words", dependencies=THREE)
def say(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        new = NewWord.model_validate(
            {"kind": step.text("kind"), "text": step.text("text"), "about": step.text("about")}
        )
        saying.say(session, step.who, plan, new.kind, new.text, today_in(session, plan), new.about)

    return step.take(change, SAID.get(step.text("kind"), "plan_said"))


@router.post("/say", dependencies=REPS)
def say_all(step: Taking) -> Response:
    """The rep's answers to the three questions; those that were left empty can follow within the days."""

    def change(session: Session, plan: Plan) -> None:
        given = {kind: step.text(kind) for kind in saying.SAY if step.text(kind)}
        if not given:
            raise Unprocessable("There are no words in it.", "Answer at least one of the questions.")
        for kind, text in given.items():
            new = NewWord.model_validate({"kind": kind, "text": text})
            saying.say(session, step.who, plan, new.kind, new.text, today_in(session, plan))

    return step.take(change, "plan_said")


@router.post("/commitments/{commitment_id}", dependencies=THREE)
def settle(step: Taking, commitment_id: PublicId) -> Response:
    def change(session: Session, plan: Plan) -> None:
        given = SettledPromise.model_validate({"state": step.text("state"), "note": step.text("note")})
        row = commitments.promise_row(session, plan, commitment_id)
        commitments.settle(session, step.who, plan, row, given.state, given.note)

    return step.take(change, "saved")
