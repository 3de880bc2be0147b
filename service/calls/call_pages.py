"""The page of one call: its review, its waiting or its reason; its sound; who of its voices is the rep."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.formats import clock
from scoring.hearing import Heard
from scoring.roles import Channel
from scoring.states import CALLS, SELECTIONS
from scoring.visible import visible
from service.calls import queries, queueing
from service.calls.actions import call_off, locked_call, name_rep_channel
from service.calls.call_page_views import CallWaiting, Wrong
from service.calls.playback import clip_of, copies
from service.calls.states import ENDED
from service.calls.views import CallView
from service.calls.voices import not_the_rep, voices_of
from service.coaching.asking_where import asked_by_note
from service.db import audit
from service.db.tables import Call
from service.edges.playable import FORMATS
from service.errors import Conflict, NotFound, ServiceError
from service.people.listening import note_listening
from service.people.rights import heard_call, may_listen, visible_call
from service.people.who import Who
from service.privacy.sound_gone import sound_gone
from service.reviews.confirming import see_reading
from service.reviews.reading_page import reading_page
from service.reviews.whose import name_rep, whose_of
from service.web.answers import PublicId
from service.web.moments import local_moment
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs
from service.web.ranges import bytes_response, sound_response
from service.web.tried import status_of, told, tried

router = APIRouter(tags=["pages"], include_in_schema=False)
LOOKERS = needs("rep", "manager", "qa", "hr", scope="calls:read")
"""hr: the calls that count in an open plan of theirs."""
CHANGERS = needs("manager", "qa", scope="calls:write")

Asked = Annotated[str | None, Query(max_length=32, pattern="^[0-9a-z]+$")]
SoundFormat = Literal["opus", "aac"]


@router.get("/calls/{call_id}", dependencies=[LOOKERS])
def call_page(
    request: Request, web: Parts, session: Reading, who: Asking, call_id: PublicId, note: Asked = None
) -> Response:
    """The page of the call; `note` is the coaching note that asks where something was said."""
    call = heard_call(session, who, call_id)
    view = queries.call_shown(session, call_id)
    if view.review is not None:
        asks = asked_by_note(session, who, note, call) if note else None
        shown = reading_page(session, who, call, view, note=asks)
        if shown.criteria:
            see_reading(web.database, who, call)
        gone = tuple(sound_gone(session, [call_id]).values())
        return page(request, "call_page.html.j2", view=replace(shown, notices=(*shown.notices, *gone)))
    return page(request, "call.html.j2", call=call_waiting(session, who, call, view), wrong="")


@router.post("/calls/{call_id}/rep", dependencies=[CHANGERS])
def choose_rep(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    channel: Annotated[Channel | Literal["other"], Form()],
    version: Annotated[int, Form(ge=1)],
) -> Response:
    """Says which channel or voice the rep is: the call is scored again, and what was read before stays."""

    def act(session: Session) -> None:
        visible_call(session, who, call_id)
        call = locked_call(session, call_id, version)
        named = next(iter(not_the_rep(session, call)), None) if channel == "other" else channel
        if named is None:
            raise Conflict("The recording has one track with all voices: there is nothing to swap.")
        name_rep_channel(session, web.engine, call, named, who.actor)

    return _done(request, web, who, call_id, "rep_chosen", tried(web, act))


@router.post("/calls/{call_id}/whose", dependencies=[CHANGERS])
def say_whose(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    rep: Annotated[str, Form(max_length=32, pattern="^[0-9a-z]+$")],
    version: Annotated[int, Form(ge=1)],
) -> Response:
    """Says whose call it is, where nobody did."""
    wrong = tried(web, lambda session: name_rep(session, who, call_id, rep, version))
    return _done(request, web, who, call_id, "rep_named", wrong)


@router.post("/calls/{call_id}/again", dependencies=[CHANGERS])
def ask_again(session: Writing, web: Parts, who: Asking, call_id: PublicId) -> Response:
    """Asks again for the review of a call that has none."""
    visible_call(session, who, call_id)
    call = locked_call(session, call_id, None)
    if not queueing.may_be_retried(session, call):
        return RedirectResponse(f"/calls/{call_id}?said=nothing_changed", status_code=303)
    queueing.retry(session, web.engine, call)
    audit.record(session, who.actor, "call.retried", call.public_id)
    return RedirectResponse(f"/calls/{call_id}?said=asked_again", status_code=303)


@router.post("/calls/{call_id}/cancel", dependencies=[CHANGERS])
def cancel(web: Parts, who: Asking, call_id: PublicId) -> Response:
    """Calls the review off. One that has ended meanwhile stays as it is."""
    try:
        call_off(web.database, web.engine, who, call_id)
    except (BadInput, Conflict):
        return RedirectResponse(f"/calls/{call_id}?said=nothing_changed", status_code=303)
    return RedirectResponse(f"/calls/{call_id}?said=call_cancelled", status_code=303)


@router.get("/calls/{call_id}/sound", dependencies=[LOOKERS])
def call_sound(
    request: Request,
    web: Parts,
    session: Reading,
    who: Asking,
    call_id: PublicId,
    form: SoundFormat = "opus",
) -> Response:
    """The copy that browsers can play, or the recording itself while there is none yet."""
    recording = queries.recording_of(session, heard_call(session, who, call_id))
    note_listening(web.database, who, call_id)
    blob = copies(recording.playable).get(form)
    if blob is not None:
        etag = f"{recording.sha256}-{form}"
        return sound_response(request, web.store, blob, FORMATS[form].mime, etag)
    return sound_response(request, web.store, recording.blob, "application/octet-stream", recording.sha256)


@router.get("/calls/{call_id}/clip", dependencies=[LOOKERS])
def call_clip(
    request: Request,
    web: Parts,
    session: Reading,
    who: Asking,
    call_id: PublicId,
    start: Annotated[float, Query(ge=0, le=86_400)],
    end: Annotated[float, Query(ge=0, le=86_400)],
    form: SoundFormat = "opus",
) -> Response:
    """A few seconds of the call, at most 24 and 150 kB: what ▶ at a sentence loads."""
    recording = queries.recording_of(session, heard_call(session, who, call_id))
    blob = copies(recording.playable).get(form)
    data = b"" if blob is None else clip_of(web.store, blob, FORMATS[form], start, end)
    if not data:
        raise NotFound("There is no clip of that part of the call.", "Play the whole recording instead.")
    note_listening(web.database, who, call_id)
    etag = f"{recording.sha256}-{form}-{start:.2f}-{end:.2f}"
    return bytes_response(request, data, FORMATS[form].mime, etag)


def _done(
    request: Request, web: Web, who: Who, call_id: str, said: str, wrong: ServiceError | BadInput | None
) -> Response:
    """Back to the page of the call; what could not be taken is said there, beside what stands now."""
    if wrong is None:
        return RedirectResponse(f"/calls/{call_id}?said={said}", status_code=303)
    with web.database.read() as session:
        call, view = visible_call(session, who, call_id), queries.call_shown(session, call_id)
        if view.review is None:
            waiting = call_waiting(session, who, call, view)
            return page(request, "call.html.j2", status_of(wrong), call=waiting, wrong=told(wrong))
        shown = reading_page(session, who, call, view, wrong=Wrong("", told(wrong), {}))
        return page(request, "call_page.html.j2", status_of(wrong), view=shown)


def call_waiting(session: Session, who: Who, call: Call, view: CallView) -> CallWaiting:
    """A call without a scorecard. What we could not tell is asked of whoever may answer it."""
    shown = CALLS[view.state]
    facts = (local_moment(view.started_at, view.zone, view.time_known), view.kind or "", view.team)
    here = f"/calls/{view.id}"
    listens = view.file is not None and may_listen(session, who, call)
    may_change = who.has("manager", "qa") and call.rep_id != who.person
    asks_for_rep = view.state == "needs_roles" and listens and may_change
    heard = Heard.model_validate(queries.transcript_of(session, call).heard) if asks_for_rep else None
    return CallWaiting(
        id=view.id,
        version=view.version,
        file=visible(view.file or "recording"),
        state=shown.word,
        help=shown.help,
        facts=tuple(visible(one) for one in (*facts, clock(view.seconds) if view.seconds else "") if one),
        selection=SELECTIONS[view.selection],
        ended=view.state in ENDED,
        message=visible(view.reason.message) if view.reason else shown.help,
        next_step=visible(view.reason.next_step) if view.reason else "",
        progress=view.progress,
        sound=f"{here}/sound" if listens else "",
        clips=f"{here}/clip",
        voices=voices_of(heard) if heard else (),
        may_choose=asks_for_rep,
        may_retry=may_change and queueing.may_be_retried(session, call),
        may_cancel=may_change and view.state not in ENDED,
        whose=whose_of(session, who, call) if may_change else (),
    )
