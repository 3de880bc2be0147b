"""A call that stands beside a form, to be listened to and read: nothing of any reading comes near it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from scoring.playable import PlayableCopy
from scoring.states import SELECTIONS, State
from scoring.visible import visible
from service.calls.call_page import facts
from service.calls.call_page_views import Player
from service.calls.queries import call_shown
from service.db.tables import Call
from service.reports.page import review_page
from service.reports.views import ReviewPage
from service.reviews.queries import review_document
from service.reviews.reading_page import player, without_review


@dataclass(frozen=True)
class CallBeside:
    """Which call it is, its player and its sentences. `criteria`: those of its form, by key."""

    id: str
    facts: tuple[str, ...]
    selection: State
    review: ReviewPage
    player: Player
    criteria: tuple[tuple[str, str], ...]


def call_beside(session: Session, call: Call) -> CallBeside:
    """The call as it was heard. Raises NotFound before it has a review."""
    whole, outline = review_document(session, call, with_words=False)
    document, view = without_review(whole), call_shown(session, call.public_id)
    seconds = document.call.duration if document.call else 0
    copy = PlayableCopy(data=b"", mime="", duration=seconds, peaks=outline)
    parts = whole.scorecard.criteria if whole.scorecard else ()
    return CallBeside(
        id=view.id,
        facts=tuple(facts(view, document)),
        selection=SELECTIONS[view.selection],
        review=review_page(document, copy),
        player=player(view, outline),
        criteria=tuple((one.key, visible(one.title)) for one in parts),
    )
