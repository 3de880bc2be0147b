"""`/api/v1`: a call's review: look at it, correct it, confirm it, release it; newer readings; comments."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from scoring.corrections.overriding import Change
from service.calls.details import Name
from service.calls.queries import Cursor
from service.db.tables import Call
from service.errors import NotFound
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews import actions
from service.reviews.counting import Counting, counting
from service.reviews.once import Key, once
from service.reviews.queue import to_confirm
from service.reviews.sheet import history, preview_change, review_sheet
from service.reviews.views import Happening, ReviewQueue, ReviewSheet
from service.reviews.wishes import Because, Confirming, NewComment, NewOverride, TakenBack
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["reviews"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
LOOKERS = [needs("rep", "manager", "qa", "hr", scope="calls:read")]
# hr sees the counted calls of open plans, and no others.
REVIEWERS = [needs("manager", "qa", scope="reviews:write")]
QUEUERS = [needs("manager", "qa", scope="calls:read")]
COMMENTERS = [needs("rep", "manager", "qa", scope="reviews:write")]
REPS = [needs("rep", scope="reviews:write")]
WRITES = answers(400, 404, 409, 412, 413)
Limit = Annotated[int, Query(ge=1, le=100)]
CriterionKey = Annotated[
    str, Query(max_length=40, pattern="^[a-z0-9_]+$", description="A criterion's key, or `qa`.")
]
Rep = Annotated[str | None, Query(max_length=32, pattern="^[0-9a-z]+$", description="The rep's public id.")]


@router.get("/reviews/to-confirm", dependencies=QUEUERS)
def list_to_confirm(
    session: Reading,
    who: Asking,
    team: Annotated[Name | None, Query(description="The team's name.")] = None,
    rep: Rep = None,
    every: Annotated[bool, Query(description="Also what may stay an unconfirmed reading.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ReviewQueue:
    """Reviews that wait for you, oldest call first: drawn calls, one of a rep and week, newer readings."""
    return to_confirm(session, who, cursor, limit, team, rep, every)


@router.get("/calls/{call_id}/review", dependencies=LOOKERS, responses=answers(404))
def get_review(
    session: Reading, web: Parts, who: Asking, response: Response, call_id: PublicId
) -> ReviewSheet:
    """The review with its corrections; the ETag is its version. That you have seen it is kept."""
    call = visible_call(session, who, call_id)
    sheet = _shown(session, who, call, response)
    actions.see_reading(web.database, who, call)
    return sheet


@router.get("/calls/{call_id}/review/history", dependencies=LOOKERS, responses=answers(404))
def get_history(session: Reading, who: Asking, call_id: PublicId) -> list[Happening]:
    """What was done with the review, newest first."""
    return list(history(session, who, visible_call(session, who, call_id)))


@router.get("/calls/{call_id}/review/counting", dependencies=QUEUERS, responses=answers(404))
def get_counting(
    session: Reading, who: Asking, call_id: PublicId, criterion: CriterionKey = "qa"
) -> Counting:
    """Whether the call may count in a plan, and everything that is missing where it may not."""
    return counting(session, visible_call(session, who, call_id), criterion)


@router.post("/calls/{call_id}/review/preview", dependencies=REVIEWERS, responses=WRITES)
def preview(session: Reading, who: Asking, call_id: PublicId, new: NewOverride) -> Change:
    """What another answer would do: old and new, and what level and QA score become. Nothing is changed."""
    return preview_change(session, who, visible_call(session, who, call_id), new.said())


@router.post("/calls/{call_id}/review/overrides", dependencies=REVIEWERS, responses=WRITES)
def override(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    new: NewOverride,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Put another answer in place of the reading's. A confirmed review is a draft again."""

    def do() -> object:
        return actions.override(session, who, call_id, new.said(), new.reason, version_in(match))

    return _done(session, who, response, call_id, key, ("override", call_id, match, new), do)


@router.post("/calls/{call_id}/review/overrides/take-back", dependencies=REVIEWERS, responses=WRITES)
def take_back(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    back: TakenBack,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Let the reading's answer stand again."""

    def do() -> object:
        return actions.take_back(session, who, call_id, back.item, back.reason, version_in(match))

    return _done(session, who, response, call_id, key, ("take back", call_id, match, back), do)


@router.post("/calls/{call_id}/review/confirm", dependencies=REVIEWERS, responses=WRITES)
def confirm(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    how: Confirming,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Confirm the draft as it stands: *confirmed* where all that costs points was played, else *seen*."""

    def do() -> object:
        return actions.confirm(session, who, call_id, how, version_in(match))

    return _done(session, who, response, call_id, key, ("confirm", call_id, match, how), do)


@router.post("/calls/{call_id}/review/release", dependencies=REVIEWERS, responses=WRITES)
def release(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Show the confirmed review to its rep."""

    def do() -> object:
        return actions.release(session, who, call_id, version_in(match))

    return _done(session, who, response, call_id, key, ("release", call_id, match), do)


@router.post("/calls/{call_id}/review/unconfirm", dependencies=REVIEWERS, responses=WRITES)
def unconfirm(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    because: Because,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Take the confirmation back: the review is a draft again. Corrections stay."""

    def do() -> object:
        return actions.unconfirm(session, who, call_id, because.reason, version_in(match))

    return _done(session, who, response, call_id, key, ("unconfirm", call_id, match, because), do)


@router.post("/calls/{call_id}/review/unrelease", dependencies=REVIEWERS, responses=WRITES)
def unrelease(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    because: Because,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Take the review from its rep, who is told; it stays confirmed. Not what was drawn, nor in dispute."""

    def do() -> object:
        return actions.unrelease(session, who, call_id, because.reason, version_in(match))

    return _done(session, who, response, call_id, key, ("unrelease", call_id, match, because), do)


@router.post("/calls/{call_id}/review/acknowledge", dependencies=REPS, responses=WRITES)
def acknowledge(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Say that you have read your released review. It is no agreement."""

    def do() -> object:
        return actions.acknowledge(session, who, call_id, version_in(match))

    return _done(session, who, response, call_id, key, ("acknowledge", call_id, match), do)


@router.post("/calls/{call_id}/review/revision/confirm", dependencies=REVIEWERS, responses=WRITES)
def confirm_revision(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    how: Confirming,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Take the newer reading in place of what was released. Corrections move along where they still hold."""

    def do() -> object:
        return actions.confirm_revision(session, who, call_id, how, version_in(match))

    return _done(session, who, response, call_id, key, ("revision", call_id, match, how), do)


@router.post("/calls/{call_id}/review/revision/reject", dependencies=REVIEWERS, responses=WRITES)
def reject_revision(
    session: Writing,
    who: Asking,
    response: Response,
    call_id: PublicId,
    because: Because,
    match: IfMatch = None,
    key: Key = None,
) -> ReviewSheet:
    """Leave what was released as it is."""

    def do() -> object:
        return actions.reject_revision(session, who, call_id, because.reason, version_in(match))

    return _done(session, who, response, call_id, key, ("reject revision", call_id, match, because), do)


@router.post("/calls/{call_id}/comments", dependencies=COMMENTERS, responses=WRITES)
def comment(
    session: Writing, who: Asking, response: Response, call_id: PublicId, new: NewComment, key: Key = None
) -> ReviewSheet:
    """Write at a sentence of the call."""

    def do() -> object:
        return actions.comment(session, who, call_id, new)

    return _done(session, who, response, call_id, key, ("comment", call_id, new), do)


def _done(
    session: Session,
    who: Who,
    response: Response,
    call_id: str,
    key: str | None,
    asked: tuple[object, ...],
    do: Callable[[], object],
) -> ReviewSheet:
    """Does it once and answers with the review as it is then; its version is the ETag."""

    def done() -> ReviewSheet:
        do()
        session.flush()
        call = visible_call(session, who, call_id)
        actions.note_reading_seen(session, who, call)
        return _shown(session, who, call, response)

    parts = tuple(one.model_dump_json() if isinstance(one, BaseModel) else one for one in asked)
    sheet = once(session, who, key, parts, ReviewSheet, done)
    response.headers["ETag"] = f'"{sheet.version}"'
    return sheet


def _shown(session: Session, who: Who, call: Call, response: Response) -> ReviewSheet:
    sheet = review_sheet(session, who, call)
    if sheet is None:
        raise NotFound(f"The call {call.public_id} has no review: it is {call.state}.")
    response.headers["ETag"] = f'"{sheet.version}"'
    return sheet
