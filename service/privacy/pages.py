"""`/privacy` for HR and admins: the rule, holds, erasure, hand-outs; `/how-judged` for reps."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scoring.errors import SidetoneError
from scoring.formats import day_in_words
from service.calls.details import NO_NUL
from service.db.tables import Call, Person
from service.errors import NotFound, Unprocessable
from service.people.queries import find_rep
from service.people.who import Who
from service.privacy.api import zipped
from service.privacy.erasing import erase
from service.privacy.handing_out import archive_of
from service.privacy.holds import hold, lift
from service.privacy.how_judged import acknowledge, how_judged, read_at, team_of, who_has_read
from service.privacy.views import privacy_page
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
BOTH = [needs("admin", "hr")]
HR = [needs("hr")]
Short = Annotated[str, Form(max_length=400, pattern=NO_NUL)]
Long = Annotated[str, Form(max_length=20_000, pattern=NO_NUL)]


@router.get("/privacy", dependencies=BOTH)
def shown(request: Request, web: Parts, session: Reading, who: Asking) -> HTMLResponse:
    return _page(request, web, session, who)


@router.post("/privacy/erase", dependencies=BOTH)
def erase_here(
    request: Request, web: Parts, who: Asking, references: Long = "", sure: Short = ""
) -> Response:
    def change() -> None:
        if sure != "yes":
            raise Unprocessable("Say that you mean it: what is deleted does not come back.")
        named = [line.strip() for line in references.splitlines() if line.strip()]
        erase(web.database, web.store, named, who.actor)

    return _changed(request, web, who, "calls_erased", change, {"references": references})


@router.post("/privacy/holds", dependencies=HR)
def hold_here(request: Request, web: Parts, who: Asking, on: Short = "", why: Short = "") -> Response:
    def change() -> None:
        if not why.strip():
            raise Unprocessable("Say why it must not be deleted.")
        with web.database.write() as session:
            hold(session, _named(session, on.strip()), why.strip(), who.actor)

    return _changed(request, web, who, "hold_placed", change, {"on": on, "why": why})


@router.post("/privacy/holds/{hold_id}/lift", dependencies=HR)
def lift_here(request: Request, web: Parts, who: Asking, hold_id: PublicId) -> Response:
    def change() -> None:
        with web.database.write() as session:
            lift(session, hold_id, who.actor)

    return _changed(request, web, who, "saved", change, {})


@router.post("/privacy/export", dependencies=BOTH)
def export_here(request: Request, web: Parts, who: Asking, person: Short = "") -> Response:
    with web.database.write() as session:
        found = find_rep(session, person.strip())
        if found is not None:
            return zipped(archive_of(session, found, who.actor))
    problem = f"Nobody here goes by {person.strip() or 'nothing'}. Give an e-mail or the dialler's id."
    with web.database.read() as session:
        return _page(request, web, session, who, 422, (problem,), {"person": person})


@router.get("/how-judged", dependencies=[needs()])
def how_judged_page(request: Request, web: Parts, session: Reading, who: Asking) -> HTMLResponse:
    team = None if who.person is None else team_of(session, who.person)
    text = how_judged(session, web.settings, team)
    at = None if who.person is None else read_at(session, who.person, text)
    return page(
        request,
        "how_judged.html.j2",
        text=text,
        print_of_it=text.fingerprint,
        asked=who.person is not None and who.has("rep") and at is None,
        read="" if at is None else day_in_words(at.date()),
    )


@router.post("/how-judged", dependencies=[needs("rep")])
def read_it(web: Parts, session: Writing, who: Asking, seen: Short = "") -> Response:
    said = "how_judged_read" if acknowledge(session, who, web.settings, seen) else "how_judged_changed"
    return RedirectResponse(f"/how-judged?said={said}", status_code=303)


@router.get("/how-judged/readers", dependencies=HR)
def readers_page(request: Request, web: Parts, session: Reading) -> HTMLResponse:
    return page(request, "how_judged_readers.html.j2", readers=who_has_read(session, web.settings))


def _named(session: Session, text: str) -> Call | Person:
    """A person by e-mail or dialler's id, or a call by its id or external id. Raises NotFound."""
    person = find_rep(session, text) if text else None
    if person is not None:
        return person
    named = or_(Call.public_id == text, Call.external_id == text)
    call = session.scalars(select(Call).where(named).limit(1)).one_or_none()
    if call is None:
        raise Unprocessable(
            f"Neither a person nor a call goes by {text or 'nothing'}.", "Nothing was changed."
        )
    return call


def _changed(
    request: Request, web: Web, who: Who, said: str, change: Callable[[], None], typed: dict[str, str]
) -> Response:
    try:
        change()
    except NotFound:
        raise
    except SidetoneError as error:
        with web.database.read() as session:
            problem = f"{error.message} {error.next_step}".strip()
            return _page(request, web, session, who, 422, (problem,), typed)
    return RedirectResponse(f"/privacy?said={said}", status_code=303)


def _page(
    request: Request,
    web: Web,
    session: Session,
    who: Who,
    status: int = 200,
    problems: tuple[str, ...] = (),
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    view = privacy_page(session, web.settings, may_hold=who.has("hr"), asks=who.actor)
    return page(request, "privacy.html.j2", status, view=view, problems=problems, typed=typed or {})
