"""The list of calls."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from scoring.record import Record
from scoring.states import CALLS, SELECTIONS
from scoring.trend_records import Selection
from service.calls import queries
from service.calls.details import monday
from service.calls.lines import CallLine, call_line
from service.calls.queue.queries import choices, names_by_id
from service.calls.views import CallState
from service.reviews.queries import answers_of
from service.web.navigation import home_of
from service.web.pages import page
from service.web.parts import Asking, Reading, needs

router = APIRouter(tags=["pages"], include_in_schema=False)


Option = tuple[str, str]


class CallsPage(Record):
    """The list as it is narrowed, with what it can be narrowed to: pairs of value and text."""

    title: str
    calls: tuple[CallLine, ...]
    chosen: dict[str, str]
    states: tuple[Option, ...]
    teams: tuple[Option, ...]
    reps: tuple[Option, ...]
    selections: tuple[Option, ...]
    next: str
    may_upload: bool


@router.get("/", dependencies=[needs()])
def home(who: Asking) -> Response:
    return RedirectResponse(home_of(who), status_code=303)


@router.get("/calls", dependencies=[needs("rep", "manager", "qa", scope="calls:read")])
def calls_page(
    request: Request,
    session: Reading,
    who: Asking,
    state: CallState | Literal[""] = "",
    team: Annotated[str, Query(max_length=200)] = "",
    rep: Annotated[str, Query(max_length=32, pattern="^[0-9a-z]*$")] = "",
    week: date | Literal[""] = "",
    selection: Selection | Literal[""] = "",
    cursor: queries.Cursor = None,
) -> HTMLResponse:
    """The calls they may see, newest first. `week` is any day of it; what is empty leaves the list open."""
    chosen = {"state": state, "team": team, "rep": rep, "week": str(week), "selection": selection}
    wanted = queries.CallFilter(
        state=state or None,
        team=team or None,
        rep=rep or None,
        week=monday(week) if week else None,
        selection=selection or None,
    )
    found = queries.page_of_calls_visible_to(who, session, wanted, cursor, limit=50)
    # A draft's score stays out of the list: some calls are scored by a person before they see its reading.
    answers = answers_of(session, [view.id for view in found.items if view.review not in (None, "draft")])
    names = names_by_id(session, {view.rep for view in found.items if view.rep})
    teams, reps = choices(session, who) if who.has("manager", "qa") else ([], [])
    further = {**chosen, "cursor": found.next}
    view = CallsPage(
        title=f"Calls: {CALLS[state].word}" if state else "Calls",
        calls=tuple(call_line(one, names.get(one.rep or "", ""), answers.get(one.id)) for one in found.items),
        chosen=chosen,
        states=tuple((key, shown.word) for key, shown in CALLS.items()),
        teams=tuple((name, name) for name in teams),
        reps=tuple(reps),
        selections=tuple((key, shown.word) for key, shown in SELECTIONS.items()),
        next=urlencode({name: value for name, value in further.items() if value}) if found.next else "",
        may_upload=who.has("manager", "qa"),
    )
    return page(request, "calls.html.j2", view=view)
