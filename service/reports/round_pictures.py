"""The pictures of a calibration round as geometry: a template draws them, and a table stands beside each."""

from collections.abc import Sequence

from scoring.agreement.records import RaterSeverity
from scoring.agreement.round_records import CriterionAgreement, RoundPair, RoundReport
from scoring.record import Record
from service.reports.round_terminal import estimate_cells

LEFT, WIDTH, ROW = 150, 320, 24


class Whisker(Record):
    """A rater in the strictness plot: a point, and the interval as a line where it is known."""

    name: str
    y: int
    x: float
    low: float | None
    high: float | None
    value: str
    interval: str


class StrictnessPlot(Record):
    height: int
    zero: float
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Whisker, ...]


class MatrixCell(Record):
    x: int
    y: int
    calls: int
    shade: float
    same: bool


class Matrix(Record):
    """How often each level of the first stood against each of the second, on one criterion."""

    first: str
    second: str
    cells: tuple[MatrixCell, ...]
    rows: tuple[tuple[int, ...], ...]


def strictness_plot(severity: Sequence[RaterSeverity]) -> StrictnessPlot | None:
    """None where nobody can be compared."""
    known = [one for one in severity if one.difference.value is not None]
    if not known:
        return None
    ends = [
        abs(end or 0.0)
        for one in known
        for end in (one.difference.value, one.difference.low, one.difference.high)
    ]
    reach = max(0.5, *ends)
    reach = -(-reach // 0.5) * 0.5

    def place(value: float) -> float:
        return round(LEFT + WIDTH * (value + reach) / (2 * reach), 1)

    rows = []
    for at, one in enumerate(known):
        value, low, high = one.difference.value or 0.0, one.difference.low, one.difference.high
        shown, interval = estimate_cells(one.difference, "+")
        rows.append(
            Whisker(
                name=one.rater,
                y=ROW * at + 18,
                x=place(value),
                low=None if low is None else place(low),
                high=None if high is None else place(high),
                value=shown,
                interval=interval,
            )
        )
    ticks = tuple(
        (place(tick), f"{tick:+g}".replace("-", "−") if tick else "0") for tick in (-reach, 0.0, reach)
    )
    return StrictnessPlot(height=ROW * len(rows) + 30, zero=place(0.0), ticks=ticks, rows=tuple(rows))


def matrix(pair: RoundPair) -> Matrix:
    """The confusion matrix of two raters, level 5 at the top."""
    most = max((count for row in pair.table for count in row), default=0) or 1
    cells = tuple(
        MatrixCell(
            x=30 + 34 * second,
            y=10 + 34 * (4 - first),
            calls=count,
            shade=round(0.08 + 0.72 * count / most, 2) if count else 0.0,
            same=first == second,
        )
        for first, row in enumerate(pair.table)
        for second, count in enumerate(row)
    )
    return Matrix(first=pair.first, second=pair.second, cells=cells, rows=tuple(reversed(pair.table)))


def matrices(criterion: CriterionAgreement, most: int = 3) -> tuple[Matrix, ...]:
    """Those of the judge with people first; of many pairs the first few."""
    pairs = sorted(criterion.pairs, key=lambda one: one.between != "judge")
    return tuple(matrix(one) for one in pairs[:most] if one.calls)


def pictures(report: RoundReport) -> dict[str, tuple[Matrix, ...]]:
    """Criterion → its matrices."""
    return {one.key: matrices(one) for one in report.criteria}
