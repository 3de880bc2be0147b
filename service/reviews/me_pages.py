"""A rep's home."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from service.errors import NotAllowed
from service.people.rights import heard_call
from service.people.who import Who
from service.privacy.how_judged import how_judged, read_at, team_of
from service.reviews import actions
from service.reviews.me import rep_home
from service.reviews.stepping_back import is_taken_back
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
REPS = needs("rep", scope="calls:read")


@router.get("/me", dependencies=[REPS])
def show_home(request: Request, web: Parts, session: Reading, who: Asking) -> Response:
    return home_page(request, web, session, who)


def home_page(
    request: Request, web: Web, session: Session, who: Who, wrong: str = "", status: int = 200
) -> Response:
    """The home of whoever asks; `wrong`: what became of a form on it that could not be taken."""
    if who.person is None:
        raise NotAllowed("This is the home of a person; a token has none.", "Sign in as somebody.")
    text = how_judged(session, web.settings, team_of(session, who.person))
    unread = read_at(session, who.person, text) is None
    return page(
        request, "me.html.j2", status, view=rep_home(session, who), judging_unread=unread, wrong=wrong
    )


@router.post("/calls/{call_id}/read", dependencies=[needs("rep", scope="reviews:write")])
def acknowledge(session: Writing, who: Asking, call_id: PublicId) -> Response:
    """The rep says that they have read their released review; not where it was taken back meanwhile."""
    if is_taken_back(session, who, heard_call(session, who, call_id)):
        return RedirectResponse(f"/calls/{call_id}?said=no_review_now", status_code=303)
    actions.acknowledge(session, who, call_id)
    return RedirectResponse(f"/calls/{call_id}?said=acknowledged", status_code=303)
