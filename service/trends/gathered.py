"""What stands in the database for the trends of some reps, read once for all and handed out by rep."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from scoring.milestone.likely_range import Spread
from scoring.trend import Trend, series_of
from scoring.trend_average import Sums, added, team_spread
from scoring.trend_records import QA, Series, Version, WeekCount, WeekSum, week_day
from service.errors import Unprocessable
from service.trends import sums
from service.trends.forms import Form, forms_of, titles_of
from service.trends.sums import Asked, Rows

Row = Sequence[Any]
Read = Mapping[int, Sequence[Row]]
"""Rows by the rep they are of, without that column."""
NOTHING: Sequence[Row] = ()
Measure = tuple[str, int, str]
"""criterion, rubric, judge"""
SpreadOut = tuple[Measure, Sums]
SETTLED = ("scored", "not_applicable")


def gather(session: Session, reps: Sequence[int], asked: Asked) -> "dict[int, Gathered]":
    """What the trend of each of the reps is made of."""
    counts = _by_rep(session, sums.scorecard_counts(reps, asked))
    scores = _sums_by_model(session, reps, asked, counts)
    used = {row[0] for rows in counts.values() for row in rows}
    forms = forms_of(session, used | {row[1] for rows in scores.values() for row in rows})
    unweighted = {rubric: form.unweighted for rubric, form in forms.items()}
    # The open ends of the QA score are counted; which criterion has one stands in the documents alone.
    documents = asked.criterion != QA
    still_open = _by_rep(session, sums.open_scorecards(reps, asked, unweighted)) if documents else {}
    colleagues = _by_rep(session, sums.colleagues(reps))
    theirs = _spread_out(_by_rep(session, sums.colleague_sums(sorted(_all_of(colleagues)), asked)))
    found = {}
    for rep in reps:
        around = [one for (key,) in colleagues.get(rep, NOTHING) for one in theirs.get(key, ())]
        own = [table.get(rep, NOTHING) for table in (counts, scores, still_open)]
        found[rep] = Gathered(asked, forms, own[0], own[1], own[2], around)
    return found


class Gathered:
    """Sums and counts of one rep, handed out by criterion."""

    def __init__(
        self,
        asked: Asked,
        forms: Mapping[int, Form],
        counts: Sequence[Row],
        scores: Sequence[Row],
        still_open: Sequence[Row],
        colleagues: Iterable[SpreadOut],
    ) -> None:
        self.asked, self.counts = asked, counts
        used = {row[1] for row in scores} | {row[0] for row in counts}
        self.forms = {rubric: form for rubric, form in forms.items() if rubric in used}
        self.versions: dict[tuple[int, str, str | None], Version] = {}
        self.sums: dict[str, list[WeekSum]] = defaultdict(list)
        for key, *maker, week, n, total, squares in scores:
            one = WeekSum(week_day(week), self.version(*maker), n, Fraction(total), Fraction(squares))
            self.sums[key].append(one)
        self.still_open = _open_ends(counts, still_open)
        self.spreads = _spreads_of(colleagues)

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
        return series_of(key, title, self.trend(key), first)

    def trend(self, key: str) -> Trend:
        """What the series of one criterion is made of."""
        counts = [
            WeekCount(week_day(week), self.version(*maker), n, confirmed, self.still_open[key, *maker, week])
            for *maker, week, n, confirmed, _ in self.counts
        ]
        spreads = {
            self.version(*maker): self.spreads[key, maker[0], maker[1]]
            for *maker, _, _, _, _ in self.counts
            if (key, maker[0], maker[1]) in self.spreads
        }
        return Trend(self.sums[key], counts, spreads, self.asked.selection)

    def version(self, rubric: int, judge: str, model: str | None) -> Version:
        maker = rubric, judge, model
        if maker not in self.versions:
            self.versions[maker] = Version(rubric=self.forms[rubric].name, judge=judge, model=model)
        return self.versions[maker]


def _by_rep(session: Session, asked: Rows) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for rep, *row in session.execute(asked):
        found[rep].append(row)
    return found


def _all_of(colleagues: Read) -> set[int]:
    return {one for rows in colleagues.values() for (one,) in rows}


def _sums_by_model(session: Session, reps: Sequence[int], asked: Asked, counts: Read) -> Read:
    """criterion, rubric, judge, model, week; n, Σx, Σx². From weekly sums, of reps whose weeks each were read
    by one model."""
    rolled_up = _by_rep(session, sums.rolled_up(reps, asked))
    found, several = {}, []
    for rep, rows in rolled_up.items():
        models: dict[tuple[Any, ...], set[str | None]] = defaultdict(set)
        for rubric, judge, model, week, *_ in counts.get(rep, NOTHING):
            models[rubric, judge, week].add(model)
        if any(len(models[rubric, judge, week]) != 1 for _, rubric, judge, week, *_ in rows):
            several.append(rep)
        else:
            found[rep] = [
                (key, rubric, judge, *models[rubric, judge, week], week, *amounts)
                for key, rubric, judge, week, *amounts in rows
            ]
    return found | (_by_rep(session, sums.score_sums(several, asked)) if several else {})


def _open_ends(counts: Sequence[Row], scorecards: Sequence[Row]) -> Counter[tuple[Any, ...]]:
    """criterion, rubric, judge, model, week → scorecards in which that could not be settled."""
    found = Counter({(QA, *place): still_open for *place, _, _, still_open in counts})
    for *place, criteria in scorecards:
        found.update((one["key"], *place) for one in criteria if one["state"] not in SETTLED)
    return found


def _spread_out(colleagues: Read) -> Mapping[int, Sequence[SpreadOut]]:
    """How far the calls of each colleague lie apart, worked out once for everybody around them."""
    return {
        rep: [
            ((key, rubric, judge), added([(int(n), Fraction(total), Fraction(squares))]))
            for key, rubric, judge, n, total, squares in rows
        ]
        for rep, rows in colleagues.items()
    }


def _spreads_of(colleagues: Iterable[SpreadOut]) -> Mapping[Measure, Spread]:
    """criterion, rubric, judge → the team's spread."""
    by_key: dict[Measure, list[Sums]] = defaultdict(list)
    for key, one in colleagues:
        by_key[key].append(one)
    return {key: team_spread(each) for key, each in by_key.items()}
