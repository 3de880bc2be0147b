"""`/api/v1`: upload recordings, look at calls, transcripts, runs and scorecards, follow what happens."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from scoring.roles import Channel
from service.calls import queries, queueing
from service.calls.actions import locked_call, name_rep_channel
from service.calls.details import CallDetails, Name
from service.calls.idempotency import earlier_answer, fingerprint, remember
from service.calls.ingest import take_in
from service.calls.redactions import redacted
from service.calls.staging import no_room, receive, stage_folder
from service.calls.states import ENDED
from service.calls.views import (
    CallPage,
    CallState,
    CallView,
    RunView,
    TranscriptView,
    run_view,
    transcript_view,
)
from service.db import audit
from service.errors import Conflict, TooLarge
from service.operations.disk import free_bytes
from service.people.rights import may_listen
from service.people.token import signed_in
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Actor, Parts, Reading, Web, Writing
from service.web.ranges import sound_response

router = APIRouter(
    prefix="/api/v1",
    tags=["calls"],
    dependencies=[Depends(signed_in), Depends(bearer)],
    responses=answers(401, 422, 503),
)

LONG_BODIES = ("/api/v1/recordings",)
"""Paths whose bodies go to the disk as they come in; what they may have is in the settings."""

Printable = "^[ -~]+$"
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=Printable,
        description="The same key with the same request gets the same answer.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=queries.MOST)]


def existing_call(web: Parts, call_id: PublicId) -> str:
    """The id of a call that is there. A stream has to know before it begins: then it can't say 404."""
    with web.database.read() as session:
        return queries.call_row(session, call_id).public_id


Existing = Annotated[str, Depends(existing_call)]


@router.put(
    "/recordings",
    status_code=201,
    responses={
        200: {"model": CallView, "description": "The same sound is here already: this is its call."},
        **answers(400, 409, 413, 507),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload(
    request: Request,
    response: Response,
    web: Parts,
    actor: Actor,
    details: Annotated[CallDetails, Query()],
    key: Key = None,
) -> CallView:
    """Upload a recording as the raw body. When this answers, it is on the disk and in the queue."""
    _refuse_too_long(request, web)
    if free_bytes(web.settings) < web.settings.keep_free:
        raise no_room(web.settings.keep_free)
    with stage_folder(web.settings.home / "incoming") as folder:
        staged = await receive(
            request.stream(), folder, most=web.settings.largest_upload, keep_free=web.settings.keep_free
        )
        asked = fingerprint("upload", staged.sha256, details.model_dump_json())

        def take() -> tuple[CallView, bool]:
            if key is not None and (earlier := _answered(web, key, actor, asked)) is not None:
                return earlier
            taken = take_in(web.database, web.engine, web.store, staged, details, actor)
            view = _shown(web, taken.call.public_id)
            if key is not None:
                _remember(web, key, actor, asked, 200 if taken.already_here else 201, view)
            return view, taken.already_here

        view, already_here = await to_thread.run_sync(take)
    if already_here:
        response.status_code = 200
    response.headers["Location"] = f"/api/v1/calls/{view.id}"
    response.headers["ETag"] = etag(view)
    return view


@router.get("/calls")
def list_calls(
    session: Reading,
    state: CallState | None = None,
    team: Annotated[Name | None, Query(description="The team's name.", examples=["Inside sales"])] = None,
    rep: Annotated[
        str | None, Query(max_length=32, pattern="^[0-9a-z]+$", description="The rep's public id.")
    ] = None,
    cursor: queries.Cursor = None,
    limit: Limit = 25,
) -> CallPage:
    """Calls, newest first."""
    return queries.call_page(session, queries.CallFilter(state, team, rep), cursor, limit)


@router.get("/calls/{call_id}", responses=answers(404))
def get_call(session: Reading, response: Response, call_id: PublicId) -> CallView:
    """One call with its state; the ETag is its version."""
    view = queries.call_shown(session, call_id)
    response.headers["ETag"] = etag(view)
    return view


class CallChange(BaseModel):
    """What may be changed of a call."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"rep_channel": "right"}]})

    rep_channel: Channel = Field(
        description="The channel the rep is on, or the number of the rep's voice; rescores the call."
    )


@router.patch("/calls/{call_id}", responses=answers(400, 404, 409, 412, 413))
def change_call(
    session: Writing,
    web: Parts,
    actor: Actor,
    response: Response,
    call_id: PublicId,
    change: CallChange,
    match: IfMatch,
) -> CallView:
    """Say which channel, or which voice, the rep is. The call is not heard again, only scored again."""
    call = locked_call(session, call_id, version_in(match))
    name_rep_channel(session, web.engine, call, change.rep_channel, actor)
    return _changed(session, response, call_id)


@router.post("/calls/{call_id}/retry", responses=answers(404, 409, 412))
def retry_call(
    session: Writing, web: Parts, actor: Actor, response: Response, call_id: PublicId, match: IfMatch = None
) -> CallView:
    """Ask again for the review of a call that has no score, or a criterion the judge did not read.

    What was heard is kept, and what was read is not asked again.
    """
    call = locked_call(session, call_id, version_in(match))
    if not queueing.may_be_retried(session, call):
        raise Conflict(f"The call is {call.state}: there is nothing to retry.", code="not_ended")
    queueing.retry(session, web.engine, call)
    audit.record(session, actor, "call.retried", call.public_id)
    return _changed(session, response, call_id)


@router.post("/calls/{call_id}/cancel", responses=answers(404, 409))
def cancel_call(web: Parts, actor: Actor, response: Response, call_id: PublicId) -> CallView:
    """Call the review off. What was heard so far is kept; it can be asked for again."""
    with web.database.read() as session:
        state = queries.call_row(session, call_id).state
    if state in ENDED:
        raise Conflict(f"The call is {state}: there is nothing to cancel.", code="ended")
    queueing.cancel(web.database, web.engine, call_id)
    with web.database.write() as session:
        audit.record(session, actor, "call.cancelled", call_id)
        return _changed(session, response, call_id)


@router.get("/calls/{call_id}/transcript", responses=answers(404))
def get_transcript(
    session: Reading,
    actor: Actor,
    call_id: PublicId,
    number: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    masked: Annotated[
        bool, Query(description="Names, numbers and addresses masked, as judges see it.")
    ] = False,
) -> TranscriptView:
    """The newest transcript, or that version of it. Who may not listen to the call gets it masked."""
    call = queries.call_row(session, call_id)
    row = queries.transcript_of(session, call, number)
    whole = may_listen(actor) and not masked
    return transcript_view(call, row, None if whole else redacted(session, call, row).transcript)


@router.get("/calls/{call_id}/runs", responses=answers(404))
def list_runs(session: Reading, call_id: PublicId) -> list[RunView]:
    """Every run over the call, newest first. Runs are never changed; rescoring adds one."""
    call = queries.call_row(session, call_id)
    return [run_view(call, run) for run in queries.runs_of(session, call)]


@router.get("/runs/{run_id}", responses=answers(404))
def get_run(session: Reading, run_id: PublicId) -> RunView:
    """One run with everything that explains its score."""
    run, call = queries.run_with_call(session, run_id)
    return run_view(call, run)


@router.get("/calls/{call_id}/scorecard", responses=answers(404))
def get_scorecard(session: Reading, call_id: PublicId) -> dict[str, Any]:
    """The scorecard the call's review shows: `scorecard` of docs/review.schema.json."""
    call = queries.call_row(session, call_id)
    scorecard: dict[str, Any] = queries.pinned_run(session, call).document["scorecard"]
    return scorecard


@router.get(
    "/calls/{call_id}/recording",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The whole recording."},
        206: {"content": {"application/octet-stream": {}}, "description": "The part that was asked for."},
        416: {"description": "There is no such part."},
        **answers(404),
    },
)
def get_recording(request: Request, web: Parts, session: Reading, call_id: PublicId) -> Response:
    """The recording as it was uploaded, in parts where a Range is asked for."""
    call = queries.call_row(session, call_id)
    recording = queries.recording_of(session, call)
    return sound_response(request, web.store, recording.blob, "application/octet-stream", recording.sha256)


@router.get("/calls/{call_id}/events", response_class=EventSourceResponse, responses=answers(404))
async def follow_call(web: Parts, call_id: Existing) -> AsyncIterator[ServerSentEvent]:
    """What happens to the call, as server-sent events, until nothing more happens by itself."""
    async for seen in web.watcher.changes(call_id):
        yield ServerSentEvent(
            data={"id": seen.id, "state": seen.state, "progress": seen.progress, "version": seen.version},
            id=str(seen.version),
        )


def etag(view: CallView) -> str:
    return f'"{view.version}"'


def _refuse_too_long(request: Request, web: Web) -> None:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > web.settings.largest_upload:
        most = web.settings.largest_upload >> 20
        raise TooLarge(f"A recording may have {most} MB; this one has more. Nothing was kept.")


def _shown(web: Web, call_id: str) -> CallView:
    with web.database.read() as session:
        return queries.call_shown(session, call_id)


def _changed(session: Writing, response: Response, call_id: str) -> CallView:
    session.flush()
    view = queries.call_shown(session, call_id)
    response.headers["ETag"] = etag(view)
    return view


def _answered(web: Web, key: str, actor: str, asked: str) -> tuple[CallView, bool] | None:
    with web.database.read() as session:
        answer = earlier_answer(session, key, actor, asked)
    return None if answer is None else (CallView.model_validate_json(answer.body), answer.status == 200)


def _remember(web: Web, key: str, actor: str, asked: str, status: int, view: CallView) -> None:
    with web.database.write() as session:
        remember(session, key, actor, asked, status, view.model_dump_json().encode())
