"""When what a decision rests on changes: the decision is reopened, and the old one kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.milestone.case import Case
from scoring.milestone.plan_days import PlanDays, dates_of
from service.db import audit
from service.db.tables import Call, Plan, PlanDecision, PlanEvent, PlanMilestone
from service.metrics.queries import figures_for
from service.plans.deciding import reopened
from service.plans.rights import OPEN
from service.plans.telling import tell_of_event

FROM = {"source", "imported"}
"""Where figures come from, and since when: the same figures from elsewhere decide the same."""


def call_changed(session: Session, call_id: int, why: str, actor: str) -> None:
    """Reopens each standing decision that counted the call. A plan closed as *not met* runs again for it.

    `why` is a word for machines, of `states.REOPENED`. Where the rep has another open plan already,
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


def figures_changed(session: Session, rep_id: int, metric: str, actor: str) -> None:
    """Reopens each standing decision on that metric of the rep for whose days the figures are others now."""
    plans = session.scalars(select(Plan).where(Plan.rep_id == rep_id, Plan.starts_on.is_not(None)))
    for plan in plans.all():
        before = reopened(session, plan)
        for decision, key in _newest(session, plan):
            if decision.public_id not in before and _rests_on_others(session, plan, decision, metric):
                _reopen(session, plan, decision, key, "figures", actor)


def _rests_on_others(session: Session, plan: Plan, decision: PlanDecision, metric: str) -> bool:
    case = Case.model_validate(decision.document["case"])
    old = case.figures
    if old is None or case.milestone.goal.of != metric or decision.reason == "figures":
        return False  # one that waits for figures is decided anew without being reopened
    window = dates_of(
        case.milestone, PlanDays(case.milestone.starts, case.course.absences), extended=case.course.extended
    ).window
    new = figures_for(session, plan.rep_id, metric, window.first, window.last)
    return new is None or new.model_dump(exclude=FROM) != old.model_dump(exclude=FROM)


def _decisions_with(session: Session, plan: Plan, call: str) -> list[tuple[PlanDecision, str]]:
    return [one for one in _newest(session, plan) if call in one[0].document["counted"]]


def _newest(session: Session, plan: Plan) -> list[tuple[PlanDecision, str]]:
    """The newest decision of each milestone, with its key."""
    rows = session.execute(
        select(PlanDecision, PlanMilestone.key)
        .join(PlanMilestone, PlanMilestone.id == PlanDecision.milestone_id)
        .where(PlanMilestone.plan_id == plan.id, PlanDecision.final)
        .order_by(PlanDecision.id)
    ).all()
    return [(decision, key) for key, decision in {key: decision for decision, key in rows}.items()]


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
