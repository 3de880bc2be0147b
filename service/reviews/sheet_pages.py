"""Scoring a call oneself: an empty sheet for managers and qa, six anchors for the rep of the call."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.orm import Session

from scoring.corrections.sheets import open_items
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.db.tables import PersonSheet, RubricVersion
from service.errors import NotAllowed, NotFound, ServiceError, Stale
from service.people.rights import heard_call, visible_call
from service.people.who import Who
from service.reviews import actions
from service.reviews.confirming import has_seen
from service.reviews.filled_in import levels_in, seconds_in, sheet_in
from service.reviews.own_sheet import comparison, draft_of, form_of, mine, said_in, stands_already
from service.reviews.rep import self_score_of
from service.reviews.rights import is_rep_of, refuse_review
from service.reviews.self_scoring import form_for, own_score
from service.reviews.sheet import review_sheet
from service.reviews.sheet_page import Filled, compared_levels, compared_sheets, self_score_page, sheet_page
from service.reviews.wishes import NewSelfScore, SheetAnswers
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs
from service.web.tried import status_of, told, tried

router = APIRouter(tags=["pages"], include_in_schema=False)
SCORERS = needs("manager", "qa", scope="reviews:write")
REPS = needs("rep", scope="reviews:write")


@router.get("/calls/{call_id}/sheet", dependencies=[SCORERS])
def show_sheet(request: Request, session: Reading, who: Asking, call_id: PublicId) -> Response:
    call = visible_call(session, who, call_id)
    refuse_review(session, who, call)
    row = draft_of(session, who, call)
    _, rubric = form_for(session, call)
    filled = Filled() if row is None else _kept(row)
    return _sheet(request, session, who, call_id, rubric if row is None else form_of(session, row), filled)


@router.post("/calls/{call_id}/sheet", dependencies=[SCORERS])
def fill_in_sheet(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    fields: Fields,
    version: Annotated[int, Form(ge=0)] = 0,
    outcome: Annotated[Literal["autosave", "save", "hand_in"], Form()] = "save",
) -> Response:
    """Keeps the sheet, or hands it in. What is open is said at its place, and everything is kept."""
    with web.database.read() as session:
        rubric = _form(session, who, call_id)
    try:
        filled = SheetAnswers(answers=tuple(sheet_in(rubric, fields)), seconds=seconds_in(fields))
    except BadInput as error:
        return _sheet_again(request, web, who, call_id, rubric, Filled(wrong=told(error)))
    kept: list[int] = []

    def keep(session: Session) -> None:
        rubric_id, _ = form_for(session, visible_call(session, who, call_id))
        form = session.get_one(RubricVersion, rubric_id)
        kept.append(actions.save_sheet(session, who, call_id, filled, form, version).version)

    wrong = tried(web, keep)
    if outcome == "autosave":
        text = told(wrong) if wrong else str(kept[-1])
        return PlainTextResponse(text, status_code=409 if wrong else 200)
    if wrong is None and outcome == "hand_in":
        wrong = tried(web, lambda session: actions.hand_in(session, who, call_id))
        if wrong is None:
            return _handed_in(web, who, call_id)
    if wrong is not None:
        said = {one.item: one for one in filled.answers}
        at = kept[-1] if kept else version
        shown = Filled(said, {}, at, filled.seconds, told(wrong), isinstance(wrong, Stale))
        return _sheet_again(request, web, who, call_id, rubric, shown)
    return RedirectResponse(f"/calls/{call_id}/sheet?said=saved", status_code=303)


@router.get("/calls/{call_id}/compared", dependencies=[SCORERS])
def compared(request: Request, session: Reading, who: Asking, call_id: PublicId) -> Response:
    """The own sheet beside the AI reading."""
    return _compared(request, session, who, call_id)


@router.post("/calls/{call_id}/sheet/stand-by", dependencies=[SCORERS])
def stand_by(
    request: Request, web: Parts, who: Asking, call_id: PublicId, version: Annotated[int, Form(ge=1)]
) -> Response:
    """Lets the own sheet be the call's score, in place of the AI reading."""
    wrong = tried(web, lambda session: actions.stand_by_sheet(session, who, call_id, version))
    if wrong is None:
        return RedirectResponse(f"/calls/{call_id}?said=sheet_stands", status_code=303)
    with web.database.read() as session:
        return _compared(request, session, who, call_id, wrong)


@router.get("/calls/{call_id}/self-score", dependencies=[REPS])
def show_self_score(request: Request, session: Reading, who: Asking, call_id: PublicId) -> Response:
    """Six anchors; once they are sent, both columns."""
    call = heard_call(session, who, call_id)
    if not is_rep_of(who, call):
        raise NotAllowed("Only the rep of a call scores it as their own.")
    mine = self_score_of(session, who, call)
    if mine is not None:
        return page(request, "review_compared.html.j2", view=compared_levels(mine), wrong="")
    if has_seen(session, who, call):
        return RedirectResponse(f"/calls/{call_id}?said=seen_already", status_code=303)
    _, rubric = form_for(session, call)
    shown = self_score_page(session, call, rubric, {})
    return page(request, "review_self_score.html.j2", view=shown)


@router.post("/calls/{call_id}/self-score", dependencies=[REPS])
def send_self_score(request: Request, web: Parts, who: Asking, call_id: PublicId, fields: Fields) -> Response:
    with web.database.read() as session:
        _, rubric = form_for(session, heard_call(session, who, call_id))
    levels = levels_in(tuple(part.key for part in rubric.criteria), fields)
    missing = [part.title for part in rubric.criteria if part.key not in levels]
    if missing:
        wrong = f"Nothing was sent yet: {', '.join(missing)} has no level. Choose one, or “no occasion”."
        return _self_score_again(request, web, who, call_id, rubric, levels, fields, wrong)

    def act(session: Session) -> None:
        new = NewSelfScore.model_validate({"levels": levels, "remark": fields.get("remark", "")})
        actions.self_score(session, who, call_id, new)

    error = tried(web, act)
    if error is not None:
        return _self_score_again(request, web, who, call_id, rubric, levels, fields, told(error))
    return RedirectResponse(f"/calls/{call_id}/self-score?said=self_scored", status_code=303)


def _compared(
    request: Request,
    session: Session,
    who: Who,
    call_id: str,
    wrong: ServiceError | BadInput | None = None,
) -> Response:
    call = visible_call(session, who, call_id)
    _, rubric = form_for(session, call)
    sheet = review_sheet(session, who, call)
    may_stand = not stands_already(session, who, call) and sheet is not None and "score" in sheet.may
    version = sheet.version if sheet else 0
    view = compared_sheets(call_id, rubric, comparison(session, who, call), version, may_stand)
    said = told(wrong) if wrong else ""
    status = status_of(wrong) if wrong else 200
    return page(request, "review_compared.html.j2", status, view=view, wrong=said)


def _form(session: Session, who: Who, call_id: str) -> Rubric:
    call = visible_call(session, who, call_id)
    refuse_review(session, who, call)
    row = draft_of(session, who, call)
    return form_for(session, call)[1] if row is None else form_of(session, row)


def _kept(row: PersonSheet) -> Filled:
    return Filled({one.item: one for one in said_in(row)}, {}, row.version, row.seconds)


def _sheet(
    request: Request,
    session: Session,
    who: Who,
    call_id: str,
    rubric: Rubric,
    filled: Filled,
    status: int = 200,
) -> Response:
    call = visible_call(session, who, call_id)
    sheet = review_sheet(session, who, call)
    blind = sheet is not None and sheet.blind_first
    shown = sheet_page(session, call, rubric, filled, blind)
    return page(request, "review_sheet.html.j2", status, view=shown)


def _sheet_again(
    request: Request, web: Web, who: Who, call_id: str, rubric: Rubric, filled: Filled
) -> Response:
    """The sheet as it was filled in, with why it could not be taken and what is open at its place."""
    with web.database.read() as session:
        call = visible_call(session, who, call_id)
        row = draft_of(session, who, call)
        found = open_items(rubric, said_in(row), mine(session, call, row)) if row is not None else ()
        shown = replace(filled, open={one.item: one.why for one in found})
        return _sheet(request, session, who, call_id, rubric, shown, 422)


def _handed_in(web: Web, who: Who, call_id: str) -> Response:
    with web.database.read() as session:
        call = visible_call(session, who, call_id)
        try:
            comparison(session, who, call)
        except NotFound:
            return RedirectResponse(f"/calls/{call_id}?said=sheet_in", status_code=303)
    return RedirectResponse(f"/calls/{call_id}/compared?said=sheet_in", status_code=303)


def _self_score_again(
    request: Request,
    web: Web,
    who: Who,
    call_id: str,
    rubric: Rubric,
    levels: Mapping[str, int | None],
    fields: Mapping[str, str],
    wrong: str,
) -> Response:
    with web.database.read() as session:
        call = heard_call(session, who, call_id)
        if own_score(session, who, call) is not None:
            return RedirectResponse(f"/calls/{call_id}/self-score", status_code=303)
        shown = self_score_page(session, call, rubric, levels, fields.get("remark", ""), wrong)
        return page(request, "review_self_score.html.j2", 422, view=shown)
