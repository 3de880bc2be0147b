"""Releasing a confirmed review to its rep, and the rep's word that they have read it."""

from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Review
from service.errors import Conflict, NotAllowed
from service.notices.telling import tell
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews.desk import desk_for, locked_desk
from service.reviews.rights import is_rep_of, refuse_review


def release(session: Session, who: Who, call_id: str, version: int | None = None) -> Review:
    """Shows the review to its rep. Raises Conflict unless it is confirmed, or without a rep."""
    desk = desk_for(session, who, call_id, version)
    refuse_review(session, who, desk.call)
    review = desk.review
    if review.state != "confirmed":
        step = "Confirm it first." if review.state == "draft" else "Its rep has it."
        raise Conflict(f"The review is {_word(review.state)}.", step, code="state")
    if desk.call.rep_id is None:
        raise Conflict("The call names no rep, so there is nobody to release it to.", "Say whose call it is.")
    review.state, review.released_at = "released", now()
    session.flush()
    audit.record(session, who.actor, "review.released", desk.call.public_id, confirmed_as=review.confirmed_as)
    tell(session, desk.call.rep_id, "review_released", desk.call.public_id)
    return review


def acknowledge(session: Session, who: Who, call_id: str, version: int | None = None) -> Review:
    """Notes that the rep has read their released review; that is no agreement."""
    call = visible_call(session, who, call_id)
    desk = locked_desk(session, call, version)
    if not is_rep_of(who, call):
        raise NotAllowed("Only the rep of the call says that they have read its review.")
    if desk.review.state != "released":
        raise Conflict("The review is not released.", code="state")
    if desk.review.acknowledged_at is None:
        desk.review.acknowledged_at = now()
        session.flush()
        audit.record(session, who.actor, "review.acknowledged", call.public_id)
    return desk.review


def _word(state: str) -> str:
    return "not confirmed yet" if state == "draft" else f"{state} already"
