"""The pages of draws: coverage of a week, drawing it, replacing a call, the list to print."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from scoring.errors import BadInput
from service.calls.details import monday
from service.db.base import now
from service.errors import Conflict
from service.frame.chosen import Chosen
from service.frame.coverage_page import coverage_page, drawn_list_page
from service.frame.drawing import draw_week
from service.frame.page_views import Typed
from service.frame.replacing import replace
from service.frame.sample_queries import draw_shown_to
from service.frame.sample_views import NewReplacement, Why
from service.frame.weeks import last_week, week_of, written
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
DRAWERS = [needs("qa", scope="samples:write")]
Day = Annotated[date | Literal[""], Query(description="Any day of the week.")]
Team = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Page = Annotated[int, Query(alias="page", ge=1, le=10_000)]


@router.get("/coverage", dependencies=[needs("manager", "qa", "auditor", scope="samples:read")])
def show_coverage(
    request: Request, session: Reading, who: Asking, week: Day = "", team: Team = "", number: Page = 1
) -> Response:
    """Frame, drawn, fetched, scored, replaced, missing; last week's, where no other is asked for."""
    view = coverage_page(session, who, Chosen(_week(week), team, number))
    return page(request, "coverage.html.j2", view=view)


@router.get("/coverage/list", dependencies=[needs("manager", "qa", scope="samples:read")])
def show_list(
    request: Request, session: Reading, who: Asking, week: Day = "", team: Team = "", number: Page = 1
) -> Response:
    """The recordings that are wanted, to print."""
    view = drawn_list_page(session, who, Chosen(_week(week), team, number))
    return page(request, "drawn_list.html.j2", view=view)


@router.post("/coverage/draw", dependencies=DRAWERS)
def draw_calls(
    request: Request, web: Parts, who: Asking, week: Annotated[str, Form(max_length=10)]
) -> Response:
    """Closes the frame of the week and draws; says of whom nothing could be drawn, and why."""
    number = week_of(week)
    report = draw_week(web.database, number, None, now(), who.actor)
    if not report.not_drawn:
        return RedirectResponse(f"/coverage?week={written(number)}&said=drawn", status_code=303)
    with web.database.read() as session:
        view = coverage_page(session, who, Chosen(number), report.not_drawn)
    return page(request, "coverage.html.j2", view=view)


@router.post("/coverage/{draw_id}/replace", dependencies=DRAWERS)
def replace_call(
    request: Request,
    session: Writing,
    who: Asking,
    draw_id: PublicId,
    place: Annotated[int, Form(ge=1, le=1_000_000)],
    why: Annotated[Why, Form()],
    note: Annotated[str, Form(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
    team: Team = "",
    number: Page = 1,
) -> Response:
    """Lets the next call of the draw stand in. A reason that does not fit comes back with what was typed."""
    chosen = Chosen(draw_shown_to(who, session, draw_id).week, team, number)
    try:
        stands_in = replace(session, draw_id, NewReplacement(place=place, why=why, note=note), who.actor)
    except (BadInput, Conflict) as error:
        typed = Typed(f"{draw_id}-{place}", f"{error.message} {error.next_step}".strip(), why, note)
        view = coverage_page(session, who, chosen, typed=typed)
        return page(request, "coverage.html.j2", 422, view=view)
    said = "replaced" if stands_in is not None else "replaced_none_left"
    return RedirectResponse(f"/coverage?{chosen.address()}&said={said}", status_code=303)


def _week(day: date | Literal[""]) -> int:
    return monday(day) if day else last_week(now())
