"""How far a judge has shifted, as geometry: a whisker a criterion, and the band it has to stay inside."""

from collections.abc import Sequence

from scoring.agreement.drift import Shift
from scoring.record import Record

LEFT, WIDTH, ROW = 150, 320, 24


class ShiftWhisker(Record):
    name: str
    y: int
    x: float
    low: float | None
    high: float | None


class ShiftPlot(Record):
    """`band` is the left edge and the width of what is allowed."""

    height: int
    zero: float
    band: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[ShiftWhisker, ...]


def shift_plot(shifts: Sequence[tuple[str, Shift]]) -> ShiftPlot | None:
    """None where no shift is known."""
    known = [(name, one, one.mean) for name, one in shifts if one.mean is not None]
    if not known:
        return None
    margin = known[0][1].margin
    ends = [abs(end) for _, one, mean in known for end in (mean, one.low, one.high) if end is not None]
    reach = max(2 * margin, -(-max(ends) // 0.5) * 0.5)

    def place(value: float) -> float:
        return round(LEFT + WIDTH * (value + reach) / (2 * reach), 1)

    rows = tuple(
        ShiftWhisker(
            name=name,
            y=ROW * at + 18,
            x=place(mean),
            low=None if one.low is None else place(one.low),
            high=None if one.high is None else place(one.high),
        )
        for at, (name, one, mean) in enumerate(known)
    )
    return ShiftPlot(
        height=ROW * len(rows) + 30,
        zero=place(0.0),
        band=(place(-margin), round(place(margin) - place(-margin), 1)),
        ticks=tuple(
            (place(tick), f"{tick:+g}".replace("-", "−")) for tick in (-reach, -margin, margin, reach)
        ),
        rows=rows,
    )


def signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")
