"""Who may send and see figures: HR those of everybody, a manager those of their reps, a rep their own."""

from sqlalchemy.orm import Session

from service.db.tables import Person
from service.metrics.actions import May
from service.people.rights import manages_rep_now, visible_rep
from service.people.who import Who


def may_send(who: Who) -> May:
    """For whom figures may be sent: nobody sends their own."""

    def may(session: Session, rep_id: int) -> bool:
        if rep_id == who.person:
            return False
        return who.installation or who.has("hr") or manages_rep_now(session, who, rep_id)

    return may


def rep_with_figures(session: Session, who: Who, public_id: str) -> Person:
    """The rep, where their figures may be seen. Raises NotFound."""
    return visible_rep(session, who, public_id, to=("hr",))
