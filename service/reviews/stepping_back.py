"""Taking back a release or a confirmation: the review is one step before it again, and the reason is kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Call, Review, TakenBack
from service.errors import Conflict
from service.frame.selection import RANDOM
from service.notices.telling import tell
from service.people.who import Who
from service.plans.reopening import call_changed
from service.reviews.counted import count
from service.reviews.desk import Desk, desk_for, open_revision
from service.reviews.disputing import is_disputed, was_answered
from service.reviews.rights import refuse_review


def unconfirm(session: Session, who: Who, call_id: str, reason: str, version: int | None = None) -> Review:
    """Nobody stands for the review any more: it is a draft again, and the trend has the bare reading.

    Corrections stay. Raises NotAllowed, Stale, and Conflict where it is no confirmed one.
    """
    desk = desk_for(session, who, call_id, version)
    refuse_review(session, who, desk.call)
    review = desk.review
    if review.state != "confirmed":
        step = "Take the release back first." if review.state == "released" else "Nobody has confirmed it."
        raise Conflict(f"The review is {_word(review)}.", step, code="state")
    review.state, review.confirmed_as, review.updated_at = "draft", None, now()
    count(session, desk.call, desk.run, desk.read_scorecard())
    _keep(session, who, desk, "confirmation", reason)
    # A decision that counted it is looked at again: what nobody stands for decides nothing.
    call_changed(session, desk.call.id, "confirmation", who.actor)
    return review


def unrelease(session: Session, who: Who, call_id: str, reason: str, version: int | None = None) -> Review:
    """Takes the review from its rep, who may have read it and is told. It stays confirmed.

    Raises NotAllowed, Stale, and Conflict where `why_it_stays` says so.
    """
    desk = desk_for(session, who, call_id, version)
    refuse_review(session, who, desk.call)
    review = desk.review
    if review.state != "released":
        raise Conflict(f"The review is {_word(review)}: its rep does not see it.", code="state")
    stays = why_it_stays(session, desk)
    if stays:
        raise Conflict(stays, "Nothing was changed.", code="stays")
    review.state, review.updated_at = "confirmed", now()
    review.released_at = review.acknowledged_at = None
    _keep(session, who, desk, "release", reason)
    tell(session, desk.call.rep_id, "review_taken_back", desk.call.public_id)
    return review


def why_it_stays(session: Session, desk: Desk) -> str:
    """Why a released review is not taken from its rep; empty: it may be."""
    if is_disputed(session, desk.review):
        return "The rep has a question open about this review; answer it first."
    if was_answered(session, desk.call, desk.review):
        # They keep what they asked about, with the answer.
        return "The rep has asked about this review and was answered: they keep both."
    if open_revision(session, desk.review) is not None:
        return "A newer reading waits in place of this one; decide about that first."
    if desk.call.selection == RANDOM:
        # Else a manager could hide what is held against somebody.
        return (
            "This call was drawn, so its scores may count, and a rep keeps seeing all that may. Score it on "
            "an empty sheet: that waits as a newer reading, and the rep is told of the change."
        )
    return ""


def is_taken_back(session: Session, who: Who, call: Call) -> bool:
    """Whether it is their own call, and its review was released once and is not any more."""
    if who.person is None or call.rep_id != who.person:
        return False
    asked = select(TakenBack.id).join(Review, Review.id == TakenBack.review_id)
    theirs = asked.where(Review.call_id == call.id, Review.state != "released", TakenBack.what == "release")
    return session.scalar(theirs.limit(1)) is not None


def reasons_of(session: Session, call: Call) -> dict[str, str]:
    """Why something was taken back, by the public id that the audit log names."""
    asked = select(TakenBack.public_id, TakenBack.reason).join(Review, Review.id == TakenBack.review_id)
    rows = session.execute(asked.where(Review.call_id == call.id))
    return {row.public_id: row.reason for row in rows}


def _keep(session: Session, who: Who, desk: Desk, what: str, reason: str) -> None:
    row = TakenBack(
        review_id=desk.review.id,
        run_id=desk.run.id,
        what=what,
        reason=reason,
        person_id=who.person,
        actor=who.actor,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        who.actor,
        f"review.{what}_taken_back",
        desk.call.public_id,
        run=desk.run.public_id,
        taken_back=row.public_id,
    )


def _word(review: Review) -> str:
    return {"draft": "a draft", "confirmed": "confirmed, not released", "released": "released"}[review.state]
