"""Who is told of what happens to a plan. Its rep hears of nothing before it was delivered to them.

Every event of a plan comes through `states.happened`, which tells of it: no step tells by itself.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from sqlalchemy.orm import Session

from scoring.notices.kinds import KindKey
from service.db.tables import Plan, PlanEvent
from service.notices.audience import with_deputies, with_role
from service.notices.telling import tell_all

Side = Literal["rep", "manager", "hr"]
BOTH: tuple[Side, ...] = ("rep", "manager")
ALL: tuple[Side, ...] = ("rep", "manager", "hr")
OF_EVENTS: Mapping[str, tuple[KindKey, tuple[Side, ...]]] = {
    "submitted": ("plan_to_review", ("hr",)),
    "sent_back": ("plan_sent_back", ("manager",)),
    "published": ("plan_published", ("manager",)),
    "delivered": ("plan_delivered", ("rep",)),
    "receipt": ("plan_receipt", ("manager", "hr")),
    "started": ("plan_started", BOTH),
    "changed": ("plan_changed", BOTH),
    "paused": ("plan_paused", BOTH),
    "resumed": ("plan_resumed", BOTH),
    "absence": ("plan_dates_moved", BOTH),
    "absence_withdrawn": ("plan_dates_moved", BOTH),
    "handed_over": ("plan_handed_over", BOTH),
    "check_in_held": ("check_in_held", ("rep",)),
    "check_in_skipped": ("check_in_skipped", ALL),
    "decided": ("plan_decided", BOTH),
    "extended": ("plan_extended", BOTH),
    "reopened": ("plan_reopened", ALL),
    "runs_again": ("plan_resumed", ALL),
    "to_look_at": ("plan_to_look_at", ("hr",)),
    "closed": ("plan_closed", BOTH),
}
"""The events of a plan that somebody waits for, by their kind; the others are told to nobody."""


def tell_of_event(session: Session, plan: Plan, event: PlanEvent) -> None:
    """Tells whom it concerns that this happened, but not who did it.

    A check-in that was missed, and is then said to be skipped, is told once. What a change or the end of a
    pause brings with it is told with that.
    """
    if event.kind not in OF_EVENTS or _comes_along(event):
        return
    kind, sides = OF_EVENTS[event.kind]
    tell_sides(session, plan, kind, sides, event.document.get("check_in", event.public_id), event.by_id)


def tell_sides(
    session: Session, plan: Plan, kind: KindKey, sides: Iterable[Side], occasion: str, by: int | None = None
) -> None:
    """Tells these sides of a plan: its rep once it was delivered, the manager in charge, everybody in HR."""
    people: list[int] = []
    for side in sides:
        people += _people(session, plan, side)
    tell_all(session, [one for one in dict.fromkeys(people) if one != by], kind, plan.public_id, occasion)


def tell_of_concern(session: Session, plan: Plan, occasion: str) -> None:
    """Tells HR, but nobody there who is in charge or stands in for who is: it may be about them."""
    tell_all(session, concern_readers(session, plan), "plan_concern", plan.public_id, occasion)


def concern_readers(session: Session, plan: Plan) -> list[int]:
    """Everybody in HR but who is in charge of the plan or stands in for them, and its rep."""
    apart = {plan.rep_id, *with_deputies(session, [plan.manager_id])}
    return [one for one in with_role(session, "hr") if one not in apart]


def _comes_along(event: PlanEvent) -> bool:
    paused_by_change = event.kind == "paused" and event.document.get("why") == "changed"
    return paused_by_change or (event.kind == "absence" and event.document.get("pause") is True)


def _people(session: Session, plan: Plan, side: Side) -> list[int]:
    if side == "rep":
        # The state comes first: the moment of the talk is noted after the step.
        return [plan.rep_id] if plan.delivered_at is not None or plan.state == "delivered" else []
    found = with_role(session, "hr") if side == "hr" else with_deputies(session, [plan.manager_id])
    # The rep may be in HR, or stand in for the manager: of their own plan they hear as its rep alone.
    return [one for one in found if one != plan.rep_id]
