"""The 1:1 page: what to talk about, recording the session, signing it, and bringing in what was before."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from scoring.errors import BadInput, SidetoneError
from service.coaching import talks
from service.coaching.earlier import bring_in, read_earlier
from service.coaching.talk_page import meanwhile, talk_page
from service.coaching.talk_page_views import WENT, TypedTalk
from service.coaching.talk_views import NO_CONTROLS, Moment, Went
from service.db.tables import Person
from service.errors import Conflict, NotAllowed, Stale, Unprocessable
from service.people.rights import visible_rep
from service.plans.asking import address_of
from service.plans.proving import prove
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
BOTH = [needs("rep", "manager", "qa", scope="coaching:write")]
COACHES = [needs("manager", "qa", scope="coaching:write")]
Password = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=600, pattern=NO_CONTROLS)]


@router.get("/reps/{rep_id}/one-to-one", dependencies=BOTH)
def show_talks(request: Request, session: Reading, who: Asking, rep_id: PublicId) -> Response:
    """How the focus is going, three moments to play, the last actions."""
    view = talk_page(session, who, visible_rep(session, who, rep_id))
    return page(request, "one_to_one.html.j2", view=view)


@router.post("/reps/{rep_id}/one-to-one", dependencies=COACHES)
def record_talk(
    request: Request,
    web: Parts,
    who: Asking,
    rep_id: PublicId,
    held_on: Annotated[str, Form(max_length=10)],
    action: Text = "",
    moment: Annotated[list[str] | None, Form(max_length=10)] = None,
    sign: Annotated[bool, Form()] = False,
    password: Password = "",
) -> Response:
    """Keeps the session and signs it where that was ticked. What was not taken comes back as it was typed."""
    with web.database.read() as session:
        talks.refuse_coaching(session, who, visible_rep(session, who, rep_id).id)
    typed = TypedTalk("talk", (), held_on, action, tuple(moment or ()))
    try:
        played = [_moment(one) for one in moment or ()]
        if not action.strip():
            raise Unprocessable("The action is missing.", "Say what the rep commits to, in a line.")
        if sign:
            prove(web.database, who, password, address_of(request))
        with web.database.write() as session:
            rep = visible_rep(session, who, rep_id)
            row = talks.record_session(session, who, rep, held_on, played, action.strip())
            if sign:
                talks.sign(session, who, row)
    except (BadInput, Conflict, NotAllowed, Unprocessable) as error:
        return _again(request, web, who, rep_id, typed, error)
    return _back(rep_id, "talk_kept")


@router.post("/sessions/{session_id}/sign", dependencies=BOTH)
def sign_talk(
    request: Request, web: Parts, who: Asking, session_id: PublicId, password: Password = ""
) -> Response:
    """Signs it, as the rep or as who held it."""
    with web.database.write() as session:
        row, rep = talks.visible_session(session, who, session_id)
        talks.part_of(session, who, row)
        rep_id = rep.public_id
    try:
        prove(web.database, who, password, address_of(request))
        with web.database.write() as session:
            talks.sign(session, who, talks.visible_session(session, who, session_id)[0])
    except (Conflict, NotAllowed) as error:
        return _again(request, web, who, rep_id, TypedTalk(session_id), error)
    return _back(rep_id, "talk_signed")


@router.post("/sessions/{session_id}/went", dependencies=COACHES)
def tell_how_it_went(
    request: Request,
    web: Parts,
    who: Asking,
    session_id: PublicId,
    went: Annotated[Went, Form()],
    version: Annotated[int, Form(ge=1)],
) -> Response:
    """Keeps how the action went. Who was slower sees what stands now, and may say it again."""
    stale: Stale | None = None
    with web.database.write() as session:
        row, rep = talks.visible_session(session, who, session_id)
        rep_id = rep.public_id
        talks.refuse_coaching(session, who, row.rep_id)
        if row.version == version:
            talks.say_how_it_went(session, who, row, went)
        else:
            stale = Stale(
                f"Your “{WENT[went].word}” was not kept: {meanwhile(row)}", "Say it again if it holds."
            )
    if stale is not None:
        return _again(request, web, who, rep_id, TypedTalk(f"went-{session_id}"), stale)
    return _back(rep_id, "saved")


@router.post("/reps/{rep_id}/earlier", dependencies=COACHES)
def bring_in_earlier(
    request: Request,
    web: Parts,
    who: Asking,
    rep_id: PublicId,
    file: Annotated[UploadFile, File()],
) -> Response:
    """Brings in talks and scores from a CSV file: all of them or none."""
    with web.database.read() as session:
        talks.refuse_coaching(session, who, visible_rep(session, who, rep_id).id)
    try:
        lines = read_earlier(file.file.read())
        with web.database.write() as session:
            bring_in(session, who, (file.filename or "a file")[:200], lines)
    except (BadInput, Unprocessable) as error:
        return _again(request, web, who, rep_id, TypedTalk("earlier"), error)
    return _back(rep_id, "history_imported")


def _moment(key: str) -> Moment:
    call, _, sentence = key.partition(":")
    try:
        return Moment(call=call, sentence=sentence)
    except ValueError as error:
        raise Unprocessable("A moment could not be read.", "Open the page anew and choose again.") from error


def _again(
    request: Request, web: Web, who: Asking, rep_id: str, typed: TypedTalk, error: SidetoneError
) -> Response:
    with web.database.read() as session:
        rep: Person = visible_rep(session, who, rep_id)
        wrong = (f"{error.message} {error.next_step}".strip(),)
        told = TypedTalk(typed.form, wrong, typed.held_on, typed.action, typed.moments)
        view = talk_page(session, who, rep, told)
    return page(request, "one_to_one.html.j2", 412 if isinstance(error, Stale) else 422, view=view)


def _back(rep: str, said: str) -> Response:
    return RedirectResponse(f"/reps/{rep}/one-to-one?said={said}", status_code=303)
