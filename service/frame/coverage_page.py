"""Putting the pages of draws together: how far a week has come, and its list to fetch recordings by."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from scoring.formats import clock, counted
from scoring.visible import visible
from service.calls.details import monday
from service.frame.coverage import coverage_of, draws_covered, not_drawn
from service.frame.page_views import (
    CoveragePage,
    DrawLine,
    DrawnListPage,
    NotDrawnLine,
    PlaceLine,
    Typed,
)
from service.frame.sample_queries import REASONS, SampleFilter, drawn_calls
from service.frame.sample_views import Covered, DrawnCallView, DrawView, NotDrawn
from service.frame.weeks import first_day, week_words, written
from service.people.who import Who
from service.web.moments import local_moment

NOTHING_TYPED = Typed()


def coverage_page(
    session: Session,
    who: Who,
    week: int,
    told: Sequence[NotDrawn] | None = None,
    typed: Typed = NOTHING_TYPED,
) -> CoveragePage:
    """The week as they may see it. `told`: why nothing was drawn of somebody, when it was tried just now."""
    wanted, day = SampleFilter(week=week), first_day(week)
    views = draws_covered(session, wanted, who)
    found = coverage_of(views, not_drawn(session, wanted, who))
    lists, draws = who.has("manager", "qa"), who.has("qa")
    places = [_place(one, lists, draws) for one in found.not_scored]
    whys = {one.rep: one.why for one in told or ()}
    remarks = [tuple(_remarks(row, view)) for row, view in zip(found.rows, views, strict=True)]
    of_all = _of_all(remarks)
    return CoveragePage(
        week=week_words(week),
        day=day.isoformat(),
        before_href=_href(monday(day - timedelta(days=7))),
        after_href=_href(monday(day + timedelta(days=7))),
        of_all=of_all,
        draws=tuple(
            _line(row, view, tuple(one for one in said if one not in of_all), lists)
            for row, view, said in zip(found.rows, views, remarks, strict=True)
        ),
        open=tuple(one for one in places if one.state != "replaced"),
        replaced=tuple(one for one in places if one.state == "replaced"),
        not_drawn=tuple(_not_drawn(one, whys.get(one.rep, one.why)) for one in found.not_drawn),
        may_draw=draws,
        list_href=f"/coverage/list?{urlencode({'week': day.isoformat()})}" if lists and views else "",
        csv_href=_csv(week) if lists and views else "",
        reasons=tuple(REASONS.items()),
        typed=typed,
    )


def drawn_list_page(session: Session, who: Who, week: int) -> DrawnListPage:
    """Every place of the week's draws that is still wanted, by rep and place."""
    places = drawn_calls(session, SampleFilter(week=week), who)
    return DrawnListPage(
        week=week_words(week),
        places=tuple(_place(one, True, False) for one in places if one.state != "replaced"),
        csv_href=_csv(week),
        back_href=_href(week),
    )


def _href(week: int) -> str:
    return f"/coverage?{urlencode({'week': written(week)})}"


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
