"""Agreement from round to round as geometry: two rows of points with intervals, on a scale of 0 to 1."""

from collections.abc import Sequence

from scoring.agreement.estimate import Estimate
from scoring.record import Record

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 34
ASIDE = 6
"""How far the two points of a round stand beside its middle, so that neither hides the other."""


class TimePoint(Record):
    x: float
    y: float
    low: float | None
    high: float | None


class TimePlot(Record):
    """`people` and `judge` are points, their lines go through them; `grid` holds values of the scale."""

    width: int
    height: int
    people: tuple[TimePoint, ...]
    judge: tuple[TimePoint, ...]
    people_line: str
    judge_line: str
    grid: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str], ...]


def time_plot(
    labels: Sequence[str], people: Sequence[Estimate], judge: Sequence[Estimate]
) -> TimePlot | None:
    """None for fewer than two rounds: one point is no course of anything."""
    if len(labels) < 2:
        return None
    step = (WIDTH - LEFT - RIGHT) / len(labels)
    middles = [LEFT + step * (at + 0.5) for at in range(len(labels))]
    first, second = _points(middles, people, -ASIDE), _points(middles, judge, ASIDE)
    return TimePlot(
        width=WIDTH,
        height=HEIGHT,
        people=first,
        judge=second,
        people_line=_line(first),
        judge_line=_line(second),
        grid=tuple((_height(value), f"{value:g}") for value in (0.0, 0.5, 1.0)),
        labels=tuple((round(x, 1), label) for x, label in zip(middles, labels, strict=True)),
    )


def _points(middles: Sequence[float], found: Sequence[Estimate], aside: float) -> tuple[TimePoint, ...]:
    """What is not defined has no point: it is said in the table beside."""
    return tuple(
        TimePoint(
            x=round(x + aside, 1),
            y=_height(one.value),
            low=None if one.low is None else _height(one.low),
            high=None if one.high is None else _height(one.high),
        )
        for x, one in zip(middles, found, strict=True)
        if one.value is not None
    )


def _height(value: float) -> float:
    inside = min(1.0, max(0.0, value))
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - inside), 1)


def _line(points: Sequence[TimePoint]) -> str:
    return " ".join(f"{one.x},{one.y}" for one in points)
