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
from service.calls.queue.estimates import pace_of, seconds_left
from service.calls.queue.queries import MOST, Filter
from service.calls.queue.views import (
    CONFIRM,
    DISPUTES,
    HEARING,
    LOOK,
    NOTES,
    Choice,
    Line,
    Pile,
    QueuePage,
)
from service.calls.queue.words import (
    confirm_line,
    dispute_line,
    doubts,
    ended_line,
    look_line,
    note_line,
    working_line,
)
from service.people.who import Who
from service.reviews.confirming import waiting_blind
from service.reviews.disputes import disputes_waiting
from service.reviews.queue import to_confirm
from service.reviews.views import DisputeView
from service.web.access import may_go_on
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs

router = APIRouter(tags=["pages"], dependencies=[needs("manager", "qa")], include_in_schema=False)

AT_FIRST = 5
"""Lines of each pile while all piles are shown."""
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
    found = _hearing(web, session, who, wanted)
    shown = found if pile is not None else _shortened(found, wanted)
    lines = [*shown.lines, *(one for one in found.lines[len(shown.lines) :] if one.id in there)]
    lines += [ended_line(one) for one in queries.ended_among(session, who, wanted, there)]
    shown = shown.model_copy(update={"lines": tuple(lines)})
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
    piles = tuple(_piles(web, session, who, wanted))
    teams, reps = queries.choices(session, who)
    waiting = [one for one in piles if one.key != HEARING and one.lines]
    chosen = [one for one in piles if one.key == pile]
    shown = chosen or [_shortened(one, wanted) for one in piles if one.lines or one.key != DISPUTES]
    return QueuePage(
        title=_title(waiting),
        piles=tuple(one.model_copy(update={"more": address(wanted, one.key)}) for one in piles),
        shown=tuple(shown),
        pile=pile or "",
        team=wanted.team,
        rep=wanted.rep,
        teams=tuple(Choice(value=name, text=name) for name in teams),
        reps=tuple(Choice(value=public_id, text=name) for public_id, name in reps),
        address=address(wanted),
        first_time=not any(one.lines for one in piles) and queries.nothing_yet(session, who),
    )


def address(wanted: Filter, pile: str = "") -> str:
    """The queue narrowed like this, as an address."""
    asked = {"pile": pile, "team": wanted.team, "rep": wanted.rep}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/queue?{query}" if query else "/queue"


def _title(waiting: Sequence[Pile]) -> str:
    if not waiting:
        return "Nothing waits for you"
    things = counted(sum(len(one.lines) for one in waiting), "thing waits", "things wait")
    return (
        f"{things} for you" if all(one.count.isdigit() for one in waiting) else f"More than {things} for you"
    )


def _piles(web: Web, session: Session, who: Who, wanted: Filter) -> list[Pile]:
    look, more_to_look_at = _to_look_at(session, who, wanted)
    there = {line.id for line in look}
    owed = to_confirm(session, who, None, MOST, wanted.team or None, wanted.rep or None)
    due = queries.notes_due(session, who, wanted)
    return [
        _pile(LOOK, look, more_to_look_at),
        _pile(
            CONFIRM,
            [confirm_line(one) for one in owed.items if one.call not in there],
            owed.next is not None,
        ),
        _pile(DISPUTES, [dispute_line(one) for one in _disputes(session, who, wanted)]),
        _pile(NOTES, [note_line(one) for one in due]),
        _hearing(web, session, who, wanted),
    ]


def _to_look_at(session: Session, who: Who, wanted: Filter) -> tuple[list[Line], bool]:
    """Calls that cannot go on, and drafts in which something stands out; whether there may be more.

    What stands out in a reading is not told to who scores the call themselves first.
    """
    unconfirmed = queries.drafts(session, who, wanted)
    doubted = [one for one in unconfirmed if doubts(one)]
    blind = waiting_blind(session, who, [(one.waiting.call, one.review) for one in doubted])
    lines = [ended_line(one) for one in queries.stuck(session, who, wanted)]
    lines += [look_line(one) for one in doubted if one.waiting.call.id not in blind]
    return lines, len(unconfirmed) == MOST


def _disputes(session: Session, who: Who, wanted: Filter) -> Sequence[DisputeView]:
    found = disputes_waiting(session, who)
    among = queries.calls_among(session, wanted, {one.call for one in found})
    return [one for one in found if one.call in among]


def _hearing(web: Web, session: Session, who: Who, wanted: Filter) -> Pile:
    found = queries.in_work(session, who, wanted)
    work = queries.as_work(found)
    pace = pace_of(queries.pace(session)) if work else 0.0
    left = seconds_left(work, pace, web.settings.hearing_processes)
    return _pile(HEARING, [working_line(one, left) for one in found], len(found) == MOST)


TITLES = {
    LOOK: (
        "Needs a look",
        "Something the AI reading could not settle, or a call that cannot go on.",
        "Nothing stands out.",
    ),
    CONFIRM: (
        "To confirm",
        "One call of each rep and week, and every drawn one.",
        "All that you owe is confirmed.",
    ),
    DISPUTES: ("Questions from reps", "Answer within five working days.", "No question is open."),
    NOTES: ("Due for a note", "One note per rep and week.", "Every rep with calls has a note."),
    HEARING: ("Being heard", "You can close this page: nothing is lost.", "Nothing is being heard."),
}


def _pile(key: str, lines: Sequence[Line], more: bool = False) -> Pile:
    title, about, empty = TITLES[key]
    return Pile(
        key=key,
        title=title,
        about=about,
        count=f"{len(lines)}+" if more else str(len(lines)),
        lines=tuple(lines),
        empty=empty,
        empty_href="/upload" if key == HEARING else "",
        empty_action="Upload calls" if key == HEARING else "",
    )


def _shortened(one: Pile, wanted: Filter) -> Pile:
    if len(one.lines) <= AT_FIRST:
        return one
    return one.model_copy(update={"lines": one.lines[:AT_FIRST], "more": address(wanted, one.key)})
