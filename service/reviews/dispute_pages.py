"""Questions of reps: the board on which they are answered, and what a rep or hr does with one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from service.errors import ServiceError
from service.people.who import Who
from service.reviews import actions
from service.reviews.dispute_board import board
from service.reviews.filled_in import sentences_in, span_in
from service.reviews.pages import told, tried
from service.reviews.wishes import Settlement
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
Version = Annotated[int, Form(ge=1)]


@router.get("/disputes", dependencies=[needs("manager", "qa", "hr", scope="reviews:write")])
def show_board(request: Request, session: Reading, who: Asking) -> Response:
    return page(request, "disputes.html.j2", view=board(session, who))


@router.post("/disputes/{dispute_id}/settle", dependencies=[needs("manager", "qa", scope="reviews:write")])
def settle(
    request: Request, web: Parts, who: Asking, dispute_id: PublicId, version: Version, fields: Fields
) -> Response:
    """Answers a question, with a reason from the list and a sentence."""

    def act(session: Session) -> None:
        outcome = fields.get("outcome", "")
        settlement = Settlement.model_validate(
            {
                "outcome": outcome,
                "reason": fields.get("reason", ""),
                "says": fields.get("says", ""),
                "answer": (fields.get("answer") or None) if outcome == "partly" else None,
                "sentences": sentences_in(fields.get("sentences", "")),
                "searched": span_in(fields.get("first", ""), fields.get("last", "")),
            }
        )
        actions.settle_dispute(session, web.engine, who, dispute_id, settlement, version=version)

    wrong = tried(web, act)
    if wrong is not None:
        return _board_again(request, web, who, dispute_id, wrong, dict(fields))
    return RedirectResponse("/disputes?said=dispute_settled", status_code=303)


@router.post("/disputes/{dispute_id}/withdraw", dependencies=[needs("rep", scope="reviews:write")])
def withdraw(web: Parts, who: Asking, dispute_id: PublicId, version: Version) -> Response:
    """The rep takes a question back."""
    with web.database.write() as session:
        actions.withdraw_dispute(session, who, dispute_id, version=version)
    return RedirectResponse("/me?said=dispute_withdrawn", status_code=303)


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
    if wrong is not None:
        return _board_again(request, web, who, dispute_id, wrong, {})
    return RedirectResponse("/disputes?said=decider_named", status_code=303)


def _board_again(
    request: Request,
    web: Web,
    who: Who,
    dispute_id: str,
    wrong: ServiceError | BadInput,
    typed: dict[str, str],
) -> Response:
    status = wrong.status if isinstance(wrong, ServiceError) else 422
    with web.database.read() as session:
        view = board(session, who, dispute_id, told(wrong), typed)
        return page(request, "disputes.html.j2", int(status), view=view)
