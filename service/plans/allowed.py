"""What somebody can do with a plan now: the buttons a page has. The actions refuse all the same."""

from datetime import date

from sqlalchemy.orm import Session

from service.db.tables import Plan
from service.people.who import Who
from service.plans.rights import in_charge_of_open_plan, part_of, runs_it
from service.plans.saying import still_to_say

OPEN_AND_RUNNING = ("running", "paused")
BY_HR = {
    "draft": ("change", "submit", "withdraw"),
    "hr_review": ("change", "send_back", "publish", "withdraw"),
    "published": ("change", "send_back", "deliver", "hand_over", "withdraw"),
    "delivered": ("change", "start", "hand_over", "answer", "comment", "withdraw"),
    "running": (
        *("change", "pause", "hand_over", "absence", "answer", "comment", "check_in", "commitment"),
        *("decide", "extend", "write_reason", "close"),
    ),
    "paused": (
        *("change", "resume", "hand_over", "absence", "answer", "comment", "check_in", "commitment"),
        "close",
    ),
    "closed": ("answer", "comment", "look"),
}
BY_MANAGER = {
    "draft": ("change", "submit"),
    "hr_review": (),
    "published": ("deliver",),
    "delivered": ("start", "answer", "comment"),
    "running": ("answer", "comment", "check_in", "hold", "commitment"),
    "paused": ("answer", "comment", "check_in", "hold", "commitment"),
    "closed": ("comment", "look"),
}
BY_REP = {
    "delivered": ("receipt", "say", "request", "comment", "concern"),
    "running": ("receipt", "request", "comment", "concern", "commitment"),
    "paused": ("receipt", "request", "comment", "concern", "commitment"),
    "closed": ("comment", "concern"),
}


def allowed(session: Session, who: Who, plan: Plan, today: date) -> list[str]:
    """The names of what they can do, in the order in which it is usually done."""
    part = part_of(session, who, plan)
    if part == "rep":
        return [one for one in BY_REP.get(plan.state, ()) if not _is_over(session, plan, one, today)]
    names = list(BY_HR[plan.state]) if part == "hr" else []
    if runs_it(session, who, plan):
        names += [one for one in BY_MANAGER[plan.state] if one not in names]
    if part == "hr" and in_charge_of_open_plan(session, who.person, plan.rep_id):
        names = [one for one in names if one not in ("publish", "close", "withdraw")]
    return names


def _is_over(session: Session, plan: Plan, name: str, today: date) -> bool:
    if name == "receipt":
        return plan.receipt != "none"
    if name == "say":
        late = plan.say_until is not None and today > plan.say_until
        return late or not still_to_say(session, plan)
    return False
