"""`/api/v1/calibration`: rounds, own sheets, what an opened round shows, and what the meeting settles."""

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from scoring.agreement.round_records import RoundReport
from service.calibration import queries
from service.calibration.exports import ratings_csv
from service.calibration.frames import frame_of, round_data
from service.calibration.handing_in import hand_in, keep_draft
from service.calibration.meeting import close, settle
from service.calibration.pages import Number
from service.calibration.passes import ask_for_pass
from service.calibration.rounds import leave_round, locked_round, make_round, move_deadline, open_when_due
from service.calibration.views import (
    NewDeadline,
    NewDraft,
    NewRound,
    NewSettlement,
    NewSheet,
    OpenRound,
    RoundView,
    SheetView,
)
from service.db.base import now
from service.db.tables import Person
from service.errors import NotFound
from service.people.exporting import note_export
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1/calibration/rounds",
    tags=["calibration"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 404, 422, 503),
)
QA = needs("qa", scope="calibration:write")
RATERS = needs("qa", "manager", scope="calibration:write")


@router.post("", status_code=201, dependencies=[QA], responses=answers(400, 409, 413))
def make(web: Parts, session: Writing, who: Asking, new: NewRound) -> RoundView:
    """Make a round. Its calls are read by the judge meanwhile, three times each, for nobody to see."""
    at = now()
    row = make_round(session, who, new, at)
    ask_for_pass(session, web.engine, row, who.actor)
    session.flush()
    return queries.round_view(session, who, row, at)


@router.get("", dependencies=[RATERS])
def list_all(session: Reading, who: Asking) -> list[RoundView]:
    """All rounds for qa, else those in which you rate; newest first."""
    return queries.list_rounds(session, who, now())


@router.get("/{round_id}", dependencies=[RATERS])
def get_one(session: Reading, who: Asking, round_id: PublicId) -> RoundView:
    """A round. How far others are is not told to who still rates in it."""
    return queries.round_view(session, who, queries.visible_round(session, who, round_id), now())


@router.put("/{round_id}/deadline", dependencies=[QA], responses=answers(400, 409, 412, 413))
def set_deadline(
    session: Writing, who: Asking, round_id: PublicId, new: NewDeadline, match: IfMatch = None
) -> RoundView:
    """Move the deadline of a round that is still blind. If-Match: the round's `version` you looked at."""
    row, at = locked_round(session, round_id, version_in(match)), now()
    move_deadline(session, who, row, new.deadline, at)
    session.flush()
    return queries.round_view(session, who, row, at)


@router.delete("/{round_id}/raters/{person_id}", dependencies=[RATERS], responses=answers(409))
def leave(session: Writing, who: Asking, round_id: PublicId, person_id: PublicId) -> RoundView:
    """Wait no more for a rater: what they handed in counts. They themselves, or qa, may say so."""
    queries.visible_round(session, who, round_id)
    row, at = locked_round(session, round_id), now()
    person = session.scalars(select(Person).where(Person.public_id == person_id)).one_or_none()
    if person is None:
        raise NotFound(f"There is no person {person_id}.")
    leave_round(session, who, row, person, at)
    session.flush()
    return queries.round_view(session, who, row, at)


@router.get("/{round_id}/calls/{number}/sheet", dependencies=[RATERS], responses=answers(409))
def get_sheet(session: Reading, who: Asking, round_id: PublicId, number: Number) -> SheetView:
    """A call to score: what was said on it, without names, and the form. Nothing of anybody else."""
    row = queries.visible_round(session, who, round_id)
    return queries.sheet_view(session, who, row, number, now())


@router.put(
    "/{round_id}/calls/{number}/draft",
    status_code=204,
    dependencies=[RATERS],
    responses=answers(400, 409, 413),
)
def put_draft(session: Writing, who: Asking, round_id: PublicId, number: Number, new: NewDraft) -> None:
    """Keep what is filled in so far."""
    keep_draft(session, who, round_id, number, new.document, now())


@router.post(
    "/{round_id}/calls/{number}/sheet",
    status_code=201,
    dependencies=[RATERS],
    responses=answers(400, 409, 413),
)
def post_sheet(session: Writing, who: Asking, round_id: PublicId, number: Number, new: NewSheet) -> RoundView:
    """Hand in a sheet, once. Where it was the last one that was waited for, the round opens."""
    at = now()
    row = hand_in(session, who, round_id, number, new, at)
    session.flush()
    return queries.round_view(session, who, row, at)


@router.get("/{round_id}/side-by-side", dependencies=[RATERS], responses=answers(409))
def side_by_side(session: Reading, who: Asking, round_id: PublicId) -> OpenRound:
    """The opened round: every call with what everybody gave, the largest differences first."""
    return queries.open_round(session, who, queries.visible_round(session, who, round_id), now())


@router.get("/{round_id}/report", dependencies=[QA], responses=answers(409))
def report(session: Reading, who: Asking, round_id: PublicId, pooled: bool = False) -> RoundReport:
    """The statistics of an opened round; `pooled` with the other open ones of its series."""
    row = queries.visible_round(session, who, round_id)
    return queries.report_of(session, row, now(), pooled=pooled)


@router.get(
    "/{round_id}/ratings.csv",
    dependencies=[QA],
    response_class=Response,
    responses=answers(409) | {200: {"content": {"text/csv": {}}}},
)
def ratings(session: Reading, web: Parts, who: Asking, round_id: PublicId, items: bool = False) -> Response:
    """All ratings, one row each: `unit,rater,value`. Levels, or with `items` the yes and no of all items."""
    row = queries.visible_round(session, who, round_id)
    queries.opened(row, now())
    text = ratings_csv(frame_of(round_data(session, [row])), items=items)
    note_export(web.database, who, "ratings", row.public_id)
    headers = {"Content-Disposition": 'attachment; filename="ratings.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/{round_id}/calls/{number}/settlements",
    status_code=201,
    dependencies=[QA],
    responses=answers(400, 409, 413),
)
def post_settlement(
    session: Writing, who: Asking, round_id: PublicId, number: Number, new: NewSettlement
) -> OpenRound:
    """Write down what the meeting settled about a criterion of a call. A later one takes its place."""
    row, at = locked_round(session, round_id), now()
    settle(session, who, row, number, new, at)
    return queries.open_round(session, who, row, at)


@router.post("/{round_id}/close", dependencies=[QA], responses=answers(409))
def close_round(session: Writing, who: Asking, round_id: PublicId) -> RoundView:
    """End the meeting: the reference is fixed."""
    row, at = locked_round(session, round_id), now()
    open_when_due(session, row, at)
    close(session, who, row, at)
    session.flush()
    return queries.round_view(session, who, row, at)
