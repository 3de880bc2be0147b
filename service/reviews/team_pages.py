"""`/settings/teams`: how a team's reviews are confirmed and released, and how its recordings come in."""

from collections.abc import Callable
from datetime import UTC, date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.complaint import complaint
from scoring.errors import SidetoneError
from scoring.visible import visible
from service.db.base import now
from service.db.tables import Team
from service.errors import NotAllowed, NotFound, Stale
from service.people.teams import TeamChange, all_teams, change_team, source_mark, team_row
from service.people.who import Who
from service.reviews.rule_views import RulesChange
from service.reviews.team_rules import change_rules
from service.reviews.team_settings import team_settings
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs
from service.web.seen import refuse_unseen

router = APIRouter(prefix="/settings/teams", tags=["pages"], include_in_schema=False)
LOOKERS = [needs("admin", "hr")]
Short = Annotated[str, Form(max_length=400)]
Change = Callable[[Session, Team], object]


@router.get("", dependencies=LOOKERS)
def list_page(request: Request, session: Reading) -> HTMLResponse:
    teams = tuple((team.public_id, visible(team.name)) for team in all_teams(session))
    return page(request, "teams.html.j2", teams=teams)


@router.get("/{team_id}", dependencies=LOOKERS)
def team_page(request: Request, session: Reading, who: Asking, team_id: PublicId) -> HTMLResponse:
    return _shown(request, session, who, team_id)


@router.post("/{team_id}/rules", dependencies=[needs("admin")])
def set_rules(
    request: Request,
    web: Parts,
    who: Asking,
    team_id: PublicId,
    release: Short = "",
    blind_first: Short = "",
    dispute_days: Short = "",
    calls_a_week: Short = "",
    version: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    given = {
        "release": release,
        "blind_first": blind_first,
        "dispute_days": dispute_days,
        "calls_a_week": calls_a_week,
    }

    def change(session: Session, team: Team) -> None:
        wanted = RulesChange.model_validate_strings(given)
        change_rules(session, who, team, wanted, version)

    return _changed(request, web, who, team_id, change)


@router.post("/{team_id}/counting", dependencies=[needs("hr")])
def set_counting(
    request: Request, web: Parts, who: Asking, team_id: PublicId, since: Annotated[str, Form(max_length=10)]
) -> Response:
    """From when scores may enter plans: HR's alone, and forward only. Empty: coaching only."""

    def change(session: Session, team: Team) -> None:
        day = date.fromisoformat(since) if since else None
        change_rules(session, who, team, RulesChange(scores_count_from=day))

    return _changed(request, web, who, team_id, change)


@router.post("/{team_id}/source", dependencies=[needs("admin")])
def set_source(
    request: Request,
    web: Parts,
    who: Asking,
    team_id: PublicId,
    name_pattern: Short = "",
    rep_channel: Short = "",
    seen: Short = "",
) -> Response:
    def change(session: Session, team: Team) -> None:
        refuse_unseen(seen, source_mark(team))
        given: dict[str, Any] = {"name_pattern": name_pattern.strip(), "rep_channel": rep_channel or None}
        change_team(session, team, TeamChange.model_validate(given), who.actor)

    return _changed(request, web, who, team_id, change)


@router.post("/{team_id}/health", dependencies=[needs("admin")])
def set_health(
    request: Request,
    web: Parts,
    who: Asking,
    team_id: PublicId,
    health_data: Short = "",
    legal_basis: Short = "",
    seen: Short = "",
) -> Response:
    def change(session: Session, team: Team) -> None:
        refuse_unseen(seen, source_mark(team))
        given = {"health_data": health_data == "on", "legal_basis": legal_basis.strip() or None}
        change_team(session, team, TeamChange.model_validate(given), who.actor)

    return _changed(request, web, who, team_id, change)


def _changed(request: Request, web: Web, who: Who, team_id: str, change: Change) -> Response:
    """The change in a transaction of its own; refused, the page with the reason and nothing changed."""
    status = 422
    try:
        with web.database.write() as session:
            team = team_row(session, team_id)
            session.refresh(team, with_for_update=True)
            change(session, team)
    except (NotFound, NotAllowed):
        raise
    except ValidationError as error:
        places = [(str(one["loc"][0]).replace("_", " "), complaint(one)) for one in error.errors()]
        problems = tuple(f"{field}: {wrong}" for field, wrong in places)
    except ValueError:
        problems = ("That is no day. Write it as 2026-11-23.",)
    except SidetoneError as error:
        problems = (f"{error.message} {error.next_step}".strip(),)
        status = 412 if isinstance(error, Stale) else 422
    else:
        return RedirectResponse(f"/settings/teams/{team_id}?said=saved", status_code=303)
    with web.database.read() as session:
        return _shown(request, session, who, team_id, status, problems)


def _shown(
    request: Request,
    session: Session,
    who: Who,
    team_id: str,
    status: int = 200,
    problems: tuple[str, ...] = (),
) -> HTMLResponse:
    view = team_settings(session, who, team_row(session, team_id), now().astimezone(UTC).date())
    return page(request, "team_settings.html.j2", status, view=view, problems=problems)
