"""Putting the pages of draws together: how far a week has come, and its list to fetch recordings by."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from scoring.formats import clock, counted
from scoring.visible import visible
from service.calls.details import monday
from service.db.tables import Draw, DrawnCall
from service.frame.chosen import REPS, Chosen, Listed, draws_chosen, lines_chosen, states_by_team
from service.frame.coverage import Counts, covered, in_numbers, not_drawn
from service.frame.page_views import (
    CoveragePage,
    DrawLine,
    DrawnListPage,
    NotDrawnLine,
    PartLink,
    Parts,
    PlaceLine,
    TeamLine,
    Typed,
)
from service.frame.sample_queries import REASONS, STATE, SampleFilter, draw_views, in_order, places
from service.frame.sample_views import Covered, DrawnCallView, DrawView, NotDrawn
from service.frame.weeks import first_day, week_words
from service.people.who import Who
from service.web.moments import local_moment

NOTHING_TYPED = Typed()
PAGE, LIST = "/coverage", "/coverage/list"


def coverage_page(
    session: Session,
    who: Who,
    chosen: Chosen,
    told: Sequence[NotDrawn] | None = None,
    typed: Typed = NOTHING_TYPED,
) -> CoveragePage:
    """The part of the week as they may see it. `told`: why nothing was drawn of somebody, when it was tried
    just now.
    """
    day, listed = first_day(chosen.week), draws_chosen(session, who, chosen)
    chosen = chosen.within(len(listed))
    views = _drawn(session, _on_page(listed, chosen))
    lists, draws = who.has("manager", "qa"), who.has("qa")
    shown = [_place(one, lists, draws) for view in views for one in view.calls if one.state != "scored"]
    whys = {one.rep: one.why for one in told or ()}
    rows = [covered(view) for view in views]
    remarks = [tuple(_remarks(row, view)) for row, view in zip(rows, views, strict=True)]
    of_all = _of_all(remarks)
    return CoveragePage(
        week=week_words(chosen.week),
        day=day.isoformat(),
        asked=chosen.address(),
        parts=_parts(session, who, chosen, listed, PAGE),
        before_href=_other_week(chosen, day - timedelta(days=7)),
        after_href=_other_week(chosen, day + timedelta(days=7)),
        of_all=of_all,
        draws=tuple(
            _line(row, view, tuple(one for one in said if one not in of_all), lists)
            for row, view, said in zip(rows, views, remarks, strict=True)
        ),
        open=tuple(one for one in shown if one.state != "replaced"),
        replaced=tuple(one for one in shown if one.state == "replaced"),
        not_drawn=tuple(
            _not_drawn(one, whys.get(one.rep, one.why)) for one in _without_draw(session, who, chosen)
        ),
        may_draw=draws,
        list_href=f"{LIST}?{chosen.address()}" if lists and views else "",
        csv_href=_csv(chosen.week) if lists and views else "",
        reasons=tuple(REASONS.items()),
        typed=typed,
    )


def drawn_list_page(session: Session, who: Who, chosen: Chosen) -> DrawnListPage:
    """Every place of the draws of this part that is still wanted, by rep and place."""
    listed = draws_chosen(session, who, chosen)
    chosen = chosen.within(len(listed))
    here = DrawnCall.draw_id.in_([one.draw for one in _on_page(listed, chosen)])
    found = in_order(one for _, one in places(session, here, STATE != "replaced"))
    return DrawnListPage(
        week=week_words(chosen.week),
        parts=_parts(session, who, chosen, listed, LIST),
        places=tuple(_place(one, True, False) for one in found),
        csv_href=_csv(chosen.week),
        back_href=f"{PAGE}?{chosen.address()}",
    )


def _on_page(listed: Sequence[Listed], chosen: Chosen) -> Sequence[Listed]:
    return listed[(chosen.page - 1) * REPS : chosen.page * REPS]


def _drawn(session: Session, listed: Sequence[Listed]) -> list[DrawView]:
    """These draws, in their order."""
    views = draw_views(session, Draw.id.in_([one.draw for one in listed]))
    return sorted(views, key=lambda one: (one.rep_name, one.id))


def _without_draw(session: Session, who: Who, chosen: Chosen) -> list[NotDrawn]:
    """They stand on the first page: of them there is nothing but a line."""
    if chosen.page > 1:
        return []
    return not_drawn(session, SampleFilter(week=chosen.week), who, *lines_chosen(chosen))


def _parts(session: Session, who: Who, chosen: Chosen, listed: Sequence[Listed], path: str) -> Parts:
    is_whole = not chosen.team and len(listed) <= REPS
    counts = {} if is_whole or chosen.team else states_by_team(session, who, chosen.week)
    return Parts(
        team=visible(chosen.team),
        all_href=f"{path}?{Chosen(chosen.week).address()}",
        teams=tuple(_team_line(chosen.week, team, states, path) for team, states in counts.items()),
        pages=tuple(_pages(chosen, listed, path)) if len(listed) > REPS else (),
    )


def _team_line(week: int, team: str, states: Counts, path: str) -> TeamLine:
    return TeamLine(visible(team), f"{path}?{Chosen(week, team).address()}", **in_numbers(states))


def _pages(chosen: Chosen, listed: Sequence[Listed], path: str) -> Iterator[PartLink]:
    for number, first in enumerate(range(0, len(listed), REPS), start=1):
        names = visible(listed[first].rep), visible(listed[min(first + REPS, len(listed)) - 1].rep)
        href = f"{path}?{replace(chosen, page=number).address()}"
        yield PartLink(" – ".join(dict.fromkeys(names)), href, number == chosen.page)


def _other_week(chosen: Chosen, day: date) -> str:
    return f"{PAGE}?{Chosen(monday(day), chosen.team).address()}"


def _csv(week: int) -> str:
    return f"/api/v1/drawn-calls.csv?{urlencode({'week': week})}"


def _line(row: Covered, view: DrawView, remarks: tuple[str, ...], leads: bool) -> DrawLine:
    return DrawLine(
        rep=visible(row.rep_name),
        rep_href=f"/reps/{row.rep}" if leads else "",
        frame=row.frame,
        eligible=row.eligible,
        wanted=row.wanted,
        drawn=row.drawn,
        fetched=row.fetched,
        scored=row.scored,
        replaced=row.replaced,
        missing=row.missing,
        remarks=remarks,
        rule=f"{counted(row.wanted, 'call', 'calls')} a week, of {clock(view.shortest)} at least",
        seed=view.seed,
        fingerprint=view.fingerprint,
        generator=view.generator,
    )


def _of_all(remarks: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What is to be said of every draw, where there are several: it is said once, above them."""
    return tuple(one for one in remarks[0] if all(one in said for said in remarks)) if remarks[1:] else ()


def _remarks(row: Covered, view: DrawView) -> Iterator[str]:
    """What is out of the ordinary with a draw."""
    if row.drawn - row.replaced < row.wanted and row.eligible < row.wanted:
        yield f"only {counted(row.eligible, 'call was', 'calls were')} long enough"
    if row.none_left:
        yield f"{counted(row.none_left, 'place', 'places')} without a call to stand in"
    if row.late:
        yield f"{counted(row.late, 'call', 'calls')} came into the log after the draw"
    if not view.fixed_beforehand:
        yield "the rule was fixed after the week had begun"


def _not_drawn(one: NotDrawn, why: str) -> NotDrawnLine:
    return NotDrawnLine(visible(one.rep_name), counted(one.calls, "call", "calls"), why)


def _place(one: DrawnCallView, leads: bool, draws: bool) -> PlaceLine:
    replaced_by = f"; place {one.replaced_by} stands in" if one.replaced_by is not None else ""
    return PlaceLine(
        draw=one.draw,
        place=one.place,
        key=f"{one.draw}-{one.place}",
        rep=visible(one.rep_name),
        team=visible(one.team),
        external_id=visible(one.external_id),
        when=local_moment(one.started_at, one.zone),
        length=clock(one.seconds),
        kind=visible(one.kind or ""),
        state=one.state,
        why=visible(one.why) + replaced_by,
        href=f"/calls/{one.call}" if one.call is not None and leads else "",
        may_replace=draws and one.state != "replaced",
    )
