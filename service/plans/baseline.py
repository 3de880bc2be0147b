"""Where a rep stands before a plan: averages of random calls that people confirmed or scored, of no others.

A trend also shows AI readings that nobody looked at. What a plan is begun on must not rest on them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from scoring.milestone.likely_range import Spread
from scoring.scorecard import Scorecard
from scoring.trend import Trend, series_of
from scoring.trend_records import QA, Series, Version, WeekCount, WeekSum
from service.plans.occasions import SettledCall


def confirmed_series(shown: Sequence[Series], calls: Sequence[SettledCall], first: date) -> list[Series]:
    """The series of a trend anew, from these calls alone, with all that was corrected.

    `shown`: the trend, for its titles and for the team's spread, which says nothing about this rep.
    """
    return [_confirmed(one, calls, first) for one in shown]


def _confirmed(shown: Series, calls: Sequence[SettledCall], first: date) -> Series:
    values: dict[tuple[date, Version], list[Fraction | None]] = defaultdict(list)
    spreads: dict[Version, Spread] = {}
    team = {(rubric, judge): spread for rubric, judge, spread in _spreads(shown)}
    for one in calls:
        version = Version(rubric=one.facts.rubric, judge=one.facts.judge, model=None)
        spread = team.get((one.facts.rubric, one.run.judge))
        if spread is not None:
            spreads[version] = spread
        applies, value = _value(one.facts.scorecard, shown.criterion)
        if applies:
            values[one.day - timedelta(days=one.day.weekday()), version].append(value)
    sums, counts = [], []
    for (week, version), found in values.items():
        known = [value for value in found if value is not None]
        squares = sum((value * value for value in known), Fraction(0))
        if known:
            sums.append(WeekSum(week, version, len(known), sum(known, Fraction(0)), squares))
        counts.append(WeekCount(week, version, len(found), len(found), len(found) - len(known)))
    return series_of(shown.criterion, shown.title, Trend(sums, counts, spreads, "random"), first)


def _value(card: Scorecard, criterion: str) -> tuple[bool, Fraction | None]:
    """Whether the call says something of it, and the value in percent; None: it stayed open."""
    if criterion == QA:
        return card.qa_score.low is not None or card.qa_score.value is not None, card.qa_score.value
    part = next((one for one in card.criteria if one.key == criterion), None)
    if part is None or part.state == "not_applicable":
        return False, None
    worth = part.worth_low if part.state == "scored" else None
    return True, None if worth is None else Fraction(worth)


def _spreads(shown: Series) -> Iterator[tuple[str, str, Spread]]:
    for point in shown.points:
        if point.average is not None and point.average.team_sd is not None:
            spread = Spread(team_sd=Fraction(point.average.team_sd), prior_weight=point.average.team_weight)
            yield point.scored_by.rubric, point.scored_by.judge, spread
