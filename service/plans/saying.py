"""What people say to a plan, and the answers: the rep's say before it runs, receipts, requests, comments,
concerns that go to HR alone."""

from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from service.db import audit
from service.db.base import now
from service.db.tables import Plan, PlanWord
from service.errors import Conflict, NotFound, Unprocessable
from service.people.who import Who
from service.plans.rights import Part, needs_part, part_of, reads_for_hr
from service.plans.signing import sign
from service.plans.states import happened, needs_state
from service.plans.telling import Side, tell_of_concern, tell_sides
from service.plans.versions import version_row

Kind = Literal["root_cause", "achievable", "support", "request", "comment", "concern"]
SAY: tuple[Kind, ...] = ("root_cause", "achievable", "support")
"""What the rep is asked before the plan runs."""
RECEIPT = (
    "I received this plan and it was explained to me. This says nothing about whether I agree with it; what "
    "I think of it stands beside it."
)


def say(
    session: Session, who: Who, plan: Plan, kind: Kind, text: str, today: date, about: str = ""
) -> PlanWord:
    """Keeps what somebody says. The rep's say ends when the plan runs, or after five working days."""
    part = part_of(session, who, plan)
    if kind in SAY:
        _refuse_say(session, who, plan, kind, today)
    elif kind != "comment":
        needs_part(session, who, plan, "rep")
    if not text.strip():
        raise Unprocessable("There are no words in it.", "Nothing was kept.")
    row = PlanWord(plan_id=plan.id, kind=kind, by_id=who.person, text=text.strip(), about=about.strip()[:60])
    session.add(row)
    session.flush()
    # Only that something was said, and not that it was a concern: the log is read by others than HR.
    what = "word" if kind == "concern" else kind
    audit.record(session, who.actor, "plan.said", plan.public_id, word=row.public_id, kind=what, part=part)
    _tell(session, who, plan, row, part)
    return row


def answer(
    session: Session, who: Who, plan: Plan, word: PlanWord, text: str, *, written_in: bool = False
) -> None:
    """Answers once: by whoever runs the plan, and a concern by HR. `written_in`: the plan says it now."""
    needs_part(session, who, plan, *(("hr",) if word.kind == "concern" else ("hr", "manager")))
    if word.kind == "comment":
        raise Conflict("A comment stands as it is.", "Write one of your own beside it.")
    if word.answer is not None:
        raise Conflict("It was answered already.", "Nothing was changed.")
    if not text.strip():
        raise Unprocessable("There are no words in it.", "Nothing was kept.")
    word.answer, word.answered_by, word.answered_at = text.strip(), who.person, now()
    word.written_in = plan.newest if written_in else None
    audit.record(session, who.actor, "plan.answered", plan.public_id, word=word.public_id)
    tell_sides(session, plan, "plan_answered", ("rep",), word.public_id, who.person)


def take_receipt(
    session: Session, who: Who, plan: Plan, what: Literal["given", "declined"], number: int
) -> None:
    """The rep says that they have it, or declines to; either is kept, and neither stops anything.

    Raises Conflict where the version they looked at is not the newest.
    """
    needs_part(session, who, plan, "rep")
    needs_state(plan, "delivered", "running", "paused")
    if number != plan.newest:
        raise Conflict(
            f"The plan is at version {plan.newest} by now, and you looked at {number}.", "Look at it again."
        )
    if plan.receipt != "none" and plan.receipt_for == number:
        raise Conflict("You answered this already.", "Nothing was changed.")
    plan.receipt, plan.receipt_for = what, number
    if what == "given":
        row = version_row(session, plan)
        sign(session, who, plan, "receipt", f"{plan.public_id}@{number}", row.fingerprint, "rep")
    happened(session, who, plan, "receipt", what=what, number=number)


def unanswered(session: Session, plan: Plan) -> list[PlanWord]:
    """What the rep said or asked and nobody has answered; concerns are HR's and hold nothing up."""
    return list(
        session.scalars(
            select(PlanWord)
            .where(
                PlanWord.plan_id == plan.id,
                PlanWord.kind.in_((*SAY, "request")),
                PlanWord.answer.is_(None),
            )
            .order_by(PlanWord.id)
        )
    )


def still_to_say(session: Session, plan: Plan) -> list[str]:
    """Which of the three questions the rep has not answered."""
    said = set(
        session.scalars(select(PlanWord.kind).where(PlanWord.plan_id == plan.id, PlanWord.kind.in_(SAY)))
    )
    return [kind for kind in SAY if kind not in said]


def words_for(session: Session, who: Who, plan: Plan) -> list[PlanWord]:
    """What they may read, oldest first: a concern is its author's and HR's alone."""
    concerns = reads_for_hr(session, who, plan)
    rows = session.scalars(select(PlanWord).where(PlanWord.plan_id == plan.id).order_by(PlanWord.id))
    return [row for row in rows if _may_read(row, who, concerns)]


def word_row(session: Session, who: Who, plan: Plan, public_id: str) -> PlanWord:
    """One of those words. Raises NotFound."""
    row = session.scalars(
        select(PlanWord).where(PlanWord.plan_id == plan.id, PlanWord.public_id == public_id)
    ).one_or_none()
    if row is None or not _may_read(row, who, reads_for_hr(session, who, plan)):
        raise NotFound(f"Nobody said {public_id} in this plan.")
    return row


def _tell(session: Session, who: Who, plan: Plan, row: PlanWord, part: Part) -> None:
    """A concern is told to HR alone; the rep's other words to who runs the plan; a comment to the rep."""
    if row.kind == "concern":
        tell_of_concern(session, plan, row.public_id)
        return
    sides: tuple[Side, ...] = ("manager", "hr") if part == "rep" else ("rep",)
    tell_sides(session, plan, "plan_said", sides, row.public_id, who.person)


def _may_read(row: PlanWord, who: Who, concerns: bool) -> bool:
    return row.kind != "concern" or concerns or row.by_id == who.person


def _refuse_say(session: Session, who: Who, plan: Plan, kind: str, today: date) -> None:
    needs_part(session, who, plan, "rep")
    needs_state(plan, "delivered")
    if plan.say_until is not None and today > plan.say_until:
        raise Conflict(
            f"The days for this ended on {day_in_words(plan.say_until)}.",
            "Write a comment or a request: both stand in the plan.",
            code="too_late",
        )
    if kind not in still_to_say(session, plan):
        raise Conflict("You answered this already.", "Write a comment to add something.")
