"""Who may look at the trend of a rep."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.db.tables import Person, Plan
from service.errors import NotFound
from service.people.rights import visible_rep
from service.people.who import Who
from service.plans.rights import OPEN


def trend_shown_to(session: Session, who: Who, rep: str) -> Person:
    """The rep, for themselves, for who manages them today, for qa; for hr while a plan of theirs is open.

    Raises NotFound.
    """
    if who.has("hr") and not who.installation:
        found = session.scalars(select(Person).where(Person.public_id == rep)).one_or_none()
        if found is not None and found.id != who.person and _has_open_plan(session, found.id):
            return found
    return visible_rep(session, who, rep)


def looks_as_hr(session: Session, who: Who, rep: Person) -> bool:
    """Whether only an open plan shows them the trend: then its calls, notes and talks stay closed."""
    if not who.has("hr") or who.installation:
        return False
    try:
        visible_rep(session, who, rep.public_id)
    except NotFound:
        return True
    return False


def _has_open_plan(session: Session, rep: int) -> bool:
    # A draft is between a manager and HR still: it opens nothing.
    asked = exists().where(Plan.rep_id == rep, Plan.state.in_(OPEN[1:]))
    return session.scalar(select(asked)) or False
