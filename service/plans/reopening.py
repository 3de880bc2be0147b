"""When a counted call changes after a decision: the decision is reopened, and the old one kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.tables import Call, Plan, PlanDecision, PlanEvent, PlanMilestone
from service.plans.deciding import reopened
from service.plans.rights import OPEN
from service.plans.telling import tell_of_event


def call_changed(session: Session, call_id: int, why: str, actor: str) -> None:
    """Reopens each standing decision that counted the call. A plan closed as *not met* runs again for it.

    `why` is a word for machines: dispute, override, transcript. Where the rep has another open plan already,
    the closed one stays closed, and its history says that HR has to look at it.
    """
    call = session.get(Call, call_id)
    if call is None or call.rep_id is None:
        return
    plans = session.scalars(select(Plan).where(Plan.rep_id == call.rep_id, Plan.starts_on.is_not(None)))
    for plan in plans.all():
        before = reopened(session, plan)
        for decision, key in _decisions_with(session, plan, call.public_id):
            if decision.public_id not in before:
                _reopen(session, plan, decision, key, why, actor)


def _decisions_with(session: Session, plan: Plan, call: str) -> list[tuple[PlanDecision, str]]:
    rows = session.execute(
        select(PlanDecision, PlanMilestone.key)
        .join(PlanMilestone, PlanMilestone.id == PlanDecision.milestone_id)
        .where(PlanMilestone.plan_id == plan.id, PlanDecision.final)
        .order_by(PlanDecision.id)
    ).all()
    newest = {key: decision for decision, key in rows}
    return [(decision, key) for key, decision in newest.items() if call in decision.document["counted"]]


def _reopen(session: Session, plan: Plan, decision: PlanDecision, key: str, why: str, actor: str) -> None:
    details = {"decision": decision.public_id, "milestone": key, "why": why, "was": decision.status}
    _note(session, plan, PlanEvent(plan_id=plan.id, kind="reopened", document=details))
    audit.record(session, actor, "plan.decision_reopened", plan.public_id, decision=decision.public_id)
    if plan.state != "closed" or plan.outcome != "not_met":
        return
    other = select(Plan.id).where(Plan.rep_id == plan.rep_id, Plan.state.in_(OPEN))
    if session.scalar(other) is not None:
        _note(session, plan, PlanEvent(plan_id=plan.id, kind="to_look_at", hr_only=True, document=details))
        return
    closed = {"outcome": plan.outcome, "closing": plan.closing}
    plan.state, plan.outcome, plan.closed_at, plan.closing = "running", None, None, None
    _note(session, plan, PlanEvent(plan_id=plan.id, kind="runs_again", document=closed))
    audit.record(session, actor, "plan.runs_again", plan.public_id)


def _note(session: Session, plan: Plan, event: PlanEvent) -> None:
    """Adds it to what happened to the plan, and tells whom it concerns."""
    session.add(event)
    session.flush()
    tell_of_event(session, plan, event)
