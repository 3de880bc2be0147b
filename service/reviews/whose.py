"""Saying whose call it is, where nobody did: from then on it counts for them and can be released to them."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from scoring.visible import visible
from service.calls.actions import locked_call
from service.calls.states import ENDED
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Confirmation, Membership, Person, Review, Run
from service.errors import Conflict, Unprocessable
from service.people.rights import refuse_about_oneself, reps_visible_to, visible_call
from service.people.who import Who
from service.reviews.counted import count
from service.reviews.desk import desk_of
from service.reviews.sharing import share_by_rule


def may_be_of(session: Session, who: Who, call: Call) -> Sequence[Person]:
    """The reps they may see whose call it may be, by name; nobody says that a call is their own."""
    asked = _reps(who).where(Person.id != (call.rep_id or -1), Person.id != (who.person or -1))
    return session.scalars(asked.order_by(func.lower(Person.name), Person.id)).all()


def whose_of(session: Session, who: Who, call: Call) -> tuple[tuple[str, str], ...]:
    """The same to choose from, by public id; nobody where it is somebody's, or is still in work."""
    if call.rep_id is not None or call.state not in ENDED:
        return ()
    return tuple((one.public_id, visible(one.name)) for one in may_be_of(session, who, call))


def name_rep(session: Session, who: Who, call_id: str, rep: str, version: int | None = None) -> Call:
    """The call is that rep's from now on; the team stays.

    Raises NotFound, Stale, NotAllowed for themselves, Conflict where it is somebody's already or is in work,
    and Unprocessable for nobody they may see.
    """
    visible_call(session, who, call_id)
    call = locked_call(session, call_id, version)
    if call.rep_id is not None:
        raise Conflict(
            "The call is somebody's already.",
            "If it is not theirs, they say so: “This wasn't me”.",
            code="named",
        )
    if call.state not in ENDED:
        raise Conflict(f"The call is {call.state}.", "Wait until its review has ended.", code="running")
    found = session.scalars(_reps(who).where(Person.public_id == rep)).one_or_none()
    if found is None:
        raise Unprocessable("There is no such rep in your teams.", "Name a rep whom you see.")
    refuse_about_oneself(who, found.id, "A call of yours")
    call.rep_id = found.id
    session.flush()
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one_or_none()
    if review is not None:
        unless_their_own(session, review, found.id)
        desk = desk_of(session, call, review, session.get_one(Run, review.run_id))
        # What nobody stands for is in the trend as it was read.
        stands = desk.read_scorecard() if review.state == "draft" else desk.scorecard()
        count(session, call, desk.run, stands)
        share_by_rule(session, call)
    audit.record(session, who.actor, "call.rep_named", call.public_id, rep=found.public_id)
    return call


def unless_their_own(session: Session, review: Review, rep_id: int) -> None:
    """A draft again where the rep of the call is who stood for it: nobody confirms about themselves."""
    stood = exists().where(
        Confirmation.review_id == review.id,
        Confirmation.run_id == review.run_id,
        Confirmation.person_id == rep_id,
    )
    if session.scalar(select(stood)):
        review.state, review.confirmed_as, review.updated_at = "draft", None, now()
        session.flush()


def _reps(who: Who) -> Select[Person]:
    reps = select(Membership.person_id).where(Membership.role == "rep")
    return select(Person).where(Person.id.in_(reps), reps_visible_to(who))
