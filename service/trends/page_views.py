"""What the pages of trends show: frozen, ready to be laid out."""

from dataclasses import dataclass

from scoring.states import State
from service.calibration.mean_views import MeanShown
from service.calls.lines import CallLine
from service.coaching.page_views import FocusView
from service.reviews.rep_views import OwnDispute
from service.web.charts import Chart
from service.web.sparkline import Spark


@dataclass(frozen=True)
class Choice:
    """A way to look at the page: where it leads, what it is called, and whether it is this one."""

    href: str
    text: str
    here: bool


@dataclass(frozen=True)
class WeekRow:
    """A week as one version scored it, as its table says it."""

    week: str
    href: str
    average: str
    scored: str
    confirmed: str
    by: str
    changed: str


@dataclass(frozen=True)
class SeriesView:
    """The QA score or a criterion: its chart, its newest average in words, and the same weeks as a table.

    Without a week that holds enough calls there is no chart to draw.
    """

    key: str
    title: str
    now: str
    chart: Chart | None
    rows: tuple[WeekRow, ...]


@dataclass(frozen=True)
class NoteLine:
    """A note of the rep."""

    href: str
    week: str
    state: State
    about: str


@dataclass(frozen=True)
class RepPage:
    """A rep: how the scores go, the focus, notes, calls, and their own questions.

    `left_out`: which calls no average has in it yet, and why; empty where there are none.
    """

    id: str
    name: str
    own: bool
    selections: tuple[Choice, ...]
    spans: tuple[Choice, ...]
    random: bool
    series: tuple[SeriesView, ...]
    left_out: str
    enough: int
    csv_href: str
    focus: FocusView | None
    notes: tuple[NoteLine, ...]
    calls: tuple[CallLine, ...]
    calls_href: str
    talks_href: str
    disputes: tuple[OwnDispute, ...]


@dataclass(frozen=True)
class RepLine:
    """A rep on the page of their team. `attention`: what waits; never a place among others."""

    href: str
    name: str
    team: str
    spark: Spark | None
    says: str
    now: str
    covered: str
    attention: tuple[str, ...]


@dataclass(frozen=True)
class TeamPage:
    """The reps of a team by name, or those first where something waits."""

    title: str
    teams: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    reps: tuple[RepLine, ...]
    weeks: int
    coverage_href: str
    mean: MeanShown | None
