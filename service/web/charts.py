"""What a chart shows. `charts.js` draws it from this; the page puts the same numbers in a table beside it."""

from datetime import date

from scoring.record import Record


class Point(Record):
    """A week (or day) with its value, its likely range and the number of calls behind it."""

    day: date
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


class Step(Record):
    """A corner of a target or a glide path."""

    day: date
    value: float


class Break(Record):
    """A day from which the rubric or the judge was another one; a dashed line with this name."""

    day: date
    name: str


class Chart(Record):
    """One line with its band, the way it should go, and where the measure itself changed."""

    points: tuple[Point, ...]
    label: str
    path: tuple[Step, ...] = ()
    path_label: str = "target"
    breaks: tuple[Break, ...] = ()
    unit: str = "%"
    lowest: float = 0
    highest: float = 100
    href: str = ""
    """Where a click on a point leads, with `{day}` for its date."""
