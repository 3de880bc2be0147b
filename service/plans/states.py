"""The states of a plan and the steps between them. A step that is not here is refused."""

from typing import Any

from sqlalchemy.orm import Session

from service.db import audit
from service.db.tables import Plan, PlanEvent
from service.errors import Conflict
from service.people.who import Who
from service.plans.telling import tell_of_event

STEPS: dict[str, dict[str, str]] = {
    "submitted": {"draft": "hr_review"},
    "sent_back": {"hr_review": "draft", "published": "draft"},
    "published": {"hr_review": "published"},
    "delivered": {"published": "delivered"},
    "started": {"delivered": "running"},
    "paused": {"running": "paused"},
    "resumed": {"paused": "running"},
    "closed": dict.fromkeys(("draft", "hr_review", "published", "delivered", "running", "paused"), "closed"),
}
IN_WORDS = {
    "draft": "a draft",
    "hr_review": "with HR",
    "published": "published and not delivered yet",
    "delivered": "delivered and does not run yet",
    "running": "running",
    "paused": "paused",
    "closed": "closed",
}

EVENT_WORDS = {
    "drafted": "A draft was begun",
    "changed": "What it says was changed",
    "submitted": "It was handed to HR",
    "sent_back": "HR sent it back",
    "published": "HR published it",
    "draw_rate_fixed": "How many calls are drawn was fixed",
    "delivered": "It was gone through with the rep",
    "receipt": "The rep answered whether they have it",
    "started": "It began to run, and its milestones are locked",
    "paused": "It was paused",
    "resumed": "It runs again",
    "absence": "Days away were noted",
    "absence_withdrawn": "Days away were taken back",
    "handed_over": "Somebody else is in charge",
    "check_in_held": "A check-in was held",
    "check_in_skipped": "A check-in was skipped",
    "decided": "A milestone was decided",
    "extended": "A milestone was extended, once",
    "reason_written": "HR wrote a reason",
    "reopened": "A decision was reopened",
    "runs_again": "A decision was reopened after the end: the plan runs again",
    "to_look_at": "HR has to look at a reopened decision",
    "closed": "HR closed it",
}

REOPENED = {
    "dispute": "a question about a call that counted was upheld",
    "override": "an answer about a call that counted was corrected",
    "transcript": "a call that counted was heard and scored again",
    "confirmation": "a call that counted is confirmed no more",
    "figures": "the imported figures were corrected",
}
"""Why a decision stands no more, for people."""


def step(session: Session, who: Who, plan: Plan, name: str, **details: Any) -> PlanEvent:
    """Takes the plan from its state to the next. Raises Conflict where it is in another one."""
    before = plan.state
    after = STEPS[name].get(before)
    if after is None:
        fits = " or ".join(IN_WORDS[state] for state in STEPS[name])
        raise Conflict(
            f"The plan is {IN_WORDS[before]}.",
            f"This can be done while it is {fits}. Nothing was changed.",
            code="wrong_state",
        )
    plan.state = after
    return happened(session, who, plan, name, before=before, after=after, **details)


def needs_state(plan: Plan, *states: str) -> None:
    """Raises Conflict where the plan is in none of these states."""
    if plan.state not in states:
        fits = " or ".join(IN_WORDS[state] for state in states)
        raise Conflict(
            f"The plan is {IN_WORDS[plan.state]}.",
            f"This can be done while it is {fits}. Nothing was changed.",
            code="wrong_state",
        )


def happened(
    session: Session, who: Who, plan: Plan, kind: str, *, hr_only: bool = False, **details: Any
) -> PlanEvent:
    """Adds to what happened to the plan, with its audit entry: there only ids and words for machines.

    Whom it concerns is told.
    """
    event = PlanEvent(plan_id=plan.id, kind=kind, by_id=who.person, hr_only=hr_only, document=details)
    session.add(event)
    session.flush()
    audit.record(session, who.actor, f"plan.{kind}", plan.public_id, event=event.public_id, state=plan.state)
    tell_of_event(session, plan, event)
    return event
