"""The trend of a rep, put together from what the database adds up."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from scoring.milestone.likely_range import Spread
from scoring.trend import ENOUGH, MOST_WEEKS, Trend, series_of
from scoring.trend_average import team_spread
from scoring.trend_records import QA, Series, Version, WeekCount, WeekSum, week_day
from service.db.base import now
from service.db.tables import Person
from service.errors import Unprocessable
from service.trends import sums
from service.trends.forms import forms_of, rubric_keys, titles_of
from service.trends.sums import Asked
from service.trends.views import TrendQuery, TrendView

Read = Sequence[Row[*tuple[Any, ...]]]

LATEST = date(2099, 12, 28)
"""Up to where is asked when nobody said: in a zone that is ahead, the next week may have begun."""
SETTLED = ("scored", "not_applicable")


def trend_of(session: Session, person: Person, query: TrendQuery) -> TrendView:
    """The trend. Raises Unprocessable for a day, a rubric or a criterion that is not known."""
    first, last = span(query)
    # Averages reach back over weeks that are not shown themselves.
    reach = first - timedelta(weeks=MOST_WEEKS - 1)
    rubrics = rubric_keys(session, query.rubric)
    gathered = Gathered(session, person.id, Asked(query.selection, reach, last, query.criterion, rubrics))
    return TrendView(
        rep=person.public_id,
        selection=query.selection,
        first_week=first,
        weeks=query.weeks,
        enough=ENOUGH,
        series=[gathered.series(key, title, first) for key, title in gathered.titles().items()],
    )


def span(query: TrendQuery) -> tuple[date, date]:
    """The Mondays of the first week and of the last one that may have calls."""
    until = query.last_day()
    day = until or now().date()
    this = day - timedelta(days=day.weekday())
    return this - timedelta(weeks=query.weeks - 1), this if until else LATEST


class Gathered:
    """Sums and counts of one rep, read once, and handed out by criterion."""

    def __init__(self, session: Session, rep: int, asked: Asked) -> None:
        self.asked = asked
        self.counts = session.execute(sums.scorecard_counts(rep, asked)).all()
        scores = sums_by_model(session, rep, asked, self.counts)
        self.forms = forms_of(session, {row[1] for row in scores} | {row.rubric_id for row in self.counts})
        self.versions: dict[tuple[int, str, str | None], Version] = {}
        self.sums: dict[str, list[WeekSum]] = defaultdict(list)
        for key, *maker, week, n, total, squares in scores:
            one = WeekSum(week_day(week), self.version(*maker), n, Fraction(total), Fraction(squares))
            self.sums[key].append(one)
        unweighted = {rubric: form.unweighted for rubric, form in self.forms.items()}
        self.still_open = open_ends(session.execute(sums.open_scorecards(rep, asked, unweighted)).all())
        colleagues = session.scalars(sums.colleagues(rep)).all()
        self.spreads = spreads_of(session.execute(sums.colleague_sums(colleagues, asked)).all())

    def titles(self) -> dict[str, str]:
        """The series that are asked for. Raises Unprocessable for a criterion that no rubric here has."""
        titles, wanted = titles_of(self.forms), self.asked.criterion
        if not self.forms:
            return {}
        if wanted is not None and wanted not in titles:
            raise Unprocessable(
                f"No rubric of these calls has a criterion {wanted}.", f"Ask for one of: {', '.join(titles)}."
            )
        return titles if wanted is None else {wanted: titles[wanted]}

    def series(self, key: str, title: str, first: date) -> Series:
        """The series of one criterion from `first` on."""
        counts = [
            WeekCount(week_day(week), self.version(*maker), n, confirmed, self.still_open[key, *maker, week])
            for *maker, week, n, confirmed in self.counts
        ]
        spreads = {
            self.version(*maker): self.spreads[key, maker[0], maker[1]]
            for *maker, _, _, _ in self.counts
            if (key, maker[0], maker[1]) in self.spreads
        }
        return series_of(key, title, Trend(self.sums[key], counts, spreads, self.asked.selection), first)

    def version(self, rubric: int, judge: str, model: str | None) -> Version:
        maker = rubric, judge, model
        if maker not in self.versions:
            self.versions[maker] = Version(rubric=self.forms[rubric].name, judge=judge, model=model)
        return self.versions[maker]


def sums_by_model(session: Session, rep: int, asked: Asked, counts: Read) -> Sequence[Sequence[Any]]:
    """criterion, rubric, judge, model, week; n, Σx, Σx². From weekly sums, if one model read each week."""
    models: dict[tuple[Any, ...], set[str | None]] = defaultdict(set)
    for rubric, judge, model, week, *_ in counts:
        models[rubric, judge, week].add(model)
    rows = session.execute(sums.rolled_up(rep, asked)).all()
    if any(len(models[rubric, judge, week]) != 1 for _, rubric, judge, week, *_ in rows):
        return session.execute(sums.score_sums(rep, asked)).all()
    return [
        (key, rubric, judge, *models[rubric, judge, week], week, *amounts)
        for key, rubric, judge, week, *amounts in rows
    ]


def open_ends(scorecards: Read) -> Counter[tuple[Any, ...]]:
    """criterion, rubric, judge, model, week → scorecards in which that could not be settled."""
    found: Counter[tuple[Any, ...]] = Counter()
    for *place, qa_state, criteria in scorecards:
        open_keys = [one["key"] for one in criteria if one["state"] not in SETTLED]
        if qa_state != "complete":
            open_keys.append(QA)
        found.update((key, *place) for key in open_keys)
    return found


def spreads_of(colleagues: Read) -> Mapping[tuple[str, int, str], Spread]:
    """criterion, rubric, judge → the team's spread, from the sums of each colleague."""
    by_key: dict[tuple[str, int, str], list[tuple[int, Fraction, Fraction]]] = defaultdict(list)
    for key, rubric, judge, n, total, squares in colleagues:
        by_key[key, rubric, judge].append((int(n), Fraction(total), Fraction(squares)))
    return {key: team_spread(each) for key, each in by_key.items()}
