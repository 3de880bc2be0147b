"""The end of a plan: HR closes it, and not as *not met* where the company did not keep its own promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.formats import counted, day_in_words
from scoring.milestone.decision import Status
from scoring.milestone.look import MOST_NOT_SCORABLE
from service.db import audit
from service.db.base import now
from service.db.tables import Call, CheckIn, Commitment, Dispute, Plan, PlanDecision, PlanLook
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.people.who import Who
from service.plans.deciding import standing_decision
from service.plans.drafting import needs_reason
from service.plans.rights import in_charge_of_open_plan, needs_part
from service.plans.signing import sign
from service.plans.starting import milestones_of
from service.plans.states import step
from service.plans.telling import tell_sides
from service.plans.versions import day_in

Outcome = Literal["passed", "not_met", "not_shown", "withdrawn", "wrong_tool"]
LOOK_AFTER = (30, 60)
OVERDUE_CHECK_IN = timedelta(days=1)
ENDED = "The plan has ended."


class Closing(BaseModel):
    """How a plan ends, in HR's words."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "outcome": "passed",
                    "summary": "The QA score reached 87, likely 83–91, on 16 random calls: target 85 met.",
                    "recognition": "You ask what a problem costs on nearly every call now. Thank you.",
                }
            ]
        },
    )

    outcome: Outcome
    summary: str = Field(min_length=1, max_length=4000)
    recognition: str = Field(default="", max_length=4000, description="Needed for `passed`, `not_shown`.")
    reason: str = Field(default="", max_length=4000, description="HR's reason where one is needed.")
    otherwise: str = Field(
        default="",
        max_length=4000,
        description="Of `not_shown` alone: what follows and why, where it is not handled as passed.",
    )


@dataclass(frozen=True)
class Obstacles:
    """What keeps a plan from being closed so, and what it needs a reason written by HR for."""

    refused: tuple[str, ...]
    needs_reason: tuple[str, ...]


def close(session: Session, who: Who, plan: Plan, how: Closing, at: datetime) -> None:
    """HR closes the plan, signed. Raises Conflict with what keeps it from being closed so."""
    needs_part(session, who, plan, "hr")
    if in_charge_of_open_plan(session, who.person, plan.rep_id):
        raise NotAllowed("You are in charge of this plan.", "Somebody else in HR has to close it.")
    _refuse_otherwise(how)
    found = obstacles(session, plan, how.outcome, at)
    if found.refused:
        raise Conflict("The plan cannot be closed so.", "\n".join(found.refused), code="not_so")
    if found.needs_reason and len(how.reason.strip()) < 20:
        raise Conflict(
            "It needs a reason written by HR.",
            "\n".join(found.needs_reason),
            code="needs_reason",
            problems=found.needs_reason,
        )
    kept = handled_as_passed(how.outcome, how.otherwise)
    if kept and not how.recognition.strip():
        raise Unprocessable("The recognition is missing.", "Say what the rep did well: they read it.")
    today = day_in(session, plan, at)
    closing = {
        **how.model_dump(mode="json"),
        "needed_reason": list(found.needs_reason),
        "day": today.isoformat(),
    }
    step(session, who, plan, "closed", outcome=how.outcome)
    plan.outcome, plan.closed_at, plan.closing, plan.paused_on = how.outcome, at, closing, None
    sign(session, who, plan, "closing", plan.public_id, closing, "hr")
    _call_off_meetings(session, plan, at)
    if kept:
        session.add_all(PlanLook(plan_id=plan.id, due=today + timedelta(days=days)) for days in LOOK_AFTER)
    session.flush()


def _call_off_meetings(session: Session, plan: Plan, at: datetime) -> None:
    """What was still to come does not take place: nobody skipped it, and calendars take it out."""
    to_come = select(CheckIn).where(CheckIn.plan_id == plan.id, CheckIn.state == "planned", CheckIn.at > at)
    for meeting in session.scalars(to_come):
        meeting.state, meeting.why = "cancelled", ENDED


def _refuse_otherwise(how: Closing) -> None:
    if not how.otherwise.strip():
        return
    if how.outcome != "not_shown":
        raise Unprocessable("Only what the data do not show is handled otherwise.", "Leave that field empty.")
    needs_reason(how.otherwise, "what follows and why, where it is not handled as passed")


def handled_as_passed(outcome: str, otherwise: str = "") -> bool:
    """Passed; or the data do not show *not met*, and HR wrote nothing else."""
    return outcome == "passed" or (outcome == "not_shown" and not otherwise.strip())


def obstacles(session: Session, plan: Plan, outcome: str, at: datetime) -> Obstacles:
    """What stands against that outcome today."""
    if outcome == "withdrawn":
        return Obstacles((), ("A plan is withdrawn with a reason.",))
    if outcome == "wrong_tool":
        return Obstacles((), ("Say what is right instead.",))
    if plan.starts_on is None:
        return Obstacles(("It never ran: it can be withdrawn, or closed as the wrong tool.",), ())
    decisions = {
        row.key: standing_decision(session, plan, row) for row in milestones_of(session, plan) if row.decides
    }
    if outcome == "passed":
        return _to_pass(decisions)
    if outcome == "not_met":
        return _to_fail(session, plan, decisions, at)
    return _to_leave_open(decisions)


def support_not_given(session: Session, plan: Plan, today: date) -> list[Commitment]:
    """What the company promised by today and did not do."""
    return list(
        session.scalars(
            select(Commitment)
            .where(
                Commitment.plan_id == plan.id,
                Commitment.support,
                Commitment.side != "rep",
                Commitment.due <= today,
                Commitment.state.in_(("open", "not_done")),
            )
            .order_by(Commitment.due, Commitment.id)
        )
    )


def skipped_check_ins(session: Session, plan: Plan, at: datetime) -> list[CheckIn]:
    """Meetings that were called off as skipped, and those whose time passed without a word."""
    rows = session.scalars(
        select(CheckIn)
        .where(CheckIn.plan_id == plan.id, CheckIn.state.in_(("skipped", "planned")))
        .order_by(CheckIn.at)
    )
    return [row for row in rows if is_skipped(row, at)]


def is_skipped(row: CheckIn, at: datetime) -> bool:
    """Said to be skipped, or over for a day without being held."""
    return row.state == "skipped" or (row.state == "planned" and row.at + OVERDUE_CHECK_IN < at)


def write_look(session: Session, who: Who, plan: Plan, public_id: str, text: str) -> PlanLook:
    """Keeps how it goes 30 or 60 days after a plan was passed."""
    needs_part(session, who, plan, "manager", "hr")
    row = session.scalars(
        select(PlanLook).where(PlanLook.plan_id == plan.id, PlanLook.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such look.")
    if row.done_at is not None:
        raise Conflict("It was written already.", "Nothing was changed.")
    if not text.strip():
        raise Unprocessable("There are no words in it.", "Nothing was kept.")
    row.text, row.by_id, row.done_at = text.strip(), who.person, now()
    audit.record(session, who.actor, "plan.look_written", plan.public_id, look=row.public_id)
    tell_sides(session, plan, "plan_look_written", ("rep",), row.public_id, who.person)
    return row


def looks_of(session: Session, plan: Plan) -> list[PlanLook]:
    return list(session.scalars(select(PlanLook).where(PlanLook.plan_id == plan.id).order_by(PlanLook.due)))


def _to_pass(decisions: dict[str, PlanDecision | None]) -> Obstacles:
    if any(one is not None and one.status == Status.NOT_MET for one in decisions.values()):
        return Obstacles((), ("A milestone that decides was not met: say why the plan is passed.",))
    if all(one is not None and one.status == Status.MET for one in decisions.values()):
        return Obstacles((), ())
    return Obstacles((), ("Not every milestone that decides was met: say why the plan is passed.",))


def _to_fail(
    session: Session, plan: Plan, decisions: dict[str, PlanDecision | None], at: datetime
) -> Obstacles:
    failed = [one for one in decisions.values() if one is not None and one.status == Status.NOT_MET]
    if not failed:
        return Obstacles(("No milestone that decides was found to be not met: the data do not show it.",), ())
    if undecided := [key for key, one in decisions.items() if one is None]:
        return Obstacles((f"Not decided yet: {', '.join(undecided)}.",), ())
    if asked := _questions_open(session, failed):
        return Obstacles((f"{counted(asked, 'question')} about calls that count: to be answered first.",), ())
    reasons = []
    if missing := support_not_given(session, plan, day_in(session, plan, at)):
        first = missing[0]
        reasons.append(
            f"{counted(len(missing), 'promise')} of support not kept, the first of them: {first.what} "
            f"(due {day_in_words(first.due)})."
        )
    if skipped := skipped_check_ins(session, plan, at):
        reasons.append(f"{counted(len(skipped), 'check-in')} skipped.")
    for one in failed:
        drawn, lost = int(one.document["drawn"]), int(one.document["not_scorable"])
        if lost * MOST_NOT_SCORABLE > drawn:
            reasons.append(f"{lost} of {counted(drawn, 'drawn call')} could not be scored.")
    return Obstacles((), tuple(reasons))


def _questions_open(session: Session, decisions: Sequence[PlanDecision]) -> int:
    """The rep's questions about calls that these decisions rest on, asked since and not answered yet."""
    calls = {call for one in decisions for call in one.document["counted"]}
    asked = select(func.count()).join(Call, Call.id == Dispute.call_id).where(Dispute.state == "open")
    return session.scalar(asked.select_from(Dispute).where(Call.public_id.in_(calls))) or 0


def _to_leave_open(decisions: dict[str, PlanDecision | None]) -> Obstacles:
    """The data do not show *not met*: at the last look at least one was open, and none was not met."""
    if any(one is not None and one.status == Status.NOT_MET for one in decisions.values()):
        return Obstacles(("A milestone that decides was found to be not met.",), ())
    still_open = [
        one
        for one in decisions.values()
        if one is not None and one.status == Status.INSUFFICIENT_EVIDENCE and one.document["last_look"]
    ]
    if not still_open:
        return Obstacles(("No milestone was left open at its last look: give the extension first.",), ())
    return Obstacles((), ())
