"""Pages to look at: the list of calls, and one call with its review, its waiting or its reason."""

from typing import Annotated, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from scoring.formats import clock, counted, format_percent, format_range
from scoring.record import Record
from scoring.states import CALLS
from scoring.visible import visible
from service.calls import queries
from service.calls.playback import clip_of, copies
from service.calls.states import ENDED
from service.calls.views import CallState, CallView
from service.edges.playable import FORMATS
from service.errors import NotFound
from service.people.token import signed_in
from service.reports.html import Sound, render_served
from service.reviews.queries import Answer, answers_of, review_document
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Parts, Reading
from service.web.ranges import bytes_response, sound_response

router = APIRouter(tags=["pages"], dependencies=[Depends(signed_in)], include_in_schema=False)


REVISION = "A newer reading of this call waits to be confirmed. What is shown here is what was released."
SoundFormat = Literal["opus", "aac"]


class CallLine(Record):
    """A call as the list shows it."""

    id: str
    when: str
    file: str
    kind: str
    team: str
    length: str
    state: str
    look: str
    help: str
    answer: str


class CallShown(Record):
    """A call without a scorecard: where it stands, why, and what to do."""

    id: str
    file: str
    state: str
    help: str
    facts: tuple[str, ...]
    ended: bool
    message: str
    next_step: str
    progress: float | None
    has_sound: bool


@router.get("/")
def home() -> Response:
    return RedirectResponse("/calls", status_code=303)


@router.get("/calls")
def calls_page(
    request: Request,
    session: Reading,
    state: CallState | None = None,
    cursor: queries.Cursor = None,
) -> HTMLResponse:
    found = queries.call_page(session, queries.CallFilter(state=state), cursor, limit=50)
    answers = answers_of(session, [view.id for view in found.items])
    lines = [call_line(view, answers.get(view.id)) for view in found.items]
    further = {"state": state, "cursor": found.next}
    return page(
        request,
        "calls.html.j2",
        title=f"Calls: {CALLS[state].word}" if state else "Calls",
        calls=lines,
        state=state,
        next=urlencode({name: value for name, value in further.items() if value}) if found.next else "",
        origin=str(request.base_url).rstrip("/"),
    )


@router.get("/calls/{call_id}")
def call_page(request: Request, session: Reading, call_id: PublicId) -> Response:
    view = queries.call_shown(session, call_id)
    if view.state == "scored":
        return _scored_page(session, view)
    return page(request, "call.html.j2", call=call_shown(view))


@router.get("/calls/{call_id}/sound")
def call_sound(
    request: Request, web: Parts, session: Reading, call_id: PublicId, form: SoundFormat = "opus"
) -> Response:
    """The copy that browsers can play, or the recording itself while there is none yet."""
    recording = queries.recording_of(session, queries.call_row(session, call_id))
    blob = copies(recording.playable).get(form)
    if blob is not None:
        etag = f"{recording.sha256}-{form}"
        return sound_response(request, web.store, blob, FORMATS[form].mime, etag)
    return sound_response(request, web.store, recording.blob, "application/octet-stream", recording.sha256)


@router.get("/calls/{call_id}/clip")
def call_clip(
    request: Request,
    web: Parts,
    session: Reading,
    call_id: PublicId,
    start: Annotated[float, Query(ge=0, le=86_400)],
    end: Annotated[float, Query(ge=0, le=86_400)],
    form: SoundFormat = "opus",
) -> Response:
    """A few seconds of the call, at most 24 and 150 kB: what ▶ at a sentence loads."""
    recording = queries.recording_of(session, queries.call_row(session, call_id))
    blob = copies(recording.playable).get(form)
    data = b"" if blob is None else clip_of(web.store, blob, FORMATS[form], start, end)
    if not data:
        raise NotFound("There is no clip of that part of the call.", "Play the whole recording instead.")
    etag = f"{recording.sha256}-{form}-{start:.2f}-{end:.2f}"
    return bytes_response(request, data, FORMATS[form].mime, etag)


def _scored_page(session: Session, view: CallView) -> Response:
    document, outline = review_document(session, queries.call_row(session, view.id))
    here = f"/calls/{view.id}"
    # Without an outline there are no copies yet: then the recording itself is tried.
    forms = [Sound(f"{here}/sound?form={form.name}", form.mime) for form in FORMATS.values()]
    sounds = forms if outline else [Sound(f"{here}/sound", "")]
    banner = REVISION if view.revision else ""
    html, policy = render_served(document, sounds, f"{here}/clip" if outline else "", outline, banner)
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def call_line(view: CallView, answer: Answer | None) -> CallLine:
    shown = CALLS[view.state]
    return CallLine(
        id=view.id,
        when=when(view),
        file=visible(view.file or "recording"),
        kind=visible(view.kind or ""),
        team=visible(view.team),
        length=clock(view.seconds) if view.seconds is not None else "",
        state=shown.word,
        look=shown.look.value,
        help=view.reason.message if view.reason else shown.help,
        answer=_answer_text(answer),
    )


def call_shown(view: CallView) -> CallShown:
    shown = CALLS[view.state]
    facts = (when(view), visible(view.kind or ""), visible(view.team), clock(view.seconds or 0))
    return CallShown(
        id=view.id,
        file=visible(view.file or "recording"),
        state=shown.word,
        help=shown.help,
        facts=tuple(fact for fact in facts if fact and fact != "0:00"),
        ended=view.state in ENDED,
        message=visible(view.reason.message) if view.reason else shown.help,
        next_step=visible(view.reason.next_step) if view.reason else "",
        progress=view.progress,
        has_sound=view.file is not None,
    )


def when(view: CallView) -> str:
    """The moment of the call in its own zone: "Tue 3 Nov 2026, 14:05"."""
    local = view.started_at.astimezone(ZoneInfo(view.zone))
    text = f"{local:%a} {local.day} {local:%b %Y}, {local:%H:%M}"
    return text if view.time_known else f"uploaded {text}"


def _answer_text(answer: Answer | None) -> str:
    if answer is None or answer.low is None or answer.high is None:
        return ""
    if answer.value is not None:
        return format_percent(answer.value)
    return f"{format_range(answer.low, answer.high)}, {counted(answer.open, 'criterion', 'criteria')} open"
