"""The bytes of an upload as they arrive, and what is made of them when the last one is here."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from anyio import fail_after, to_thread
from sqlalchemy import select
from starlette.requests import ClientDisconnect, Request

from scoring.errors import BadRecording
from service.calls.details import CallDetails
from service.calls.ingest import take_in
from service.calls.staging import Staged, has_room, no_room
from service.calls.uploading import details_by, refuse_hidden
from service.calls.uploads.pieces import Upload, forget, note_call, opened, to_store
from service.calls.uploads.words import NotHearable
from service.db.tables import Call, Recording
from service.edges.inspecting import inspect
from service.errors import Conflict, TooLarge
from service.people.who import Who
from service.web.parts import Web

GATHERED = 1 << 18
"""Bytes that are gathered before they are written. What was gathered when the line broke is written too."""


SILENCE = 30.0
"""Seconds without a byte after which the line is taken for broken, also where nobody said so: whoever lost it
comes back on another one, and is not kept waiting for this."""


async def add_piece(request: Request, web: Web, upload: Upload, offset: int, most: int) -> None:
    """Adds the body of the request to the file; what came before the line broke stays.

    Raises Conflict for another place than its end, TooLarge for more than was announced, NoRoom.
    """
    with opened(upload, offset) as file:
        held, arrived = bytearray(), 0
        try:
            async for chunk in _chunks(request):
                arrived += len(chunk)
                if arrived > most or offset + arrived > upload.announced.size:
                    raise TooLarge("More arrived than was announced. What was here before is kept.")
                held += chunk
                if len(held) >= GATHERED:
                    await to_thread.run_sync(_write, file, bytes(held), web.settings.keep_free)
                    held.clear()
        except ClientDisconnect:
            await to_thread.run_sync(_write, file, bytes(held), web.settings.keep_free)
            raise
        await to_thread.run_sync(_write, file, bytes(held), web.settings.keep_free)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. Raises ClientDisconnect where it ends early, or nothing comes for a while."""
    coming = request.stream()
    while True:
        try:
            with fail_after(SILENCE):
                chunk = await anext(coming, None)
        except TimeoutError:
            raise ClientDisconnect from None
        if chunk is None:
            return
        yield chunk


def finish(web: Web, who: Who, upload: Upload) -> Upload:
    """Makes the call of an upload that is whole. Raises what `take_in` raises, and NotHearable."""
    details = details_by(web.database, who, CallDetails.model_validate(upload.announced.details))
    try:
        seconds = inspect(upload.file, details.format)
    except BadRecording as error:
        # Raw sound can still be named; then its bytes need not be sent again.
        if error.code != "no_header":
            forget(upload)
        raise NotHearable(error, details.file) from error
    staged = _staged(upload)
    taken = take_in(web.database, web.engine, web.store, staged, details, who.actor)
    staged.path.unlink(missing_ok=True)
    if taken.already_here:
        _forget_where_hidden(web, who, upload, taken.call)
    elif seconds is not None:
        _note_length(web, taken.call, seconds)
    return note_call(upload, taken.call.public_id, taken.already_here)


def _forget_where_hidden(web: Web, who: Who, upload: Upload, call: Call) -> None:
    """Raises Conflict where the sound is here as a call that is not theirs to see; nothing is kept then."""
    try:
        refuse_hidden(web.database, who, call)
    except Conflict:
        forget(upload)
        raise


def _note_length(web: Web, call: Call, seconds: float) -> None:
    """How long the file says it is, until it was heard: estimates rest on it."""
    with web.database.write() as session:
        for recording in session.scalars(select(Recording).where(Recording.call_id == call.id)):
            recording.details = recording.details or {"duration": seconds}


def _staged(upload: Upload) -> Staged:
    with upload.file.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Staged(to_store(upload), digest, upload.announced.size)


def _write(file: BinaryIO, piece: bytes, keep_free: int) -> None:
    if not has_room(Path(file.name).parent, len(piece), keep_free):
        raise no_room(keep_free)
    view = memoryview(piece)
    while view:
        view = view[file.write(view) :]
