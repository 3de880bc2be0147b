"""A rep's home."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.errors import NotAllowed
from service.privacy.how_judged import how_judged, read_at, team_of
from service.reviews import actions
from service.reviews.me import rep_home
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
REPS = needs("rep", scope="calls:read")


@router.get("/me", dependencies=[REPS])
def show_home(request: Request, web: Parts, session: Reading, who: Asking) -> Response:
    if who.person is None:
        raise NotAllowed("This is the home of a person; a token has none.", "Sign in as somebody.")
    text = how_judged(session, web.settings, team_of(session, who.person))
    unread = read_at(session, who.person, text) is None
    return page(request, "me.html.j2", view=rep_home(session, who), judging_unread=unread)


@router.post("/calls/{call_id}/read", dependencies=[needs("rep", scope="reviews:write")])
def acknowledge(session: Writing, who: Asking, call_id: PublicId) -> Response:
    """The rep says that they have read their released review."""
    actions.acknowledge(session, who, call_id)
    return RedirectResponse(f"/calls/{call_id}?said=acknowledged", status_code=303)
