"""The page of a team: reps by name, or those first where something waits; nobody is ranked."""

from datetime import timedelta
from typing import Literal
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from scoring.formats import counted
from scoring.trend_records import QA, Likely, Point
from scoring.visible import visible
from service.calibration.mean_views import team_mean_shown
from service.db.base import now
from service.db.tables import Person, Team
from service.errors import NotFound
from service.people.who import Who
from service.trends import team_queries as queries
from service.trends.page_views import Choice, RepLine, TeamPage
from service.trends.queries import trends_of
from service.trends.team_queries import Drawn, Overdue
from service.trends.views import TrendQuery, TrendView
from service.web.sparkline import Spark, sparkline

WEEKS = 12
Order = Literal["name", "attention"]
ORDERS: tuple[tuple[Order, str], ...] = (("name", "by name"), ("attention", "what needs attention first"))


def team_page(session: Session, who: Who, team: str, order: Order) -> TeamPage:
    """The page of that team, else of their first. Raises NotFound for one they don't see."""
    teams = queries.teams_of(session, who)
    chosen = next((one for one in teams if team in ("", one.public_id)), None)
    if team and chosen is None:
        raise NotFound(f"There is no team {team}.")
    lines = _lines(session, who, chosen, order) if chosen is not None else ()
    here = "" if chosen is None else chosen.public_id
    return TeamPage(
        title=_title(visible(chosen.name), lines) if chosen is not None else "Team",
        teams=tuple(Choice(_href(one.public_id, order), visible(one.name), one is chosen) for one in teams),
        orders=tuple(Choice(_href(here, key), text, key == order) for key, text in ORDERS),
        reps=lines,
        weeks=WEEKS,
        coverage_href="/coverage",
        mean=team_mean_shown(session, chosen, now()) if chosen is not None else None,
    )


def _title(team: str, lines: tuple[RepLine, ...]) -> str:
    """ "Northwind: something waits with 1 of 4 reps" """
    waiting = sum(bool(one.attention) for one in lines)
    if not waiting:
        return f"{team}: nothing waits" if lines else team
    return f"{team}: something waits with {waiting} of {counted(len(lines), 'rep', 'reps')}"


def _href(team: str, order: Order) -> str:
    return f"/team?{urlencode({'team': team, 'order': order})}"


def _lines(session: Session, who: Who, team: Team, order: Order) -> tuple[RepLine, ...]:
    reps = queries.reps_of(session, team, who)
    ids = [rep.id for rep in reps]
    drawn = queries.drawn_lately(session, who, ids)
    late = queries.overdue(session, who, ids, now())
    asked = queries.asked_by(session, who, ids)
    trends = trends_of(session, reps, TrendQuery(weeks=WEEKS, criterion=QA))
    found = [
        (
            _urgency(drawn.get(rep.id), late.get(rep.id), rep.id in asked),
            _line(rep, team, trends[rep.id], drawn, late, asked),
        )
        for rep in reps
    ]
    if order == "attention":
        # Equal ones stay in the order of their names.
        found.sort(key=lambda one: one[0])
    return tuple(line for _, line in found)


Urgency = tuple[bool, int, float]


def _urgency(drawn: Drawn | None, late: Overdue | None, asked: bool) -> Urgency:
    """What is looked at first: a question that waits, then what is overdue, then the fewest reviewed."""
    share = drawn.reviewed / drawn.drawn if drawn is not None and drawn.drawn else 1.0
    return (not asked, -late.calls if late else 0, share)


def _line(
    rep: Person,
    team: Team,
    trend: TrendView,
    drawn: dict[int, Drawn],
    late: dict[int, Overdue],
    asked: set[int],
) -> RepLine:
    points = trend.series[0].points if trend.series else ()
    now_words = points[-1].words if points else f"too early to say: no random call in {WEEKS} weeks"
    known = [point for point in points if point.average]
    return RepLine(
        href=f"/reps/{rep.public_id}",
        name=visible(rep.name),
        team=visible(team.name),
        spark=_spark(points) if known else None,
        says=f"QA score of {visible(rep.name)} over {WEEKS} weeks: {now_words}",
        now=now_words,
        covered=_covered(drawn.get(rep.id)),
        attention=tuple(_attention(late.get(rep.id), rep.id in asked)),
    )


def _spark(points: tuple[Point, ...]) -> Spark:
    """The averages week by week. Where two versions scored a week, the one that came new is drawn."""
    by_week = {point.week: point for point in points}
    weeks = (points[-1].week - points[0].week).days // 7 + 1
    shown: list[Likely | None] = []
    for number in range(weeks):
        point = by_week.get(points[0].week + timedelta(weeks=number))
        if point is not None and point.changed:
            # What was measured in another way is not joined by a line.
            shown.append(None)
        shown.append(None if point is None else point.average)
    return sparkline(
        [None if one is None else float(one.mean) for one in shown],
        [None if one is None else (one.low, one.high) for one in shown],
    )


def _covered(drawn: Drawn | None) -> str:
    if drawn is None or not drawn.drawn:
        return "nothing drawn"
    return (
        f"{drawn.reviewed} of {drawn.drawn} drawn calls reviewed, of {counted(drawn.logged, 'call', 'calls')}"
    )


def _attention(late: Overdue | None, asked: bool) -> list[str]:
    waits = ["a question waits for an answer"] if asked else []
    if late is not None:
        waits.append(
            f"{counted(late.calls, 'drawn call waits', 'drawn calls wait')} to be confirmed, "
            f"the oldest for {counted(late.days, 'day', 'days')}"
        )
    return waits
