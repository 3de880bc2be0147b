"""The pages of trends: a rep, and the reps of a team."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from service.db.tables import Person
from service.errors import NotAllowed
from service.trends.rep_page import rep_page
from service.trends.rights import trend_shown_to
from service.trends.team_page import team_page
from service.trends.views import TrendQuery
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Reading, needs

router = APIRouter(tags=["pages"], include_in_schema=False)


@router.get("/reps/{rep_id}", dependencies=[needs("rep", "manager", "qa", "hr", scope="trends:read")])
def show_rep(
    request: Request, session: Reading, who: Asking, rep_id: PublicId, query: Annotated[TrendQuery, Query()]
) -> Response:
    """How the rep's scores go, and what is worked on."""
    rep = trend_shown_to(session, who, rep_id)
    view = rep_page(session, who, rep, query, request.url.path)
    return page(request, "rep.html.j2", view=view)


@router.get("/me/trend", dependencies=[needs("rep", scope="trends:read")])
def show_own(
    request: Request, session: Reading, who: Asking, query: Annotated[TrendQuery, Query()]
) -> Response:
    """The same of whoever looks."""
    if who.person is None:
        raise NotAllowed("This is the page of a person; a token has none.", "Sign in as somebody.")
    rep = session.get_one(Person, who.person)
    return page(request, "rep.html.j2", view=rep_page(session, who, rep, query, "/me/trend"))


@router.get("/team", dependencies=[needs("manager", "qa", scope="trends:read")])
def show_team(
    request: Request,
    session: Reading,
    who: Asking,
    team: Annotated[str, Query(max_length=32, pattern="^[0-9a-z]*$")] = "",
    order: Literal["name", "attention"] = "name",
) -> Response:
    """The reps of a team they look after."""
    return page(request, "team.html.j2", view=team_page(session, who, team, order))
