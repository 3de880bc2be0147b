"""`/people`: for admins, who there is, what they may do, and where they are."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.errors import SidetoneError
from service.db.base import now
from service.db.tables import Person
from service.errors import NotAllowed, NotFound, Stale
from service.people import invitations, roles
from service.people.actions import add_person
from service.people.api import anybody, invitation_link
from service.people.roster import people_page, person_page, stays_mark
from service.people.roster_api import import_table
from service.people.teams import NewStay, end_stay, place
from service.people.views import GivenRole, NewPerson
from service.people.who import Who
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs
from service.web.seen import refuse_unseen

router = APIRouter(tags=["pages"], dependencies=[needs("admin")], include_in_schema=False)
MOST_BYTES = 1 << 20

Short = Annotated[str, Form(max_length=400)]
Change = Callable[[Session, Person], object]


@router.get("/people")
def list_page(request: Request, session: Reading) -> HTMLResponse:
    return page(request, "people.html.j2", view=people_page(session), typed={}, problems=())


@router.post("/people")
def add(
    request: Request,
    web: Parts,
    who: Asking,
    called: Short = "",
    email: Short = "",
    external_id: Short = "",
    team: Short = "",
    role: Short = "rep",
) -> Response:
    typed = {"name": called, "email": email, "external_id": external_id, "team": team, "role": role}
    try:
        new = NewPerson.model_validate({key: text.strip() or None for key, text in typed.items()})
        with web.database.write() as session:
            person = add_person(session, new, now(), who.actor).public_id
    except ValidationError as error:
        return _list_again(request, web, typed, *(_in_words(one) for one in error.errors()))
    except SidetoneError as error:
        return _list_again(request, web, typed, f"{error.message} {error.next_step}".strip())
    return RedirectResponse(f"/people/{person}?said=person_added", status_code=303)


@router.post("/people/import")
async def import_list(request: Request, web: Parts, who: Asking, file: UploadFile) -> Response:
    content = await file.read(MOST_BYTES)
    try:
        await to_thread.run_sync(import_table, web, content, who.actor)
    except SidetoneError as error:
        lines = (error.message, *error.next_step.splitlines())
        return await to_thread.run_sync(_list_again, request, web, {}, *lines)
    return RedirectResponse("/people?said=people_imported", status_code=303)


@router.get("/people/{person_id}")
def one_page(request: Request, session: Reading, who: Asking, person_id: PublicId) -> HTMLResponse:
    return _one(request, session, who, person_id)


@router.post("/people/{person_id}/invitation")
def invite(request: Request, web: Parts, who: Asking, person_id: PublicId) -> Response:
    """Shows the link in its answer: it is kept nowhere, so that no later page could."""
    made: list[str] = []
    answer = _changed(
        request,
        web,
        who,
        person_id,
        "saved",
        lambda session, person: made.append(invitations.invite(session, person, who.actor)),
    )
    if not made or answer.status_code != 303:
        return answer
    link = invitation_link(request, web, made[0])
    with web.database.read() as session:
        return _one(request, session, who, person_id, link=link)


@router.post("/people/{person_id}/roles")
def give_role(
    request: Request, web: Parts, who: Asking, person_id: PublicId, role: Annotated[GivenRole, Form()]
) -> Response:
    def change(session: Session, person: Person) -> None:
        roles.give(session, person, role, who.actor)

    return _changed(request, web, who, person_id, "role_given", change)


@router.post("/people/{person_id}/roles/{role}/agree")
def agree(request: Request, web: Parts, who: Asking, person_id: PublicId, role: GivenRole) -> Response:
    def change(session: Session, person: Person) -> None:
        roles.agree(session, person, role, who)

    return _changed(request, web, who, person_id, "saved", change)


@router.post("/people/{person_id}/roles/{role}/take")
def take_role(request: Request, web: Parts, who: Asking, person_id: PublicId, role: GivenRole) -> Response:
    def change(session: Session, person: Person) -> None:
        roles.take(session, person, role, who.actor)

    return _changed(request, web, who, person_id, "saved", change)


@router.post("/people/{person_id}/teams")
def place_in_team(
    request: Request,
    web: Parts,
    who: Asking,
    person_id: PublicId,
    team: Short = "",
    role: Short = "rep",
    since: Annotated[str, Form(max_length=10)] = "",
    seen: Short = "",
) -> Response:
    def change(session: Session, person: Person) -> None:
        refuse_unseen(seen, stays_mark(session, person))
        day = date.fromisoformat(since) if since else None
        place(
            session,
            person,
            NewStay.model_validate({"team": team.strip(), "role": role, "since": day}),
            who.actor,
        )

    return _changed(request, web, who, person_id, "saved", change)


@router.post("/people/{person_id}/teams/{stay_id}/end")
def end_stay_here(
    request: Request, web: Parts, who: Asking, person_id: PublicId, stay_id: PublicId
) -> Response:
    def change(session: Session, person: Person) -> None:
        end_stay(session, person, stay_id, who.actor)

    return _changed(request, web, who, person_id, "saved", change)


@router.post("/people/{person_id}/end-access")
def end_access(request: Request, web: Parts, who: Asking, person_id: PublicId) -> Response:
    def change(session: Session, person: Person) -> None:
        roles.end_access(session, person, who.actor)

    return _changed(request, web, who, person_id, "access_ended", change)


@router.post("/people/{person_id}/access")
def give_back(request: Request, web: Parts, who: Asking, person_id: PublicId) -> Response:
    def change(session: Session, person: Person) -> None:
        roles.give_access_back(session, person, who.actor)

    return _changed(request, web, who, person_id, "saved", change)


def _changed(request: Request, web: Web, who: Who, person_id: str, said: str, change: Change) -> Response:
    """The change in a transaction of its own; refused, the page with the reason and nothing changed."""
    status = 422
    try:
        with web.database.write() as session:
            person = anybody(session, who, person_id)
            session.refresh(person, with_for_update=True)
            change(session, person)
    except (NotFound, NotAllowed):
        raise
    except ValidationError as error:
        problems = [_in_words(one) for one in error.errors()]
    except ValueError:
        problems = ["That is no day. Write it as 2026-11-23."]
    except SidetoneError as error:
        problems = [f"{error.message} {error.next_step}".strip()]
        status = 412 if isinstance(error, Stale) else 422
    else:
        return RedirectResponse(f"/people/{person_id}?said={said}", status_code=303)
    with web.database.read() as session:
        return _one(request, session, who, person_id, status=status, problems=tuple(problems))


def _one(
    request: Request,
    session: Session,
    who: Who,
    person_id: str,
    *,
    status: int = 200,
    link: str = "",
    problems: tuple[str, ...] = (),
) -> HTMLResponse:
    view = person_page(session, who, anybody(session, who, person_id))
    return page(request, "people_person.html.j2", status, view=view, link=link, problems=problems)


def _list_again(request: Request, web: Web, typed: dict[str, str], *problems: str) -> HTMLResponse:
    with web.database.read() as session:
        view = people_page(session)
    return page(request, "people.html.j2", 422, view=view, typed=typed, problems=problems)


def _in_words(error: Any) -> str:
    place_of = str(error["loc"][0]).replace("_", " ") if error["loc"] else "form"
    return f"{place_of}: {error['msg'].removeprefix('Value error, ')}"
