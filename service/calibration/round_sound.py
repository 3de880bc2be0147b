"""The sound of a call in a round; its address says nothing about which call it is, nor whose."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.calibration import queries
from service.calibration.blindness import is_open
from service.calibration.handing_in import own_call
from service.calibration.rounds import rater_of
from service.calls.playback import clip_of, copies
from service.calls.queries import recording_of
from service.db.base import now
from service.db.tables import Call, Round, RoundCall
from service.edges.playable import FORMATS
from service.errors import NotFound
from service.people.listening import note_listening
from service.people.rights import may_listen
from service.people.who import Who
from service.web.answers import PublicId
from service.web.parts import Asking, Parts, Reading, needs
from service.web.ranges import bytes_response, sound_response

router = APIRouter(
    prefix="/calibration/{round_id}/calls/{number}",
    tags=["pages"],
    include_in_schema=False,
    dependencies=[needs("qa", "manager")],
)
Number = Annotated[int, Path(ge=1, le=10_000)]
Seconds = Annotated[float, Query(ge=0, le=86_400)]


def heard_in_round(session: Session, who: Who, row: Round, number: int, at: datetime) -> Call:
    """The call, for who rates it, and once the round is open for who may hear it anyway. Raises NotFound."""
    if rater_of(session, row, who.person) is not None:
        return session.get_one(Call, own_call(session, who, row, number).call_id)
    place = select(RoundCall.call_id).where(
        RoundCall.round_id == row.id, RoundCall.number == number, RoundCall.removed_at.is_(None)
    )
    key = session.scalar(place) if is_open(row, at) else None
    call = None if key is None else session.get(Call, key)
    if call is None or not may_listen(session, who, call):
        raise NotFound(f"You have no call {number} to hear in this round.")
    return call


@router.get("/sound")
def round_sound(
    request: Request, web: Parts, session: Reading, who: Asking, round_id: PublicId, number: Number
) -> Response:
    """The whole call."""
    row = queries.visible_round(session, who, round_id)
    call = heard_in_round(session, who, row, number, now())
    recording = recording_of(session, call)
    note_listening(web.database, who, call.public_id)
    blob = copies(recording.playable).get("opus", recording.blob)
    mime = "application/octet-stream" if blob == recording.blob else "audio/ogg"
    return sound_response(request, web.store, blob, mime, f"{row.public_id}-{number}")


@router.get("/clip")
def round_clip(
    request: Request,
    web: Parts,
    session: Reading,
    who: Asking,
    round_id: PublicId,
    number: Number,
    start: Seconds,
    end: Seconds,
    form: Literal["opus", "aac"] = "opus",
) -> Response:
    """A few seconds of it: what ▶ at a sentence loads."""
    row = queries.visible_round(session, who, round_id)
    call = heard_in_round(session, who, row, number, now())
    blob = copies(recording_of(session, call).playable).get(form)
    data = b"" if blob is None else clip_of(web.store, blob, FORMATS[form], start, end)
    if not data:
        raise NotFound("There is no clip of that part of the call.", "Play the whole call instead.")
    note_listening(web.database, who, call.public_id)
    return bytes_response(request, data, FORMATS[form].mime, f"{row.public_id}-{number}-{form}-{start}-{end}")
