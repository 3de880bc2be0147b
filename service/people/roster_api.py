"""`/api/v1/people` and `/api/v1/teams`: for admins, who there is, where, and what is set about teams."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response

from service.db.base import now
from service.people import roles
from service.people.actions import add_person
from service.people.api import anybody
from service.people.queries import everybody
from service.people.roster_file import import_people
from service.people.teams import (
    NewStay,
    TeamChange,
    TeamView,
    all_teams,
    change_team,
    end_stay,
    place,
    source_mark,
    team_row,
    team_view,
)
from service.people.views import NewPerson, PeopleReport, PersonView
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, refuse_other
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["people"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
ADMIN = [needs("admin", scope="people:write")]
TEAM_READERS = [needs("admin", "hr", scope="settings:write")]
SETTERS = [needs("admin", scope="settings:write")]
Csv = Annotated[bytes, Body(media_type="text/csv", description="name, email, external_id, team, role")]


@router.get("/people", dependencies=ADMIN)
def list_people(session: Reading) -> list[PersonView]:
    """Everybody by name, with their teams of today: a line for each."""
    return everybody(session)


@router.post("/people", status_code=201, dependencies=ADMIN, responses=answers(400, 413))
def add_somebody(session: Writing, who: Asking, new: NewPerson) -> PersonView:
    """Add a person; with a team, from now on."""
    person = add_person(session, new, now(), who.actor)
    session.flush()
    return next(one for one in everybody(session) if one.id == person.public_id)


@router.post("/people/import", dependencies=ADMIN, responses=answers(400, 413))
def import_list(web: Parts, who: Asking, table: Csv) -> PeopleReport:
    """Add and change people by a CSV table: all of it, or with a mistake in it nothing."""
    return import_table(web, table, who.actor)


def import_table(web: Web, table: bytes, actor: str) -> PeopleReport:
    """Raises BadInput naming every bad row."""
    with TemporaryDirectory(prefix="sidetone-") as folder:
        file = Path(folder) / "people.csv"
        file.write_bytes(table)
        return import_people(web.database, file, now(), actor)


@router.post(
    "/people/{person_id}/teams", status_code=204, dependencies=ADMIN, responses=answers(400, 404, 409, 413)
)
def place_person(session: Writing, who: Asking, person_id: PublicId, new: NewStay) -> Response:
    """Put somebody into a team from a day on: a rep moves, a manager manages one more."""
    place(session, anybody(session, who, person_id), new, who.actor)
    return Response(status_code=204)


@router.delete(
    "/people/{person_id}/teams/{stay_id}", status_code=204, dependencies=ADMIN, responses=answers(404)
)
def end_stay_of_person(session: Writing, who: Asking, person_id: PublicId, stay_id: PublicId) -> Response:
    """End somebody's time in a team now. What was theirs meanwhile stays theirs."""
    end_stay(session, anybody(session, who, person_id), stay_id, who.actor)
    return Response(status_code=204)


@router.post("/people/{person_id}/access", status_code=204, dependencies=ADMIN, responses=answers(404, 409))
def give_access_back(session: Writing, who: Asking, person_id: PublicId) -> Response:
    """Somebody whose access was ended may come back: invite them, and give them a team."""
    roles.give_access_back(session, anybody(session, who, person_id), who.actor)
    return Response(status_code=204)


@router.get("/teams", dependencies=TEAM_READERS)
def list_teams(session: Reading) -> list[TeamView]:
    """Every team with what is set about its recordings."""
    return [team_view(team) for team in all_teams(session)]


@router.patch("/teams/{team_id}", dependencies=SETTERS, responses=answers(400, 404, 412, 413))
def change_a_team(
    session: Writing,
    who: Asking,
    response: Response,
    team_id: PublicId,
    change: TeamChange,
    match: IfMatch = None,
) -> TeamView:
    """Set whether its calls hold health data, how its files are called, and on which side the rep is.

    If-Match: the `mark` of the team you looked at.
    """
    team = team_row(session, team_id)
    session.refresh(team, with_for_update=True)
    refuse_other(match, source_mark(team))
    change_team(session, team, change, who.actor)
    view = team_view(team)
    response.headers["ETag"] = f'"{view.mark}"'
    return view
