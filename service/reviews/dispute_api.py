"""`/api/v1`: a rep's questions about their reviews, and the answers."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from service.db.tables import Dispute
from service.people.who import Who
from service.reviews import actions
from service.reviews.disputes import (
    OverdueDispute,
    dispute_shown,
    disputes_waiting,
    overdue_dispute,
    overdue_disputes,
    own_disputes,
)
from service.reviews.disputing import visible_dispute
from service.reviews.once import Key, once
from service.reviews.views import DisputeView
from service.reviews.wishes import Decider, NewDispute, Settlement
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["disputes"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
REPS = [needs("rep", scope="reviews:write")]
OWN = [needs("rep", scope="calls:read")]
SETTLERS = [needs("manager", "qa", scope="reviews:write")]
WAITING = [needs("manager", "qa", scope="calls:read")]
EVERYBODY = [needs("rep", "manager", "qa", scope="calls:read")]
HR = [needs("hr", scope="reviews:write")]
WRITES = answers(400, 404, 409, 412, 413)


@router.post("/calls/{call_id}/disputes", status_code=201, dependencies=REPS, responses=WRITES)
def open_dispute(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    new: NewDispute,
    match: IfMatch = None,
    key: Key = None,
) -> DisputeView:
    """Question your released review: an item with the answer you propose, or who speaks on the call.

    It is answered within five working days by somebody other than who confirmed the review.
    """

    def do() -> Dispute:
        return actions.open_dispute(session, who, call_id, new, version_in(match))

    asked = ("dispute", call_id, match, new.model_dump_json())
    view = _done(session, who, response, key, asked, do)
    response.headers["Location"] = f"/api/v1/disputes/{view.id}"
    return view


@router.get("/disputes", dependencies=WAITING)
def list_waiting(session: Reading, who: Asking) -> list[DisputeView]:
    """Open questions that are yours to answer, the one due first on top."""
    return list(disputes_waiting(session, who))


@router.get("/disputes/overdue", dependencies=HR)
def list_overdue(session: Reading) -> list[OverdueDispute]:
    """Questions that nobody answered in time, without what they are about: name who decides."""
    return list(overdue_disputes(session))


@router.get("/my/disputes", dependencies=OWN)
def list_own(session: Reading, who: Asking) -> list[DisputeView]:
    """What you asked yourself, newest first."""
    return list(own_disputes(session, who))


@router.get("/disputes/{dispute_id}", dependencies=EVERYBODY, responses=answers(404))
def get_dispute(session: Reading, who: Asking, response: Response, dispute_id: PublicId) -> DisputeView:
    """One question with its answer; the ETag is its version."""
    return _shown(session, who, response, visible_dispute(session, who, dispute_id))


@router.post("/disputes/{dispute_id}/withdraw", dependencies=REPS, responses=WRITES)
def withdraw(
    session: Writing,
    who: Asking,
    response: Response,
    dispute_id: PublicId,
    match: IfMatch = None,
    key: Key = None,
) -> DisputeView:
    """Take your question back."""

    def do() -> Dispute:
        return actions.withdraw_dispute(session, who, dispute_id, version_in(match))

    return _done(session, who, response, key, ("withdraw", dispute_id, match), do)


@router.post("/disputes/{dispute_id}/settle", dependencies=SETTLERS, responses=WRITES)
def settle(
    session: Writing,
    web: Parts,
    who: Asking,
    response: Response,
    dispute_id: PublicId,
    outcome: Settlement,
    match: IfMatch = None,
    key: Key = None,
) -> DisputeView:
    """Answer a question. What is accepted applies at once: to the review, the trend, the note and plans."""

    def do() -> Dispute:
        return actions.settle_dispute(session, web.engine, who, dispute_id, outcome, version_in(match))

    asked = ("settle", dispute_id, match, outcome.model_dump_json())
    return _done(session, who, response, key, asked, do)


@router.post("/disputes/{dispute_id}/decider", dependencies=HR, responses=WRITES)
def name_decider(
    session: Writing,
    who: Asking,
    dispute_id: PublicId,
    decider: Decider,
    match: IfMatch = None,
    key: Key = None,
) -> OverdueDispute:
    """Name who decides a question that nobody answered in time."""

    def do() -> OverdueDispute:
        row = actions.name_decider(session, who, dispute_id, decider.person, version_in(match))
        session.flush()
        return overdue_dispute(session, row)

    return once(session, who, key, ("decider", dispute_id, match, decider.person), OverdueDispute, do)


def _done(
    session: Session,
    who: Who,
    response: Response,
    key: str | None,
    asked: tuple[object, ...],
    do: Callable[[], Dispute],
) -> DisputeView:
    def done() -> DisputeView:
        row = do()
        session.flush()
        return dispute_shown(session, who, row)

    view = once(session, who, key, asked, DisputeView, done)
    response.headers["ETag"] = f'"{view.version}"'
    return view


def _shown(session: Session, who: Who, response: Response, row: Dispute) -> DisputeView:
    response.headers["ETag"] = f'"{row.version}"'
    return dispute_shown(session, who, row)
