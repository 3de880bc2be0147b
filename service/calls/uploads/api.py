"""`/api/v1/uploads`: recordings that arrive in pieces and go on after the line broke.

Announce a file, then send its bytes from the offset that is answered, in one piece or many. Whoever lost the
line asks for the offset, or announces the file again, and goes on from there: nothing is sent twice.
"""

import time
from pathlib import Path
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from scoring.errors import BadRecording
from service.calls import queries
from service.calls.details import NO_NUL, CallDetails
from service.calls.staging import no_room
from service.calls.uploading import details_by
from service.calls.uploads import pieces
from service.calls.uploads.arriving import add_piece, finish
from service.calls.uploads.words import LargerThanTaken, NotHearable
from service.calls.views import EXAMPLE_CALL, CallView
from service.operations.disk import free_bytes
from service.privacy.rule import refuse_without_rule
from service.web.answers import EXAMPLE_ID, PublicId, answers, bearer
from service.web.parts import Asking, Parts, Web, needs

router = APIRouter(
    prefix="/api/v1/uploads",
    tags=["uploads"],
    dependencies=[needs("manager", "qa", scope="calls:write"), Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)

LARGEST_PIECE = 16 << 20
"""Bytes one request may bring: what is lost where something between swallows a piece that broke off."""
LONG_BODIES = "/api/v1/uploads/"


class UploadWish(BaseModel):
    """A file that is going to be sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "tuesday.wav 1762179300000",
                    "size": 4_812_044,
                    "details": {"file": "tuesday.wav", "rep": "ana", "start": "2026-11-03T14:05:00+01:00"},
                }
            ]
        },
    )

    key: str = Field(
        min_length=1,
        max_length=600,
        pattern=NO_NUL,
        description="What the sender knows the file by, such as its name and date: the same key goes on.",
    )
    size: int = Field(ge=0, lt=2**50, description="How many bytes the file has.")
    details: CallDetails = Field(description="The data of the call, as for PUT /api/v1/recordings.")


class UploadView(BaseModel):
    """How far an upload is. `call` is there once every byte is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": EXAMPLE_ID, "offset": 4_812_044, "size": 4_812_044, "already_here": False,
                 "call": EXAMPLE_CALL}
            ]
        }
    )  # fmt: skip

    id: str
    offset: int = Field(description="Bytes that are here; go on from there.")
    size: int
    call: CallView | None = None
    already_here: bool = Field(False, description="The same sound was here before: `call` is that one.")


@router.post("", status_code=201, responses=answers(400, 409, 413, 507))
def announce_upload(web: Parts, who: Asking, response: Response, wish: UploadWish) -> UploadView:
    """Announce a file. Answered with the offset to send from; for a file that was begun before, not 0."""
    refuse_without_rule(web.settings)
    _refuse_size(web, wish)
    details = details_by(web.database, who, wish.details)
    pieces.forget_stale(_incoming(web), time.time())
    upload = pieces.announce(
        _incoming(web),
        pieces.Announced(who.actor, wish.key, wish.size, details.model_dump(mode="json")),
    )
    if free_bytes(web.settings) - (wish.size - upload.offset) < web.settings.keep_free:
        raise no_room(web.settings.keep_free)
    response.headers["Location"] = f"/api/v1/uploads/{upload.id}"
    return _view(web, upload)


@router.get("/{upload_id}", responses=answers(404))
def get_upload(web: Parts, who: Asking, upload_id: PublicId) -> UploadView:
    """How far an upload is."""
    return _view(web, pieces.find(_incoming(web), upload_id, who.actor))


@router.patch(
    "/{upload_id}",
    responses=answers(400, 404, 409, 413, 507),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def add_to_upload(
    request: Request,
    web: Parts,
    who: Asking,
    upload_id: PublicId,
    offset: Annotated[
        int, Header(alias="Upload-Offset", ge=0, lt=2**50, description="Where these bytes begin.")
    ],
) -> UploadView:
    """Send bytes, at most 16 MB at once. With the last one the recording is on the disk and in the queue."""
    upload = await to_thread.run_sync(pieces.find, _incoming(web), upload_id, who.actor)
    with pieces.held(upload):
        if upload.announced.call is None:
            await add_piece(request, web, upload, offset, LARGEST_PIECE)
            if upload.offset == upload.announced.size:
                upload = await to_thread.run_sync(finish, web, who, upload)
    return await to_thread.run_sync(_view, web, upload)


@router.delete("/{upload_id}", status_code=204, responses=answers(404, 409))
def drop_upload(web: Parts, who: Asking, upload_id: PublicId) -> None:
    """Throw away what there is of an upload. A call it became already stays."""
    upload = pieces.find(_incoming(web), upload_id, who.actor)
    with pieces.held(upload):
        pieces.forget(upload)


def _refuse_size(web: Web, wish: UploadWish) -> None:
    if wish.size == 0:
        raise NotHearable(BadRecording("empty", "The recording is empty.", ""), wish.details.file)
    if wish.size > web.settings.largest_upload:
        raise LargerThanTaken(web.settings.largest_upload)


def _incoming(web: Web) -> Path:
    return web.settings.home / "incoming"


def _view(web: Web, upload: pieces.Upload) -> UploadView:
    announced = upload.announced
    call = None
    if announced.call is not None:
        with web.database.read() as session:
            call = queries.call_shown(session, announced.call)
    return UploadView(
        id=upload.id,
        offset=upload.offset,
        size=announced.size,
        call=call,
        already_here=announced.already_here,
    )
