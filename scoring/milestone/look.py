"""One look at a case: the calls or figures of some days, sorted, counted and estimated."""

from datetime import date
from typing import NamedTuple

from scoring.milestone.calls import ScoredCall
from scoring.milestone.case import Case
from scoring.milestone.counting import Aside, Tally, Why, count_calls
from scoring.milestone.estimate import Estimate, estimate_calls, estimate_figures
from scoring.milestone.figures import Figures
from scoring.milestone.goals import CountGoal
from scoring.milestone.plan_days import Dates, PlanDays
from scoring.milestone.rule import Window

MOST_NOT_SCORABLE = 5
"""One drawn call in five: above that, the calls that could be scored may not stand for the others."""

_UNSCORED = (Why.NOT_SCORABLE, Why.INCOMPLETE)
_VERSIONS = (Why.OTHER_RUBRIC, Why.OTHER_JUDGE, Why.NOT_CLEARED)
_NOTHING = Tally(counted=(), left_out=(), unsettled=(), drawn=0)


class Look(NamedTuple):
    """What was seen on the days of `window`; `dates` are those of the decision it belongs to."""

    window: Window
    dates: Dates
    tally: Tally
    estimate: Estimate | None
    figures: Figures | None

    @property
    def n(self) -> int:
        return (self.estimate.n or 0) if self.estimate else 0

    @property
    def days(self) -> list[date]:
        """The days of what counts; for figures, the first and the last they cover."""
        if self.figures is not None:
            return [self.figures.first, self.figures.last]
        return [call.day for call in self.tally.counted]

    @property
    def on_another_version(self) -> int:
        """Drawn calls that people settled and that another rubric or judge had scored."""
        return self.tally.left_out_for(*_VERSIONS)

    @property
    def without_score(self) -> int:
        """Drawn calls that nobody could score."""
        return self.tally.left_out_for(*_UNSCORED)

    @property
    def too_many_without_score(self) -> bool:
        return self.without_score * MOST_NOT_SCORABLE > self.tally.drawn


def look_at(case: Case, window: Window, days: PlanDays, dates: Dates) -> Look:
    """Sorts the calls of the window and estimates from those that count, or from the figures."""
    if case.figures is not None:
        return Look(window, dates, _NOTHING, estimate_figures(case.milestone, case.figures), case.figures)
    tally = count_calls(case, window, days)
    if isinstance(case.milestone.goal, CountGoal):
        tally = _newest_only(tally, case.milestone.goal.of_last)
    return Look(window, dates, tally, estimate_calls(case.milestone, tally.counted), None)


def _newest_only(tally: Tally, number: int) -> Tally:
    """A count rule reads the newest occasions; the older ones are left out."""
    older: tuple[ScoredCall, ...] = tally.counted[:-number]
    asides = [
        Aside(call=call.id, code=Why.OLDER, why=f"older than the last {number} occasions") for call in older
    ]
    return tally.model_copy(
        update={"counted": tally.counted[-number:], "left_out": (*tally.left_out, *asides)}
    )
