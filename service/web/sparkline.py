"""A row of numbers as a small drawn line, made on the server: a glance, with the numbers beside it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scoring.record import Record

WIDTH, HEIGHT, EDGE = 120, 28, 3


class Spark(Record):
    """What the macro `sparkline` draws: SVG paths, and the places of single points."""

    width: int
    height: int
    line: str
    band: str
    dots: tuple[tuple[str, str], ...]


def sparkline(
    values: Sequence[float | None],
    ranges: Sequence[tuple[float, float] | None] = (),
    lowest: float = 0,
    highest: float = 100,
) -> Spark:
    """The values from left to right, one a week; None is a week without one and breaks the line.

    `ranges` are their likely ranges. A value with no neighbour, and the last one, are points.
    """
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)

    def x(place: int) -> str:
        return _short(EDGE + place * step)

    def y(value: float) -> str:
        share = (value - lowest) / (highest - lowest) if highest > lowest else 0.5
        return _short(HEIGHT - EDGE - min(1.0, max(0.0, share)) * (HEIGHT - 2 * EDGE))

    pieces = list(_pieces(values))
    line = "".join("M" + "L".join(f"{x(place)} {y(value)}" for place, value in piece) for piece in pieces)
    alone = [piece[0] for piece in pieces if len(piece) == 1]
    dots = dict([*alone, pieces[-1][-1]]) if pieces else {}
    return Spark(
        width=WIDTH,
        height=HEIGHT,
        line=line,
        band="".join(
            f"M{x(at)} {y(low)}L{x(at + 1)} {y(next_low)}L{x(at + 1)} {y(next_high)}L{x(at)} {y(high)}Z"
            for at, ((low, high), (next_low, next_high)) in _neighbours(ranges)
        ),
        dots=tuple((x(place), y(value)) for place, value in dots.items()),
    )


Range = tuple[float, float]


def _pieces(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Runs of values without a gap, each with its place."""
    piece: list[tuple[int, float]] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            piece.append((place, value))
        elif piece:
            yield piece
            piece = []


def _neighbours(ranges: Sequence[Range | None]) -> Iterator[tuple[int, tuple[Range, Range]]]:
    for place, (here, there) in enumerate(pairwise(ranges)):
        if here is not None and there is not None:
            yield place, (here, there)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
