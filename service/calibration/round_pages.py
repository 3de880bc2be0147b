"""A blind round's last day and who is waited for; a series of open rounds taken together."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from scoring.errors import BadInput
from service.calibration import queries
from service.calibration.means import people_named
from service.calibration.open_page import pooled_page
from service.calibration.page_views import waiting_page
from service.calibration.rounds import leave_round, locked_round, move_deadline
from service.db.base import now
from service.errors import NotAllowed, ServiceError
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(prefix="/calibration/{round_id}", tags=["pages"], include_in_schema=False)
QA = needs("qa")
RATERS = needs("qa", "manager")
Seen = Annotated[int, Form(ge=1)]


@router.get("/pooled", dependencies=[QA])
def pooled_shown(request: Request, session: Reading, who: Asking, round_id: PublicId) -> Response:
    """The figures of all open rounds of the series together."""
    row = queries.visible_round(session, who, round_id)
    return page(request, "calibration_pooled.html.j2", view=pooled_page(session, who, row, now()))


@router.post("/deadline", dependencies=[QA])
def move_last_day(
    request: Request,
    web: Parts,
    who: Asking,
    round_id: PublicId,
    version: Seen,
    deadline: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Moves the last day; what is wrong with it is said on the round's page, beside what was typed."""
    at = now()
    try:
        with web.database.write() as session:
            move_deadline(session, who, locked_round(session, round_id, version), _day(deadline), at)
    except (BadInput, ServiceError) as error:
        with web.database.read() as session:
            row = queries.visible_round(session, who, round_id)
            view = queries.round_view(session, who, row, at)
            if view.state != "rating":
                raise
            shown = waiting_page(session, who, row, view, at, typed=deadline, problem=error)
            status = error.status if isinstance(error, ServiceError) else 422
            return page(request, "calibration_round.html.j2", status, view=shown)
    return RedirectResponse(f"/calibration/{round_id}?said=deadline_moved", status_code=303)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise BadInput("That is no day.", "Write it as 2026-12-31. Nothing changed.") from error


@router.post("/raters/{person_id}/leave", dependencies=[RATERS])
def take_out(session: Writing, who: Asking, round_id: PublicId, person_id: PublicId) -> Response:
    """Waits no more for a rater: qa says so of anybody, a rater of themselves."""
    queries.visible_round(session, who, round_id)
    if who.actor != person_id and not who.has("qa"):
        raise NotAllowed("Only qa takes somebody else out of a round.")
    row = locked_round(session, round_id)
    leave_round(session, who, row, people_named(session, person_id), now())
    back = "/calibration" if who.actor == person_id else f"/calibration/{round_id}"
    return RedirectResponse(f"{back}?said=rater_left", status_code=303)
