"""The trend of a rep: a weekly series for each criterion and the QA score, never a number without its doubt.

Averaged are the fewest weeks, ending with the point's own, that hold 8 calls: the week alone where it holds
as many, else the last 2 to 12 weeks, and the point names them. Where 12 hold fewer it is too early to say.
No average mixes two versions of a rubric, two judges or two models.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from scoring.formats import counted, format_percent
from scoring.milestone.likely_range import Spread
from scoring.trend_average import ALONE, likely_average
from scoring.trend_records import Changed, Likely, Point, Selection, Series, Version, WeekCount, WeekSum

ENOUGH = 8
"""Calls an average needs: with fewer, no likely range is narrow enough to act on (as for milestones)."""
MOST_WEEKS = 12
"""Weeks an average reaches back at most: what is older says little about today."""
BACK = tuple(timedelta(weeks=number) for number in range(MOST_WEEKS))
TOO_EARLY = "too early to say"
CALLS: dict[Selection, tuple[str, str]] = {
    "random": ("random call", "random calls"),
    "manager": ("call the manager picked", "calls the manager picked"),
    "rep": ("call the rep put forward", "calls the rep put forward"),
    "complaint": ("call with a complaint", "calls with a complaint"),
}

Cell = tuple[date, Version]


class Trend:
    """The sums and counts of one criterion, asked cell by cell."""

    def __init__(
        self,
        sums: Sequence[WeekSum],
        counts: Sequence[WeekCount],
        spreads: Mapping[Version, Spread],
        selection: Selection,
    ) -> None:
        self.sums = {(one.week, one.version): one for one in sums}
        self.counts = {(one.week, one.version): one for one in counts}
        self.spreads = spreads
        self.selection = selection

    def points(self, first: date) -> Iterator[Point]:
        """The points from `first` on. Earlier weeks serve the averages that reach back, and the breaks."""
        for cell, changed in marked({*self.sums, *self.counts}):
            if cell[0] >= first:
                yield self.point(cell, changed)

    def point(self, cell: Cell, changed: Changed) -> Point:
        week, version = cell
        count = self.counts.get(cell) or WeekCount(week, version, 0, 0, 0)
        n = self.sums[cell].n if cell in self.sums else 0
        # Sums and counts are read one after the other; a call that came in between is in one of them only.
        scorecards = max(count.scorecards, n + count.incomplete)
        average, words = self.average(cell)
        return Point(
            week=week,
            scored_by=version,
            changed=changed,
            scorecards=scorecards,
            confirmed=count.confirmed,
            n=n,
            incomplete=count.incomplete,
            not_applicable=scorecards - n - count.incomplete,
            average=average,
            words=words,
        )

    def average(self, cell: Cell) -> tuple[Likely | None, str]:
        """The average of the fewest weeks that hold enough calls, and its words. None: too early to say."""
        week, version = cell
        taken: list[WeekSum] = []
        n = incomplete = 0
        for back in BACK:
            here = (week - back, version)
            summed, count = self.sums.get(here), self.counts.get(here)
            incomplete += count.incomplete if count else 0
            if summed is None:
                continue
            taken.append(summed)
            n += summed.n
            if n >= ENOUGH:
                likely = likely_average(taken, week, incomplete, self.spreads.get(version, ALONE))
                return likely, in_words(likely, self.selection)
        return None, too_early(n, incomplete, self.selection)


def series_of(criterion: str, title: str, trend: Trend, first: date) -> Series:
    """The series of one criterion from `first` on, oldest week first."""
    return Series(criterion=criterion, title=title, points=tuple(trend.points(first)))


def marked(cells: set[Cell]) -> Iterator[tuple[Cell, Changed]]:
    """The cells in order, each with what is new in it against the last week before that had any."""
    before: list[Version] = []
    by_week: dict[date, list[Version]] = defaultdict(list)
    for week, version in cells:
        by_week[week].append(version)
    for week, present in sorted(by_week.items(), key=lambda one: one[0]):
        # What goes on stands before what is new.
        present.sort(key=lambda one: (one not in before, one.rubric, one.judge, one.model or ""))
        for version in present:
            yield (week, version), changes(version, before)
        before = present


def changes(version: Version, before: Sequence[Version]) -> Changed:
    """What is new in a version. Where only its rubric and judge coming together is new, both are named."""
    if not before or version in before:
        return ()
    rubric = version.rubric not in {one.rubric for one in before}
    judge = (version.judge, version.model) not in {(one.judge, one.model) for one in before}
    if rubric == judge:
        return ("rubric", "judge")
    return ("rubric",) if rubric else ("judge",)


def in_words(average: Likely, selection: Selection) -> str:
    """ "87, likely 83–91, 12 random calls"; over several weeks they are named."""
    likely = f"likely {format_percent(average.low)}–{format_percent(average.high)}"
    span = f" of the last {average.weeks} weeks" if average.weeks > 1 else ""
    calls = counted(average.n, *CALLS[selection])
    return f"{format_percent(average.mean)}, {likely}, {calls}{span}{_beside(average.incomplete)}"


def too_early(n: int, incomplete: int, selection: Selection) -> str:
    """ "too early to say: 5 random calls in 12 weeks, 8 are needed"."""
    calls = counted(n, *CALLS[selection])
    return f"{TOO_EARLY}: {calls} in {MOST_WEEKS} weeks, {ENOUGH} are needed{_beside(incomplete)}"


def _beside(incomplete: int) -> str:
    return f" ({incomplete} more {'is' if incomplete == 1 else 'are'} incomplete)" if incomplete else ""
