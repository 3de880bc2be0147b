"""Feedback by rule: where a team chose so, a rep reads what stands at sentences unconfirmed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Call, Review
from service.notices.telling import tell
from service.reviews.team_rules import rules_of

SYSTEM = "system"


def share_by_rule(session: Session, call: Call) -> None:
    """Opens the feedback of the call's draft to its rep, without scores, where the team's rule says so."""
    if rules_of(session, call.team_id).release != "feedback" or call.rep_id is None:
        return
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
    if review.shared_at is None:
        review.shared_at = now()
        audit.record(session, SYSTEM, "review.shared", call.public_id)
        tell(session, call.rep_id, "feedback_shared", call.public_id)
