"""Pages of calibration: the rounds, making one, scoring blind, an opened round, clearance, people."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from scoring.calibration.sheet import LevelGiven
from scoring.complaint import complaint
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration import queries
from service.calibration.choosing import published_rubric
from service.calibration.clearance import UseName
from service.calibration.clearing import grant, judged, take_away
from service.calibration.drifting import newest
from service.calibration.handing_in import hand_in, keep_draft
from service.calibration.means import people_named
from service.calibration.meeting import close, settle
from service.calibration.open_page import open_page
from service.calibration.page_views import (
    clearance_page,
    last_day,
    list_page,
    new_round_page,
    people_page,
    waiting_page,
)
from service.calibration.passes import ask_for_pass
from service.calibration.people import calibrate, strictness
from service.calibration.rounds import locked_round, make_round
from service.calibration.sheet_form import LONGEST_FIELD, sheet_of, sheet_page
from service.calibration.views import NewRound, NewSettlement
from service.db.base import now
from service.db.tables import RubricVersion
from service.errors import ServiceError
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
QA = needs("qa")
RATERS = needs("qa", "manager")
READERS = needs("qa", "auditor", "hr", "admin")
Number = Annotated[int, Path(ge=1, le=10_000)]
Short = Annotated[str, Form(max_length=200)]


@router.get("/calibration", dependencies=[RATERS])
def rounds_page(
    request: Request,
    session: Reading,
    who: Asking,
    rubric: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """The rounds, or those on one version of a rubric."""
    return page(request, "calibration.html.j2", view=list_page(session, who, now(), rubric))


@router.get("/calibration/new", dependencies=[QA])
def new_page(request: Request, session: Reading) -> Response:
    return page(request, "calibration_new.html.j2", view=new_round_page(session, {}, ()))


@router.post("/calibration/new", dependencies=[QA])
def make_page(request: Request, web: Parts, who: Asking, typed: Fields) -> Response:
    """Makes the round, or shows the form again with what was typed and what is wrong with it."""
    try:
        new = _new_round(typed)
        with web.database.write() as session:
            row = make_round(session, who, new, now())
            ask_for_pass(session, web.engine, row, who.actor)
            made = row.public_id
    except ValidationError as error:
        problems = tuple(f"{'.'.join(map(str, one['loc']))}: {complaint(one)}" for one in error.errors())
    except (BadInput, ServiceError) as error:
        problems = (f"{error.message} {error.next_step}".strip(),)
    else:
        return RedirectResponse(f"/calibration/{made}?said=round_made", status_code=303)
    with web.database.read() as session:
        view = new_round_page(session, typed, problems)
    return page(request, "calibration_new.html.j2", 422, view=view)


def _new_round(typed: Mapping[str, str]) -> NewRound:
    return NewRound.model_validate(
        {
            "title": typed.get("title", ""),
            "rubric": typed.get("rubric") or None,
            "raters": tuple(key.removeprefix("rater.") for key in typed if key.startswith("rater.")),
            "deadline": typed.get("deadline", ""),
            "zone": typed.get("zone") or "UTC",
            "drawn": typed.get("drawn") or 0,
            "enriched": typed.get("enriched") or 0,
            "weekly": typed.get("weekly") or 0,
            "kind": typed.get("kind") or None,
            "chosen": tuple(typed.get("chosen", "").split()),
        }
    )


@router.get("/calibration/people", dependencies=[QA])
def strictness_page(request: Request, session: Reading, who: Asking) -> Response:
    return page(request, "calibration_people.html.j2", view=people_page(strictness(session, now()), who))


@router.post("/calibration/people/{person_id}", dependencies=[QA])
def calibrate_page(session: Writing, who: Asking, person_id: PublicId) -> Response:
    calibrate(session, who, people_named(session, person_id), now())
    return RedirectResponse("/calibration/people?said=person_calibrated", status_code=303)


@router.get("/calibration/{round_id}", dependencies=[RATERS])
def round_shown(request: Request, session: Reading, who: Asking, round_id: PublicId) -> Response:
    """Blind: what is left to do. Open: every call side by side, and for qa the statistics."""
    row, at = queries.visible_round(session, who, round_id), now()
    view = queries.round_view(session, who, row, at)
    if view.state == "rating":
        return page(request, "calibration_round.html.j2", view=waiting_page(session, who, row, view, at))
    return page(request, "calibration_open.html.j2", view=open_page(session, who, row, at))


@router.get("/calibration/{round_id}/calls/{number}", dependencies=[RATERS])
def score_page(
    request: Request, session: Reading, who: Asking, round_id: PublicId, number: Number
) -> Response:
    row = queries.visible_round(session, who, round_id)
    view = queries.sheet_view(session, who, row, number, now())
    shown = sheet_page(view, last_day(row.deadline, row.zone))
    return page(request, "calibration_sheet.html.j2", view=shown)


@router.post("/calibration/{round_id}/calls/{number}", dependencies=[RATERS])
def score_call(
    request: Request, web: Parts, who: Asking, round_id: PublicId, number: Number, typed: Fields
) -> Response:
    """Hands the sheet in, or keeps it as it is; what does not stand is said, with all in its place."""
    at = now()
    with web.database.write() as session:
        fields = {key: value[:LONGEST_FIELD] for key, value in typed.items() if key != "do" and value}
        keep_draft(session, who, round_id, number, fields, at)
    if typed.get("do") != "hand_in":
        return RedirectResponse(f"/calibration/{round_id}/calls/{number}?said=draft_kept", status_code=303)
    try:
        with web.database.write() as session:
            row = locked_round(session, round_id)
            form = Rubric.from_document(session.get_one(RubricVersion, row.rubric_id).document)
            hand_in(session, who, round_id, number, sheet_of(typed, form), at)
    except BadInput as error:
        with web.database.read() as session:
            row = queries.visible_round(session, who, round_id)
            view = queries.sheet_view(session, who, row, number, at)
            problems = (f"{error.message} {error.next_step}".strip(),)
            shown = sheet_page(view, last_day(row.deadline, row.zone), typed, problems)
            return page(request, "calibration_sheet.html.j2", 422, view=shown)
    return RedirectResponse(f"/calibration/{round_id}?said=sheet_in", status_code=303)


@router.post("/calibration/{round_id}/calls/{number}/settle", dependencies=[QA])
def settle_call(
    session: Writing,
    who: Asking,
    round_id: PublicId,
    number: Number,
    criterion: Annotated[str, Form(max_length=40)],
    level: Annotated[Literal["1", "2", "3", "4", "5", "not_applicable", "cannot_assess"], Form()],
    why: Short = "",
) -> Response:
    if level in ("not_applicable", "cannot_assess"):
        given = LevelGiven(state=level, why=why)
    else:
        given = LevelGiven(level=int(level))
    new = NewSettlement(criterion=criterion, level=given, why=why)
    settle(session, who, locked_round(session, round_id), number, new, now())
    return RedirectResponse(f"/calibration/{round_id}?said=settled#call-{number}", status_code=303)


@router.post("/calibration/{round_id}/close", dependencies=[QA])
def close_page(session: Writing, who: Asking, round_id: PublicId) -> Response:
    close(session, who, locked_round(session, round_id), now())
    return RedirectResponse(f"/calibration/{round_id}?said=round_closed", status_code=303)


@router.get("/clearance", dependencies=[READERS])
def clearances_page(
    request: Request, web: Parts, session: Reading, who: Asking, rubric: str | None = None
) -> Response:
    view = clearance_page(session, who, rubric, web.settings.rubric, now())
    return page(request, "clearance.html.j2", view=view)


@router.post("/clearance", dependencies=[QA])
def set_clearance(
    session: Writing,
    who: Asking,
    rubric: Short,
    criterion: Short,
    judge: Short,
    use: Annotated[UseName, Form()],
) -> Response:
    """Grants or takes away, as the button says; the gates answer with their reasons."""
    at, form = now(), published_rubric(session, rubric)[0]
    one = judged(session, judge, form, criterion)
    held = newest(session, one.fingerprint, one.mark.key)
    order: tuple[UseName, ...] = ("assist", "coaching", "pip")
    lower = held is not None and order.index(use) < order.index(held.use)
    (take_away if lower else grant)(session, who, one, use, at)
    return RedirectResponse(
        f"/clearance?rubric={form.slug}@{form.version}&said=clearance_set", status_code=303
    )
