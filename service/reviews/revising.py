"""Taking a newer reading in place of what was released, or leaving things as they are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.sheets import PERSON
from service.db import audit
from service.db.base import now
from service.db.tables import Confirmation, Review, Revision, Run
from service.errors import Conflict
from service.people.who import Who
from service.reviews.carried import show_corrected, take_along
from service.reviews.changed import tell_of_change
from service.reviews.confirming import stand_for
from service.reviews.counted import count
from service.reviews.desk import Desk, desk_for, desk_of, open_revision
from service.reviews.disputing import is_disputed
from service.reviews.rights import refuse_review
from service.reviews.wishes import Confirming


def confirm_revision(
    session: Session, who: Who, call_id: str, how: Confirming, version: int | None = None
) -> Confirmation:
    """Puts the newer reading in place of the released one, everywhere in one step.

    Corrections move along where the cited words still stand. Raises Conflict where nothing waits, and while
    a dispute is open: it is about what was released.
    """
    desk, waiting = _waiting(session, who, call_id, version)
    if is_disputed(session, desk.review):
        raise Conflict(
            "A dispute about this review is open.",
            "Settle it first, then confirm the newer reading.",
            code="disputed",
        )
    before, run = desk.run, session.get_one(Run, waiting.run_id)
    take_along(session, desk.call, desk.review, before, run)
    newer = desk_of(session, desk.call, desk.review, run)
    row = _scored_by_them(session, who, newer) or stand_for(session, who, newer, how)
    review = desk.review
    review.run_id, review.confirmed_as, review.withheld = run.id, row.state, False
    review.released_at, review.acknowledged_at, review.effective = now(), None, None
    show_corrected(session, desk.call, review, run)
    waiting.state, waiting.settled_at = "confirmed", now()
    count(session, desk.call, run, newer.scorecard())
    session.flush()
    audit.record(
        session,
        who.actor,
        "review.revision_confirmed",
        desk.call.public_id,
        before=before.public_id,
        run=run.public_id,
    )
    tell_of_change(session, newer, "revision", who.actor)
    return row


def reject_revision(
    session: Session, who: Who, call_id: str, reason: str, version: int | None = None
) -> Review:
    """Leaves what was released. Raises Conflict where nothing waits, or where that reading does not hold."""
    desk, waiting = _waiting(session, who, call_id, version)
    if desk.review.withheld:
        raise Conflict(
            "The speakers of what was released were swapped, so it cannot stay.", "Confirm the newer reading."
        )
    waiting.state, waiting.settled_at = "rejected", now()
    desk.review.updated_at = now()
    session.flush()
    run = session.get_one(Run, waiting.run_id)
    audit.record(session, who.actor, "review.revision_rejected", desk.call.public_id, run=run.public_id)
    return desk.review


def _waiting(session: Session, who: Who, call_id: str, version: int | None) -> tuple[Desk, Revision]:
    desk = desk_for(session, who, call_id, version)
    refuse_review(session, who, desk.call)
    waiting = open_revision(session, desk.review)
    if waiting is None:
        raise Conflict("No newer reading of this call waits.", "Nothing was changed.", code="state")
    return desk, waiting


def _scored_by_them(session: Session, who: Who, desk: Desk) -> Confirmation | None:
    """That they scored this very run on an empty sheet: then there is nothing to play again."""
    if desk.run.judge != PERSON or who.person is None:
        return None
    asked = select(Confirmation).where(
        Confirmation.run_id == desk.run.id,
        Confirmation.person_id == who.person,
        Confirmation.state == "scored",
    )
    return session.scalars(asked.limit(1)).one_or_none()
