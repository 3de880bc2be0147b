"""Who may correct, confirm and settle. Nobody does it about themselves."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.db.tables import Call, Plan
from service.errors import NotAllowed
from service.people.rights import calls_visible_to, refuse_about_oneself
from service.people.who import Who
from service.plans.rights import OPEN, in_charge_of_open_plan

DRAWN = "random"


def may_review(session: Session, who: Who, call: Call) -> bool:
    """Whether they may correct and confirm the call: a manager of its team then, or qa; never its rep.

    The manager in charge of an open plan never does it for the drawn calls of that plan's rep.
    """
    if who.installation:
        return True
    if is_rep_of(who, call) or not who.has("manager", "qa") or in_charge(session, who, call):
        return False
    return session.scalar(select(exists().where(Call.id == call.id, calls_visible_to(who)))) or False


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


def in_charge_of(session: Session, who: Who) -> list[int]:
    """The reps whose open plan they are in charge of: drawn calls of theirs they do not confirm."""
    if who.person is None:
        return []
    planned = session.scalars(select(Plan.rep_id).where(Plan.state.in_(OPEN)).distinct())
    return [rep for rep in planned.all() if in_charge_of_open_plan(session, who.person, rep)]


def is_rep_of(who: Who, call: Call) -> bool:
    """Whether it is their own call."""
    return who.person is not None and call.rep_id == who.person
