"""`/api/v1`: upload recordings, look at calls, transcripts, runs and scorecards, follow what happens."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from scoring.roles import Channel
from service.calls import queries, queueing
from service.calls.actions import call_off, locked_call, name_rep_channel
from service.calls.details import CallDetails, Name
from service.calls.idempotency import earlier_answer, fingerprint, remember
from service.calls.ingest import take_in
from service.calls.redactions import redacted
from service.calls.staging import no_room, receive, stage_folder
from service.calls.uploading import details_by, refuse_hidden
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
from service.people.listening import note_listening
from service.people.rights import heard_call, visible_call
from service.privacy.rule import refuse_without_rule
from service.reviews.confirming import see_reading
from service.reviews.queries import shown_scorecard
from service.reviews.whose import name_rep
from service.web.access import may_go_on
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs
from service.web.ranges import sound_response

router = APIRouter(
    prefix="/api/v1",
    tags=["calls"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)

LISTERS = [needs("rep", "manager", "qa", scope="calls:read")]
LOOKERS = [needs("rep", "manager", "qa", "hr", scope="calls:read")]
"""hr: the calls that count in an open plan of theirs."""
REVIEWERS = [needs("manager", "qa", scope="calls:read")]
CHANGERS = [needs("manager", "qa", scope="calls:write")]
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


def existing_call(web: Parts, who: Asking, call_id: PublicId) -> str:
    """The id of a call they may see. A stream has to know before it begins: then it can't say 404."""
    with web.database.read() as session:
        return visible_call(session, who, call_id).public_id


Existing = Annotated[str, Depends(existing_call)]


@router.put(
    "/recordings",
    status_code=201,
    dependencies=CHANGERS,
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
    who: Asking,
    details: Annotated[CallDetails, Query()],
    key: Key = None,
) -> CallView:
    """Upload a recording as the raw body. When this answers, it is on the disk and in the queue."""
    refuse_without_rule(web.settings)
    _refuse_too_long(request, web)
    if free_bytes(web.settings) < web.settings.keep_free:
        raise no_room(web.settings.keep_free)
    with stage_folder(web.settings.home / "incoming") as folder:
        staged = await receive(
            request.stream(), folder, most=web.settings.largest_upload, keep_free=web.settings.keep_free
        )
        asked = fingerprint("upload", staged.sha256, details.model_dump_json())

        def take() -> tuple[CallView, bool]:
            if key is not None and (earlier := _answered(web, key, who.actor, asked)) is not None:
                return earlier
            placed = details_by(web.database, who, details)
            taken = take_in(web.database, web.engine, web.store, staged, placed, who.actor)
            if taken.already_here:
                refuse_hidden(web.database, who, taken.call)
            view = _shown(web, taken.call.public_id)
            if key is not None:
                _remember(web, key, who.actor, asked, 200 if taken.already_here else 201, view)
            return view, taken.already_here

        view, already_here = await to_thread.run_sync(take)
    if already_here:
        response.status_code = 200
    response.headers["Location"] = f"/api/v1/calls/{view.id}"
    response.headers["ETag"] = etag(view)
    return view


@router.get("/calls", dependencies=LISTERS)
def list_calls(
    session: Reading,
    who: Asking,
    state: CallState | None = None,
    team: Annotated[Name | None, Query(description="The team's name.", examples=["Inside sales"])] = None,
    rep: Annotated[
        str | None, Query(max_length=32, pattern="^[0-9a-z]+$", description="The rep's public id.")
    ] = None,
    cursor: queries.Cursor = None,
    limit: Limit = 25,
) -> CallPage:
    """The calls you may see, newest first: your own released ones, those of your teams, or all."""
    return queries.page_of_calls_visible_to(who, session, queries.CallFilter(state, team, rep), cursor, limit)


@router.get("/calls/{call_id}", dependencies=LOOKERS, responses=answers(404))
def get_call(session: Reading, who: Asking, response: Response, call_id: PublicId) -> CallView:
    """One call with its state; the ETag is its version."""
    view = queries.call_shown_to(who, session, call_id)
    response.headers["ETag"] = etag(view)
    return view


class CallChange(BaseModel):
    """What may be changed of a call."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"rep_channel": "right"}]})

    rep_channel: Channel | None = Field(
        None, description="The channel the rep is on, or the number of the rep's voice; rescores the call."
    )
    rep: Annotated[str, StringConstraints(max_length=32, pattern="^[0-9a-z]+$")] | None = Field(
        None, description="Whose call it is, by public id, where nobody said so yet."
    )

    @model_validator(mode="after")
    def _changes_something(self) -> "CallChange":
        if self.rep_channel is None and self.rep is None:
            raise ValueError("nothing is changed: give `rep_channel` or `rep`")
        return self


@router.patch("/calls/{call_id}", dependencies=CHANGERS, responses=answers(400, 404, 409, 412, 413))
def change_call(
    session: Writing,
    web: Parts,
    who: Asking,
    response: Response,
    call_id: PublicId,
    change: CallChange,
    match: IfMatch,
) -> CallView:
    """Say which channel or voice the rep is, and the call is scored again; or whose it is."""
    visible_call(session, who, call_id)
    call = locked_call(session, call_id, version_in(match))
    if change.rep is not None:
        name_rep(session, who, call_id, change.rep)
    if change.rep_channel is not None:
        name_rep_channel(session, web.engine, call, change.rep_channel, who.actor)
    return _changed(session, response, call_id)


@router.post("/calls/{call_id}/retry", dependencies=CHANGERS, responses=answers(404, 409, 412))
def retry_call(
    session: Writing, web: Parts, who: Asking, response: Response, call_id: PublicId, match: IfMatch = None
) -> CallView:
    """Ask again for the review of a call that has no score, or a criterion the judge did not read.

    What was heard is kept, and what was read is not asked again.
    """
    visible_call(session, who, call_id)
    call = locked_call(session, call_id, version_in(match))
    if not queueing.may_be_retried(session, call):
        raise Conflict(f"The call is {call.state}: there is nothing to retry.", code="not_ended")
    queueing.retry(session, web.engine, call)
    audit.record(session, who.actor, "call.retried", call.public_id)
    return _changed(session, response, call_id)


@router.post("/calls/{call_id}/cancel", dependencies=CHANGERS, responses=answers(404, 409))
def cancel_call(web: Parts, who: Asking, response: Response, call_id: PublicId) -> CallView:
    """Call the review off. What was heard so far is kept; it can be asked for again."""
    call_off(web.database, web.engine, who, call_id)
    view = _shown(web, call_id)
    response.headers["ETag"] = etag(view)
    return view


@router.get("/calls/{call_id}/transcript", dependencies=LOOKERS, responses=answers(404))
def get_transcript(
    session: Reading,
    who: Asking,
    call_id: PublicId,
    number: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    masked: Annotated[
        bool, Query(description="Names, numbers and addresses masked, as judges see it.")
    ] = False,
) -> TranscriptView:
    """The newest transcript, or that version of it, for who may listen to the call; also your own calls."""
    call = heard_call(session, who, call_id)
    row = queries.transcript_of(session, call, number)
    return transcript_view(call, row, redacted(session, call, row).transcript if masked else None)


@router.get("/calls/{call_id}/runs", dependencies=REVIEWERS, responses=answers(404))
def list_runs(session: Reading, web: Parts, who: Asking, call_id: PublicId) -> list[RunView]:
    """Every run over the call, newest first. Runs are never changed; rescoring adds one."""
    call = visible_call(session, who, call_id)
    see_reading(web.database, who, call, in_any_case=True)
    return [run_view(call, run) for run in queries.runs_of(session, call)]


@router.get("/runs/{run_id}", dependencies=REVIEWERS, responses=answers(404))
def get_run(session: Reading, web: Parts, who: Asking, run_id: PublicId) -> RunView:
    """One run with everything that explains its score."""
    run, call = queries.visible_run(session, who, run_id)
    see_reading(web.database, who, call, in_any_case=True)
    return run_view(call, run)


@router.get("/calls/{call_id}/scorecard", dependencies=LOOKERS, responses=answers(404))
def get_scorecard(session: Reading, web: Parts, who: Asking, call_id: PublicId) -> dict[str, Any]:
    """The scorecard the call's review shows, as people corrected it: see docs/review.schema.json."""
    call = visible_call(session, who, call_id)
    see_reading(web.database, who, call, in_any_case=True)
    return shown_scorecard(session, call)


@router.get(
    "/calls/{call_id}/recording",
    dependencies=LOOKERS,
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The whole recording."},
        206: {"content": {"application/octet-stream": {}}, "description": "The part that was asked for."},
        416: {"description": "There is no such part."},
        **answers(404),
    },
)
def get_recording(request: Request, web: Parts, who: Asking, call_id: PublicId) -> Response:
    """The recording as it was uploaded, in parts where a Range is asked for. Listening is written down."""
    with web.database.read() as session:
        recording = queries.recording_of(session, heard_call(session, who, call_id))
    note_listening(web.database, who, call_id)
    return sound_response(request, web.store, recording.blob, "application/octet-stream", recording.sha256)


@router.get(
    "/calls/{call_id}/events",
    dependencies=LOOKERS,
    response_class=EventSourceResponse,
    responses=answers(404),
)
async def follow_call(web: Parts, who: Asking, call_id: Existing) -> AsyncIterator[ServerSentEvent]:
    """What happens to the call, as server-sent events, until nothing more happens by itself.

    They end with the sign-in, or the token, by which they were asked for.
    """
    async for seen in web.watcher.changes(call_id, lambda: may_go_on(web.database, who)):
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
