"""Who may correct, confirm and settle. Nobody does it about themselves."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.tables import Call
from service.errors import NotAllowed
from service.people.rights import calls_visible_to, refuse_about_oneself
from service.people.who import Who
from service.plans.rights import in_charge_of_open_plan, reps_in_charge_of

DRAWN = "random"


def may_review(session: Session, who: Who, call: Call) -> bool:
    """Whether they may correct and confirm the call: a manager of its team then, or qa; never its rep.

    The manager in charge of an open plan never does it for the drawn calls of that plan's rep.
    """
    return call.id in may_review_among(session, who, [call])


def may_review_among(session: Session, who: Who, calls: Iterable[Call]) -> set[int]:
    """The keys of those calls that they may correct and confirm. So many queries, however many calls."""
    others = [call for call in calls if not is_rep_of(who, call)]
    if who.installation:
        return {call.id for call in others}
    if not who.has("manager", "qa"):
        return set()
    is_drawn = any(call.selection == DRAWN for call in others)
    not_theirs = in_charge_of(session, who) if is_drawn else set()
    keys = [call.id for call in others if call.selection != DRAWN or call.rep_id not in not_theirs]
    asked = select(Call.id).where(Call.id.in_(keys), calls_visible_to(who))
    return set(session.scalars(asked)) if keys else set()


def refuse_review(session: Session, who: Who, call: Call) -> None:
    """Raises NotAllowed for who may not correct and confirm the call."""
    refuse_about_oneself(who, call.rep_id, "Your own review")
    if in_charge(session, who, call):
        raise NotAllowed(
            "You are in charge of an open plan of this rep, so its drawn calls are confirmed by qa.",
            "Nothing was changed.",
        )
    if not may_review(session, who, call):
        raise NotAllowed("Reviews are corrected and confirmed by a manager of the call's team, or by qa.")


def in_charge(session: Session, who: Who, call: Call) -> bool:
    """Whether they are in charge of an open plan that this drawn call may decide."""
    return call.selection == DRAWN and in_charge_of_open_plan(session, who.person, call.rep_id)


def in_charge_of(session: Session, who: Who) -> set[int]:
    """The reps whose open plan they are in charge of: drawn calls of theirs they do not confirm."""
    return set() if who.person is None else reps_in_charge_of(session, who.person)


def is_rep_of(who: Who, call: Call) -> bool:
    """Whether it is their own call."""
    return who.person is not None and call.rep_id == who.person
