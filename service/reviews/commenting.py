"""A comment at a sentence of a call."""

from sqlalchemy.orm import Session

from scoring.transcript import Transcript
from service.calls.queries import transcript_of
from service.db import audit
from service.db.tables import SentenceComment
from service.errors import Unprocessable
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews.wishes import NewComment


def comment(session: Session, who: Who, call_id: str, new: NewComment) -> SentenceComment:
    """Writes at a sentence. Whoever sees the review may; what a rep writes on their own call is for them too.

    Raises NotFound, and Unprocessable for a sentence that the call does not have.
    """
    call = visible_call(session, who, call_id)
    row = transcript_of(session, call)
    if Transcript.model_validate(row.document).find(new.sentence) is None:
        raise Unprocessable(f"The call has no sentence {new.sentence}.", "Click the one you mean.")
    own = call.rep_id is not None and call.rep_id == who.person
    found = SentenceComment(
        call_id=call.id,
        transcript_id=row.id,
        sentence=new.sentence,
        says=new.says,
        for_rep=new.for_rep or own,
        person_id=who.person,
        actor=who.actor,
    )
    session.add(found)
    session.flush()
    audit.record(session, who.actor, "review.comment", call.public_id, comment=found.public_id)
    return found
