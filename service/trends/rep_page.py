"""Putting the page of a rep together: small charts with their tables, focus, notes, calls, own questions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from scoring.formats import counted
from scoring.states import SELECTIONS
from scoring.trend_records import Point, Selection, Series, Version
from scoring.visible import visible
from service.calls import queries
from service.calls.lines import CallLine, call_line
from service.coaching.focus import focus_of
from service.coaching.page_views import NOTES
from service.coaching.queries import notes_of
from service.db.tables import Person
from service.frame.weeks import week_words
from service.people.who import Who
from service.reviews.disputes import own_disputes
from service.reviews.me import own_dispute
from service.reviews.queries import answers_of
from service.trends.left_out import left_out_words
from service.trends.page_views import Choice, NoteLine, RepPage, SeriesView, WeekRow
from service.trends.queries import trend_of
from service.trends.rights import looks_as_hr
from service.trends.views import TrendQuery
from service.web import charts

SPANS = (12, 26, 52, 104)
"""Weeks that can be looked at."""
LATEST = 10
"""Calls and notes the page lists; the rest is a click away."""


def rep_page(session: Session, who: Who, rep: Person, query: TrendQuery, path: str) -> RepPage:
    """The page as they may see it. For hr, to whom a plan opens it, the charts alone."""
    trend, own = trend_of(session, rep, query), who.person == rep.id
    closed = looks_as_hr(session, who, rep)
    calls_href = "" if closed else f"/calls?{urlencode({'rep': rep.public_id})}"
    asked = {"selection": query.selection, "weeks": query.weeks}
    return RepPage(
        id=rep.public_id,
        name=visible(rep.name),
        own=own,
        selections=tuple(
            Choice(f"{path}?{urlencode({**asked, 'selection': key})}", shown.word, key == query.selection)
            for key, shown in SELECTIONS.items()
        ),
        spans=tuple(
            Choice(f"{path}?{urlencode({**asked, 'weeks': weeks})}", f"{weeks} weeks", weeks == query.weeks)
            for weeks in SPANS
        ),
        random=query.selection == "random",
        series=tuple(series_view(one, calls_href, query.selection) for one in trend.series),
        left_out=left_out_words(trend.left_out),
        enough=trend.enough,
        csv_href=f"/api/v1/reps/{rep.public_id}/qa-trend?{urlencode({**asked, 'format': 'csv'})}",
        focus=None if closed else focus_of(session, rep),
        notes=() if closed else tuple(_notes(session, rep, own)),
        calls=() if closed else _calls(session, who, rep),
        calls_href=calls_href,
        talks_href="" if closed else f"/reps/{rep.public_id}/one-to-one",
        # Who asked how often is nobody else's: what waits for an answer stands on the page of questions.
        disputes=tuple(own_dispute(one) for one in own_disputes(session, who)) if own else (),
    )


def series_view(series: Series, calls_href: str, selection: Selection) -> SeriesView:
    """A series as a chart and a table; a click on a point, or a week's row, opens that week's calls."""
    href = f"{calls_href}&selection={selection}&week={{day}}" if calls_href else ""
    return SeriesView(
        key=series.criterion,
        title=visible(series.title),
        now=series.points[-1].words if series.points else "",
        chart=chart_of(series, href) if any(point.average for point in series.points) else None,
        rows=tuple(week_row(point, href) for point in reversed(series.points)),
    )


def chart_of(series: Series, href: str) -> charts.Chart:
    """The line. Where two versions scored a week, what came new is drawn; the table has both."""
    by_week = {point.week: point for point in series.points}
    first, last = series.points[0].week, series.points[-1].week
    weeks = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    return charts.Chart(
        points=tuple(_drawn(week, by_week.get(week)) for week in weeks),
        label=visible(series.title),
        breaks=tuple(_breaks(series.points)),
        href=href,
    )


def week_row(point: Point, href: str) -> WeekRow:
    """One point in words."""
    return WeekRow(
        week=f"{point.week.day} {point.week:%b %Y}",
        href=href.replace("{day}", point.week.isoformat()),
        average=point.words,
        scored=counted(point.scorecards, "call", "calls"),
        confirmed=str(point.confirmed),
        by=made_by(point.scored_by),
        changed=" and ".join(point.changed),
    )


def made_by(version: Version) -> str:
    """ "b2b-discovery@1, read by llm (a-model)" """
    model = f" ({visible(version.model)})" if version.model else ""
    return f"{version.rubric}, read by {version.judge}{model}"


def _drawn(week: date, point: Point | None) -> charts.Point:
    if point is None or point.average is None:
        return charts.Point(day=week, value=None, n=0 if point is None else point.n)
    average = point.average
    return charts.Point(day=week, value=float(average.mean), low=average.low, high=average.high, n=average.n)


def _breaks(points: Sequence[Point]) -> Iterator[charts.Break]:
    for point in points:
        names = {"rubric": point.scored_by.rubric, "judge": point.scored_by.model or point.scored_by.judge}
        if point.changed:
            yield charts.Break(day=point.week, name=", ".join(visible(names[one]) for one in point.changed))


def _notes(session: Session, rep: Person, own: bool) -> Iterator[NoteLine]:
    shown = [note for note in notes_of(session, rep) if not (own and note.state == "draft")]
    for note in shown[:LATEST]:
        about = note.note.happened or note.note.strength if note.note else ""
        yield NoteLine(f"/notes/{note.id}", week_words(note.week), NOTES[note.state], visible(about))


def _calls(session: Session, who: Who, rep: Person) -> tuple[CallLine, ...]:
    wanted = queries.CallFilter(rep=rep.public_id)
    found = queries.page_of_calls_visible_to(who, session, wanted, None, limit=LATEST).items
    answers = answers_of(session, [view.id for view in found if view.review not in (None, "draft")])
    return tuple(call_line(view, "", answers.get(view.id)) for view in found)
