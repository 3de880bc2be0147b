"""What is done with a plan from its page: HR's and the manager's steps, from handing in to the close."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import Plan
from service.errors import Unprocessable
from service.plans import changing, closing, deciding, publishing, saying, starting
from service.plans.asking import person_named, today_in
from service.plans.closing import Closing
from service.plans.publishing import Delivery
from service.plans.steps_of_pages import Taking
from service.web.answers import PublicId
from service.web.parts import needs

router = APIRouter(prefix="/plans/{plan_id}", tags=["pages"], include_in_schema=False)
RUNNERS = [needs("manager", "hr", scope="plans:write")]
HR = [needs("hr", scope="plans:write")]
Key = Annotated[str, Path(max_length=40, pattern="^[a-z][a-z0-9_]*$")]
LONGEST = 4000


@router.post("/submit", dependencies=RUNNERS)
def submit(step: Taking) -> Response:
    return step.take(lambda session, plan: publishing.submit(session, step.who, plan), "plan_submitted")


@router.post("/send-back", dependencies=HR)
def send_back(step: Taking) -> Response:
    why = step.text("why")[:LONGEST]
    return step.take(
        lambda session, plan: publishing.send_back(session, step.who, plan, why), "plan_sent_back"
    )


@router.post("/publish", dependencies=HR)
def publish(step: Taking) -> Response:
    return step.take(
        lambda session, plan: publishing.publish(session, step.who, plan, now()),
        "plan_published",
        signed=True,
    )


@router.post("/deliver", dependencies=RUNNERS)
def deliver(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        talk = Delivery.model_validate(
            {
                "how": step.text("how"),
                "at": step.moment(session, plan, "at"),
                "there": step.names("there"),
                "summary": step.text("summary"),
            }
        )
        publishing.deliver(session, step.who, plan, talk, now())

    return step.take(change, "plan_delivered", signed=True)


@router.post("/start", dependencies=RUNNERS)
def start(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        today = today_in(session, plan)
        starting.start(session, step.who, plan, _day(step, "day") if step.text("day") else today, today)

    return step.take(change, "plan_started")


@router.post("/pause", dependencies=HR)
def pause(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        why = step.text("why")[:LONGEST]
        if not why:
            raise Unprocessable("Say why it is paused.", "It stays in the plan's history.")
        changing.pause(session, step.who, plan, why, today_in(session, plan))

    return step.take(change, "plan_paused")


@router.post("/resume", dependencies=HR)
def resume(step: Taking) -> Response:
    return step.take(
        lambda session, plan: changing.resume(session, step.who, plan, today_in(session, plan)),
        "plan_resumed",
    )


@router.post("/absences", dependencies=HR)
def be_away(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        first, last = _day(step, "first"), _day(step, "last")
        changing.be_away(session, step.who, plan, first, last, step.text("why")[:2000])

    return step.take(change, "plan_absence")


@router.post("/absences/{absence_id}/take-back", dependencies=HR)
def take_back(step: Taking, absence_id: PublicId) -> Response:
    return step.take(
        lambda session, plan: changing.take_back_absence(session, step.who, plan, absence_id), "saved"
    )


@router.post("/manager", dependencies=HR)
def hand_over(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        manager = person_named(session, step.text("manager"))
        changing.hand_over(session, step.who, plan, manager, step.text("why")[:2000])

    return step.take(change, "plan_handed_over")


@router.post("/milestones/{milestone}/decide", dependencies=HR)
def decide(step: Taking, milestone: Key) -> Response:
    return step.take(
        lambda session, plan: deciding.decide_milestone(session, step.who, plan, milestone, now()),
        "plan_decided",
    )


@router.post("/milestones/{milestone}/extend", dependencies=HR)
def extend(step: Taking, milestone: Key) -> Response:
    return step.take(
        lambda session, plan: deciding.extend(session, step.who, plan, milestone, now()), "plan_extended"
    )


@router.post("/milestones/{milestone}/reason", dependencies=HR)
def write_reason(step: Taking, milestone: Key) -> Response:
    why = step.text("why")[:LONGEST]
    return step.take(
        lambda session, plan: deciding.write_reason(session, step.who, plan, milestone, why), "saved"
    )


@router.post("/close", dependencies=HR)
def close(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        names = ("outcome", "summary", "recognition", "reason", "otherwise")
        how = Closing.model_validate({name: step.text(name) for name in names})
        closing.close(session, step.who, plan, how, now())

    return step.take(change, "plan_closed", signed=True)


@router.post("/looks/{look_id}", dependencies=RUNNERS)
def write_look(step: Taking, look_id: PublicId) -> Response:
    text = step.text("text")[:LONGEST]
    return step.take(
        lambda session, plan: closing.write_look(session, step.who, plan, look_id, text), "saved"
    )


@router.post("/words/{word_id}/answer", dependencies=RUNNERS)
def answer(step: Taking, word_id: PublicId) -> Response:
    def change(session: Session, plan: Plan) -> None:
        word = saying.word_row(session, step.who, plan, word_id)
        text, written_in = step.text("text")[:LONGEST], step.text("written_in") == "on"
        saying.answer(session, step.who, plan, word, text, written_in=written_in)

    return step.take(change, "plan_answered")


def _day(step: Taking, name: str) -> date:
    try:
        return date.fromisoformat(step.text(name))
    except ValueError as error:
        raise Unprocessable("A day is missing.", "Choose it, and send the form again.") from error
