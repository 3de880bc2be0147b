"""Where a rep stands before a plan: averages of random calls that people confirmed or scored, of no others.

A trend also shows AI readings that nobody looked at. What a plan is begun on must not rest on them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from scoring.milestone.likely_range import Spread
from scoring.scorecard import Scorecard
from scoring.trend import Cell, Trend, marked
from scoring.trend_records import QA, Series, Version, WeekCount, WeekSum
from service.db.tables import Person
from service.plans.occasions import SettledCall
from service.trends.gathered import gather
from service.trends.queries import asked_for
from service.trends.views import TrendQuery

Spreads = Mapping[tuple[str, str], Spread]
"""The team's spread by rubric and judge."""


def newest_confirmed(
    session: Session, rep: Person, weeks: int, calls: Sequence[SettledCall], first: date
) -> list[Series]:
    """Of each series of the rep's trend the newest average, made anew from these calls alone, with all that
    was corrected; without a point where they come to none since `first`.

    From the trend come the titles and the team's spread, which says nothing about this rep.
    """
    since, asked = asked_for(session, TrendQuery(weeks=weeks))
    shown = gather(session, [rep.id], asked)[rep.id]
    return [
        _newest(key, title, _confirmed(key, _spreads(shown.trend(key), since), calls), first)
        for key, title in shown.titles().items()
    ]


def _newest(key: str, title: str, trend: Trend, first: date) -> Series:
    cells = reversed([one for one in marked(_cells(trend)) if one[0][0] >= first])
    points = (trend.point(cell, changed) for cell, changed in cells)
    newest = next((point for point in points if point.average is not None), None)
    return Series(criterion=key, title=title, points=() if newest is None else (newest,))


def _confirmed(criterion: str, team: Spreads, calls: Sequence[SettledCall]) -> Trend:
    values: dict[tuple[date, Version], list[Fraction | None]] = defaultdict(list)
    spreads: dict[Version, Spread] = {}
    for one in calls:
        version = Version(rubric=one.facts.rubric, judge=one.facts.judge, model=None)
        spread = team.get((one.facts.rubric, one.judge))
        if spread is not None:
            spreads[version] = spread
        applies, value = _value(one.facts.scorecard, criterion)
        if applies:
            values[one.day - timedelta(days=one.day.weekday()), version].append(value)
    sums, counts = [], []
    for (week, version), found in values.items():
        known = [value for value in found if value is not None]
        squares = sum((value * value for value in known), Fraction(0))
        if known:
            sums.append(WeekSum(week, version, len(known), sum(known, Fraction(0)), squares))
        counts.append(WeekCount(week, version, len(found), len(found), len(found) - len(known)))
    return Trend(sums, counts, spreads, "random")


def _value(card: Scorecard, criterion: str) -> tuple[bool, Fraction | None]:
    """Whether the call says something of it, and the value in percent; None: it stayed open."""
    if criterion == QA:
        return card.qa_score.low is not None or card.qa_score.value is not None, card.qa_score.value
    part = next((one for one in card.criteria if one.key == criterion), None)
    if part is None or part.state == "not_applicable":
        return False, None
    worth = part.worth_low if part.state == "scored" else None
    return True, None if worth is None else Fraction(worth)


def _spreads(trend: Trend, first: date) -> Spreads:
    """The team's spread, where the trend has an average since `first` that was made with one."""
    found: dict[tuple[str, str], Spread] = {}
    for week, version in _cells(trend):
        made_by = version.rubric, version.judge
        if week < first or made_by in found:
            continue
        average, _ = trend.average((week, version))
        if average is not None and average.team_sd is not None:
            found[made_by] = Spread(team_sd=Fraction(average.team_sd), prior_weight=average.team_weight)
    return found


def _cells(trend: Trend) -> set[Cell]:
    return {*trend.sums, *trend.counts}
