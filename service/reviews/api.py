"""`/api/v1`: a call's review: look at it, correct it, confirm it, release it; newer readings; comments."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from scoring.corrections.overriding import Change
from service.calls.details import Name
from service.calls.queries import Cursor
from service.people.rights import visible_call
from service.reviews import actions
from service.reviews.counting import Counting, counting
from service.reviews.editing import Edit, Editing, shown
from service.reviews.once import Key
from service.reviews.queue import to_confirm
from service.reviews.sheet import history, preview_change
from service.reviews.views import Happening, ReviewQueue, ReviewSheet
from service.reviews.wishes import Because, Confirming, NewComment, NewOverride, TakenBack
from service.web.answers import PublicId, answers, bearer
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
    sheet = shown(session, who, call, response)
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
def override(edit: Edit, new: NewOverride) -> ReviewSheet:
    """Put another answer in place of the reading's. A confirmed review is a draft again."""
    return edit.done(
        lambda: actions.override(*edit.call, new.said(), new.reason, edit.version), "override", new
    )


@router.post("/calls/{call_id}/review/overrides/take-back", dependencies=REVIEWERS, responses=WRITES)
def take_back(edit: Edit, back: TakenBack) -> ReviewSheet:
    """Let the reading's answer stand again."""
    return edit.done(
        lambda: actions.take_back(*edit.call, back.item, back.reason, edit.version), "take back", back
    )


@router.post("/calls/{call_id}/review/confirm", dependencies=REVIEWERS, responses=WRITES)
def confirm(edit: Edit, how: Confirming) -> ReviewSheet:
    """Confirm the draft as it stands: *confirmed* where all that costs points was played, else *seen*."""
    return edit.done(lambda: actions.confirm(*edit.call, how, edit.version), "confirm", how)


@router.post("/calls/{call_id}/review/release", dependencies=REVIEWERS, responses=WRITES)
def release(edit: Edit) -> ReviewSheet:
    """Show the confirmed review to its rep."""
    return edit.done(lambda: actions.release(*edit.call, edit.version), "release")


@router.post("/calls/{call_id}/review/unconfirm", dependencies=REVIEWERS, responses=WRITES)
def unconfirm(edit: Edit, because: Because) -> ReviewSheet:
    """Take the confirmation back: the review is a draft again. Corrections stay."""
    return edit.done(
        lambda: actions.unconfirm(*edit.call, because.reason, edit.version), "unconfirm", because
    )


@router.post("/calls/{call_id}/review/unrelease", dependencies=REVIEWERS, responses=WRITES)
def unrelease(edit: Edit, because: Because) -> ReviewSheet:
    """Take the review from its rep, who is told; it stays confirmed. Not what was drawn, nor in dispute."""
    return edit.done(
        lambda: actions.unrelease(*edit.call, because.reason, edit.version), "unrelease", because
    )


@router.post("/calls/{call_id}/review/acknowledge", dependencies=REPS, responses=WRITES)
def acknowledge(edit: Edit) -> ReviewSheet:
    """Say that you have read your released review. It is no agreement."""
    return edit.done(lambda: actions.acknowledge(*edit.call, edit.version), "acknowledge")


@router.post("/calls/{call_id}/review/revision/confirm", dependencies=REVIEWERS, responses=WRITES)
def confirm_revision(edit: Edit, how: Confirming) -> ReviewSheet:
    """Take the newer reading in place of what was released. Corrections move along where they still hold."""
    return edit.done(lambda: actions.confirm_revision(*edit.call, how, edit.version), "revision", how)


@router.post("/calls/{call_id}/review/revision/reject", dependencies=REVIEWERS, responses=WRITES)
def reject_revision(edit: Edit, because: Because) -> ReviewSheet:
    """Leave what was released as it is."""
    return edit.done(
        lambda: actions.reject_revision(*edit.call, because.reason, edit.version), "reject revision", because
    )


@router.post("/calls/{call_id}/comments", dependencies=COMMENTERS, responses=WRITES)
def comment(
    session: Writing, who: Asking, response: Response, call_id: PublicId, new: NewComment, key: Key = None
) -> ReviewSheet:
    """Write at a sentence of the call."""
    edit = Editing(session, who, response, call_id, key=key)
    return edit.done(lambda: actions.comment(*edit.call, new), "comment", new)
