"""A rep scores their own call before anything of its review is shown to them."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.rubric import Rubric
from service.db import audit
from service.db.tables import Call, Review, RubricVersion, Run, SelfScore
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.people.rights import heard_call
from service.people.who import Who
from service.reviews.confirming import has_seen
from service.reviews.rights import is_rep_of
from service.reviews.wishes import NewSelfScore

ALREADY = "You have scored this call yourself already."


def self_score(session: Session, who: Who, call_id: str, new: NewSelfScore) -> SelfScore:
    """Keeps the rep's own levels. They enter no trend, no plan and no document, and block no note.

    Raises NotFound and NotAllowed for calls of others, Conflict once anything of the review was shown or it
    was done before, and Unprocessable for a criterion that is not of the form.
    """
    call = heard_call(session, who, call_id)
    if not is_rep_of(who, call) or who.person is None:
        raise NotAllowed("Only the rep of a call scores it as their own.")
    rubric_id, rubric = form_for(session, call)
    strangers = sorted(set(new.levels) - {criterion.key for criterion in rubric.criteria})
    if strangers:
        raise Unprocessable(f"The form of this call has no criterion {strangers[0]}.", "Nothing was kept.")
    if has_seen(session, who, call):
        raise Conflict(
            "You have seen the review of this call, so it is no score of your own any more.",
            "Score one whose review you have not opened.",
            code="seen",
        )
    if own_score(session, who, call) is not None:
        raise Conflict(ALREADY, "Nothing was changed.", code="state")
    row = SelfScore(
        call_id=call.id,
        person_id=who.person,
        rubric_id=rubric_id,
        levels=new.levels,
        remark=new.remark or None,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(ALREADY, "Nothing was changed.", code="state") from error
    audit.record(session, who.actor, "review.self_scored", call.public_id)
    return row


def form_for(session: Session, call: Call) -> tuple[int, Rubric]:
    """The form the call was scored on. Raises NotFound before it was."""
    asked = (
        select(RubricVersion)
        .join(Run, Run.rubric_id == RubricVersion.id)
        .join(Review, Review.run_id == Run.id)
        .where(Review.call_id == call.id)
    )
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(f"The call {call.public_id} has no form yet: it is {call.state}.")
    return found.id, Rubric.from_document(found.document)


def own_score(session: Session, who: Who, call: Call) -> SelfScore | None:
    """Their own score of the call."""
    asked = select(SelfScore).where(SelfScore.call_id == call.id, SelfScore.person_id == who.person)
    return session.scalars(asked).one_or_none()
