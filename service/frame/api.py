"""`/api/v1/log`: the dialler's call log, sent in pieces and read in pages."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query

from service.calls import queries as calls
from service.calls.details import Name
from service.frame.actions import Numbered, write_log
from service.frame.queries import LogFilter, log_page_visible_to
from service.frame.views import LogLine, LogPage, LogReport
from service.web.answers import answers, bearer
from service.web.parts import Actor, Asking, Parts, Reading, needs

MOST_LINES = 1000

router = APIRouter(
    prefix="/api/v1",
    tags=["call log"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)


@router.post("/log", dependencies=[needs("qa", "admin", scope="samples:write")], responses=answers(400, 413))
def send_log(
    web: Parts,
    actor: Actor,
    lines: Annotated[list[LogLine], Body(min_length=1, max_length=MOST_LINES)],
) -> LogReport:
    """Send calls that took place, also those of the last 90 days; the same lines again change nothing.

    Each line is known by its team and external id. One that names nobody known is held; a list with a line
    that cannot be read is refused as a whole, with the place.
    """
    numbered = [Numbered(number, line) for number, line in enumerate(lines, start=1)]
    return write_log(web.database, numbered, "api", actor)


@router.get("/log", dependencies=[needs("manager", "qa", "auditor", scope="samples:read")])
def list_log(
    session: Reading,
    who: Asking,
    team: Annotated[Name | None, Query(description="The team's name.")] = None,
    rep: Annotated[
        str | None, Query(max_length=32, pattern="^[0-9a-z]+$", description="The rep's public id.")
    ] = None,
    week: Annotated[
        int | None, Query(ge=19700101, le=21001231, description="The Monday of a week, as YYYYMMDD.")
    ] = None,
    recorded: Annotated[bool | None, Query(description="With a recording here, or without one.")] = None,
    cursor: calls.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=calls.MOST)] = 25,
) -> LogPage:
    """The call log, newest first: that of your teams, or all."""
    return log_page_visible_to(who, session, LogFilter(team, rep, week, recorded), cursor, limit)
