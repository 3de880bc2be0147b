"""Questions of reps: the board on which they are answered, and what a rep or hr does with one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from service.calls.queries import call_row
from service.reviews import actions
from service.reviews.dispute_board import board
from service.reviews.dispute_page import dispute_page, meanwhile, shown_by
from service.reviews.disputes import dispute_shown
from service.reviews.disputing import visible_dispute
from service.reviews.me_pages import home_page
from service.reviews.rights import may_review
from service.reviews.wishes import Settlement
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, needs
from service.web.tried import is_late, status_of, told, tried

router = APIRouter(tags=["pages"], include_in_schema=False)
SETTLERS = needs("manager", "qa", scope="reviews:write")
Version = Annotated[int, Form(ge=1)]


@router.get("/disputes", dependencies=[needs("manager", "qa", "hr", scope="reviews:write")])
def show_board(request: Request, session: Reading, who: Asking) -> Response:
    return page(request, "disputes.html.j2", view=board(session, who))


@router.get("/disputes/{dispute_id}", dependencies=[SETTLERS])
def show_one(request: Request, session: Reading, who: Asking, dispute_id: PublicId) -> Response:
    """The question beside its call. One that is answered, or is for somebody else, leads to the call."""
    one = dispute_shown(session, who, visible_dispute(session, who, dispute_id))
    if "settle" not in one.may:
        return RedirectResponse(f"/calls/{one.call}#{f'item-{one.item}' if one.item else 'talk'}", 303)
    return page(request, "dispute.html.j2", view=dispute_page(session, who, one))


@router.post("/disputes/{dispute_id}/settle", dependencies=[SETTLERS])
def settle(
    request: Request,
    web: Parts,
    who: Asking,
    dispute_id: PublicId,
    version: Version,
    fields: Fields,
    sentence: Annotated[list[str], Form()] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """Answers a question, with a reason from the list and a sentence."""

    def act(session: Session) -> None:
        outcome = fields.get("outcome", "")
        sentences, searched = shown_by(tuple(sentence), fields)
        settlement = Settlement.model_validate(
            {
                "outcome": outcome,
                "reason": fields.get("reason", ""),
                "says": fields.get("says", ""),
                "answer": (fields.get("answer") or None) if outcome == "partly" else None,
                "sentences": sentences,
                "searched": searched,
                "rep": fields.get("rep") or None,
                "channel": fields.get("channel") or None,
            }
        )
        actions.settle_dispute(session, web.engine, who, dispute_id, settlement, version=version)

    wrong = tried(web, act)
    if wrong is None:
        return RedirectResponse("/disputes?said=dispute_settled", status_code=303)
    with web.database.read() as session:
        one = dispute_shown(session, who, visible_dispute(session, who, dispute_id))
        if "settle" not in one.may and not may_review(session, who, call_row(session, one.call)):
            raise wrong
        why = f"Your answer was not kept: {meanwhile(one)}" if is_late(wrong) else told(wrong)
        view = dispute_page(session, who, one, tuple(sentence), dict(fields), why)
        return page(request, "dispute.html.j2", status_of(wrong), view=view)


@router.post("/disputes/{dispute_id}/withdraw", dependencies=[needs("rep", scope="reviews:write")])
def withdraw(request: Request, web: Parts, who: Asking, dispute_id: PublicId, version: Version) -> Response:
    """The rep takes a question back; what became of it meanwhile is said where they clicked."""
    wrong = tried(web, lambda session: actions.withdraw_dispute(session, who, dispute_id, version=version))
    if wrong is None:
        return RedirectResponse("/me?said=dispute_withdrawn", status_code=303)
    with web.database.read() as session:
        one = dispute_shown(session, who, visible_dispute(session, who, dispute_id))
        why = f"Nothing was taken back: {meanwhile(one)}" if is_late(wrong) else told(wrong)
        return home_page(request, web, session, who, why, status_of(wrong))


@router.post("/disputes/{dispute_id}/decider", dependencies=[needs("hr", scope="reviews:write")])
def name_decider(
    request: Request,
    web: Parts,
    who: Asking,
    dispute_id: PublicId,
    version: Version,
    person: Annotated[str, Form(max_length=32, pattern="^[0-9a-z]+$")],
) -> Response:
    """hr names who decides what nobody has answered in time."""
    wrong = tried(
        web, lambda session: actions.name_decider(session, who, dispute_id, person, version=version)
    )
    if wrong is None:
        return RedirectResponse("/disputes?said=decider_named", status_code=303)
    with web.database.read() as session:
        return page(request, "disputes.html.j2", status_of(wrong), view=board(session, who, told(wrong)))
