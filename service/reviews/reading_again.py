"""A call with a reading that is read once more: what its page says meanwhile, and when nothing came of it."""

from sqlalchemy.orm import Session

from scoring.visible import visible
from service.calls.call_page_views import ReadAgain
from service.calls.queries import transcript_of
from service.calls.queueing import may_be_retried
from service.calls.states import ENDED, WAITS
from service.calls.views import CallView
from service.db.tables import Call, Review, Run

STANDS = "What you see is the reading before."
GOES_ON = f"This call is being read once more. {STANDS}"
WAITING = f"This call is read once more as soon as the judge can be asked again. {STANDS}"
CALLED_OFF = f"Reading this call once more was called off. {STANDS}"
UNREAD = "Not everything could be read. What was read is kept; the rest can be asked for again."


def reading_again(session: Session, call: Call, view: CallView, changes: bool) -> ReadAgain | None:
    """What is said about another reading, and what may be done; nothing where there is nothing to say.

    `changes`: whoever looks may ask for readings. To others nothing has changed where none came.
    """
    if view.state not in ENDED:
        events = f"/api/v1/calls/{view.id}/events"
        return ReadAgain(GOES_ON, events, may_retry=False, may_cancel=changes)
    if view.state == WAITS:
        return ReadAgain(WAITING, "", may_retry=changes, may_cancel=False)
    if not changes or not may_be_retried(session, call):
        return None
    if view.reason is None:
        return ReadAgain(UNREAD, "", may_retry=True, may_cancel=False)
    if view.reason.code == "cancelled":
        return ReadAgain(CALLED_OFF, "", may_retry=True, may_cancel=False)
    why = visible(view.reason.message)
    says = f"This call was to be read once more, and nothing came of it: {why} {STANDS}"
    return ReadAgain(says, "", may_retry=True, may_cancel=False)


def is_of_other_speakers(session: Session, call: Call, review: Review) -> bool:
    """Whether somebody said since its reading that another voice is the rep."""
    return transcript_of(session, call).id != session.get_one(Run, review.run_id).transcript_id
