"""Pages of anchors (checks, one asked for, a new set frozen from open rounds), of gaps, of history."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints
from sqlalchemy import select

from scoring.errors import BadInput
from service.calibration.anchors import anchor_set, freeze_anchors
from service.calibration.choosing import published_rubric
from service.calibration.clearance_history import clearance_history
from service.calibration.drift_views import anchors_page
from service.calibration.gap_views import gaps_page, one_off_page
from service.calibration.history_views import history_page
from service.calibration.one_off import gaps_by_file, text_of
from service.calibration.passes import ask_for_check
from service.db.base import now
from service.db.tables import Round
from service.errors import ServiceError
from service.web.answers import PublicId
from service.web.forms import InMemory
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(prefix="/clearance", tags=["pages"], include_in_schema=False)
QA = needs("qa", scope="calibration:write")
READERS = needs("qa", "auditor", "hr", "admin", scope="calibration:write")
ONLY_HR = needs("hr", scope="calibration:write")
PublicName = Annotated[str, StringConstraints(max_length=32)]


@router.get("/anchors", dependencies=[READERS])
def drift_page(request: Request, session: Reading, who: Asking) -> Response:
    return page(request, "clearance_anchors.html.j2", view=anchors_page(session, who))


@router.post("/anchors", dependencies=[QA])
def freeze_page(
    request: Request,
    web: Parts,
    who: Asking,
    title: Annotated[str, Form(max_length=200)] = "",
    rounds: Annotated[list[PublicName] | None, Form(max_length=200)] = None,
) -> Response:
    """Freezes the calls of open rounds; what is wrong with the form is said, with what was typed."""
    try:
        with web.database.write() as session:
            if not title.strip():
                raise BadInput("Give the set a title.", "Nothing was made.")
            found = session.scalars(select(Round).where(Round.public_id.in_(rounds or []))).all()
            made = freeze_anchors(session, who, title, found, now())
            ask_for_check(session, web.engine, made, "first", who.actor)
    except (BadInput, ServiceError) as error:
        problems = (f"{error.message} {error.next_step}".strip(),)
    else:
        return RedirectResponse("/clearance/anchors?said=anchors_frozen", status_code=303)
    with web.database.read() as session:
        view = anchors_page(session, who, title, problems)
    return page(request, "clearance_anchors.html.j2", 422, view=view)


@router.post("/anchors/{set_id}/checks", dependencies=[QA])
def check_page(web: Parts, session: Writing, who: Asking, set_id: PublicId) -> Response:
    ask_for_check(session, web.engine, anchor_set(session, set_id), "asked", who.actor)
    return RedirectResponse("/clearance/anchors?said=check_asked", status_code=303)


@router.get("/gaps", dependencies=[QA])
def gaps_shown(
    request: Request,
    session: Reading,
    judge: Annotated[str, Query(min_length=1, max_length=64)],
    rubric: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    view = gaps_page(session, published_rubric(session, rubric)[0], judge, now())
    return page(request, "clearance_gaps.html.j2", view=view)


@router.get("/one-off", dependencies=[ONLY_HR])
def one_off_form(request: Request, session: Reading) -> Response:
    return page(request, "clearance_one_off.html.j2", view=one_off_page(session))


@router.post("/one-off", dependencies=[ONLY_HR])
def one_off_compared(
    request: Request,
    session: Writing,
    who: Asking,
    sent: InMemory,
) -> Response:
    """The gaps by the groups of the file. The answer is the page itself: no later page could show it."""
    judge, rubric = sent.fields.get("judge", "")[:64], sent.fields.get("rubric", "")[:120]
    try:
        row = published_rubric(session, rubric)[0]
        if not sent.file:
            raise BadInput("Choose a file with calls and groups.", "Nothing was kept.")
        found = gaps_by_file(session, who, row, judge, text_of(sent.file), now())
    except BadInput as error:
        problem = f"{error.message} {error.next_step}".strip()
        return page(
            request, "clearance_one_off.html.j2", 422, view=one_off_page(session, judge, rubric, problem)
        )
    answer = page(
        request, "clearance_one_off.html.j2", view=one_off_page(session, judge, rubric, found=found)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/history", dependencies=[READERS])
def history_shown(
    request: Request,
    session: Reading,
    who: Asking,
    judge: Annotated[str | None, Query(max_length=64)] = None,
    criterion: Annotated[str | None, Query(max_length=40)] = None,
    rubric: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """Every change of what judges may be used for; of one judge or criterion where the address names it."""
    row = published_rubric(session, rubric)[0]
    changes = clearance_history(session, row, criterion, judge)
    view = history_page(who, row, changes, narrowed=bool(judge and criterion))
    return page(request, "clearance_history.html.j2", view=view)
