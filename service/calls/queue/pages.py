"""The queue, which is a manager's home: five piles, oldest first, and their live part."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import StringConstraints
from sqlalchemy.orm import Session

from scoring.formats import counted
from service.calls.queue import queries
from service.calls.queue.piles import AT_FIRST, hearing, piles
from service.calls.queue.queries import MOST, Filter
from service.calls.queue.views import DISPUTES, HEARING, Choice, Pile, QueuePage
from service.calls.queue.words import ended_line
from service.people.who import Who
from service.web.access import may_go_on
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs

router = APIRouter(tags=["pages"], dependencies=[needs("manager", "qa")], include_in_schema=False)

PileKey = Literal["hearing", "look", "confirm", "disputes", "notes"]
Team = Annotated[str, Query(max_length=200)]
Rep = Annotated[str, Query(max_length=32, pattern="^[0-9a-z]*$")]
There = Annotated[
    tuple[Annotated[str, StringConstraints(max_length=32, pattern="^[0-9a-z]+$")], ...],
    Query(max_length=2 * MOST),
]
"""Calls whose lines are on a page."""


@router.get("/queue")
def queue_page(
    request: Request,
    web: Parts,
    session: Reading,
    who: Asking,
    pile: PileKey | None = None,
    team: Team = "",
    rep: Rep = "",
) -> HTMLResponse:
    view = queue_of(web, session, who, Filter(team, rep), pile)
    return page(request, "queue.html.j2", view=view)


@router.get("/queue/hearing")
def hearing_part(
    request: Request,
    web: Parts,
    session: Reading,
    who: Asking,
    there: There = (),
    pile: PileKey | None = None,
    team: Team = "",
    rep: Rep = "",
) -> HTMLResponse:
    """The pile of what is in work as it is now, and of those that are `there` on the page how they ended."""
    wanted = Filter(team, rep)
    found = hearing(web, session, who, wanted, MOST)
    first = MOST if pile is not None else AT_FIRST
    lines = [*found.lines[:first], *(one for one in found.lines[first:] if one.id in there)]
    lines += [ended_line(one) for one in queries.ended_among(session, who, wanted, there)]
    more = address(wanted, found.key) if found.number > first else ""
    shown = found.model_copy(update={"lines": tuple(lines), "more": more})
    return page(request, "queue_pile.html.j2", pile=shown, whole=pile is not None)


@router.get("/queue/events", response_class=EventSourceResponse)
async def queue_events(web: Parts, who: Asking, once: bool = False) -> AsyncIterator[ServerSentEvent]:
    """What happens to calls in work, until who listens is signed out; with `once` only how it is now."""

    def visible(ids: set[str]) -> set[str]:
        with web.database.read() as session:
            return queries.visible_among(session, who, ids)

    async for seen in web.watcher.work(visible, lambda: may_go_on(web.database, who)):
        yield ServerSentEvent(data={one.id: {"state": one.state, "progress": one.progress} for one in seen})
        if once:
            return


def queue_of(web: Web, session: Session, who: Who, wanted: Filter, pile: str | None) -> QueuePage:
    """Every pile; only the one that is asked for with all its lines."""
    found = [
        one.model_copy(update={"more": address(wanted, one.key)})
        for one in piles(web, session, who, wanted, pile)
    ]
    teams, reps = queries.choices(session, who)
    waiting = [one for one in found if one.key != HEARING and one.number]
    chosen = [one for one in found if one.key == pile]
    shown = chosen or [_first(one) for one in found if one.number or one.key != DISPUTES]
    return QueuePage(
        title=_title(waiting),
        piles=tuple(found),
        shown=tuple(shown),
        pile=pile or "",
        team=wanted.team,
        rep=wanted.rep,
        teams=tuple(Choice(value=name, text=name) for name in teams),
        reps=tuple(Choice(value=public_id, text=name) for public_id, name in reps),
        address=address(wanted),
        first_time=not any(one.number for one in found) and queries.nothing_yet(session, who),
    )


def address(wanted: Filter, pile: str = "") -> str:
    """The queue narrowed like this, as an address."""
    asked = {"pile": pile, "team": wanted.team, "rep": wanted.rep}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/queue?{query}" if query else "/queue"


def _title(waiting: Sequence[Pile]) -> str:
    if not waiting:
        return "Nothing waits for you"
    things = counted(sum(one.number for one in waiting), "thing waits", "things wait")
    return (
        f"{things} for you" if all(one.count.isdigit() for one in waiting) else f"More than {things} for you"
    )


def _first(one: Pile) -> Pile:
    """A pile among all others; without a link to the rest where that is all of it."""
    return one if one.number > len(one.lines) else one.model_copy(update={"more": ""})
