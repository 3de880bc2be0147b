"""The page of one's own notices, and how to hear of them."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from scoring.complaint import complaint
from scoring.notices.hours import Choice
from service.errors import NotAllowed, Unprocessable
from service.notices import actions
from service.notices.choices import choose
from service.notices.queries import notices_page_of, own_notice
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)

Short = Annotated[str, Form(max_length=100)]


@router.get("/notices", dependencies=[needs()])
def notices_page(request: Request, web: Parts, session: Reading, who: Asking) -> HTMLResponse:
    view = notices_page_of(session, who, mails=web.settings.sends_mail)
    return page(request, "notices.html.j2", view=view, wrong="", typed=view.choice, wrong_hook="")


@router.post("/notices/read", dependencies=[needs()])
def read_all(session: Writing, who: Asking) -> Response:
    actions.read_all(session, who)
    return RedirectResponse("/notices", status_code=303)


@router.get("/notices/{notice_id}", dependencies=[needs()])
def follow(session: Writing, who: Asking, notice_id: PublicId) -> Response:
    """Leads to what the notice is about. Mails link here: the address says nothing of it."""
    row, place = own_notice(session, who, notice_id)
    actions.read(row)
    return RedirectResponse(place, status_code=303)


@router.post("/notices/choice", dependencies=[needs()])
def choose_how(
    request: Request,
    web: Parts,
    who: Asking,
    by_mail: Short = "at_once",
    first: Short = "8",
    last: Short = "18",
    digest: Short = "9",
    zone: Short = "UTC",
    weekend: Short = "",
) -> Response:
    if who.person is None:
        raise NotAllowed("The installation's token is nobody, and is told nothing.", "Sign in as a person.")
    typed = {"by_mail": by_mail, "first": first, "last": last, "digest": digest, "zone": zone.strip()}
    try:
        choice = Choice.model_validate({**typed, "weekend": bool(weekend)})
    except ValidationError as error:
        first_wrong = error.errors()[0]
        field = "".join(str(part).replace("_", " ") for part in first_wrong["loc"])
        wrong = f"{field}: {complaint(first_wrong)}" if field else complaint(first_wrong)
        with web.database.read() as session:
            view = notices_page_of(session, who, mails=web.settings.sends_mail)
        shown = {"view": view, "wrong": wrong, "typed": {**typed, "weekend": bool(weekend)}, "wrong_hook": ""}
        return page(request, "notices.html.j2", 422, **shown)
    with web.database.write() as session:
        choose(session, who, choice)
    return RedirectResponse("/notices?said=saved", status_code=303)


@router.post("/notices/channels/{team_id}", dependencies=[needs("admin")])
def set_channel(
    request: Request,
    web: Parts,
    who: Asking,
    team_id: PublicId,
    url: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    try:
        with web.database.write() as session:
            actions.set_hook(session, who, team_id, url)
    except Unprocessable as error:
        with web.database.read() as session:
            view = notices_page_of(session, who, mails=web.settings.sends_mail)
        wrong = f"{error.message} {error.next_step}"
        return page(request, "notices.html.j2", 422, view=view, wrong="", typed=view.choice, wrong_hook=wrong)
    return RedirectResponse("/notices?said=saved", status_code=303)
