"""The table of a bench: a line for each engine and recording, and one for each engine as a whole."""

from collections.abc import Callable, Sequence
from functools import reduce

from scoring.accuracy.measures import Errors
from service.bench.hearing import Line

HEAD = (
    "engine", "model", "recording", "sound s", "WER %", "in any order %", "lost", "invented", "speaker WER %",
    "right speaker, words %", "sentences %", "roles", "starts off s", "ends off s", "longest loss s",
    "words in silence", "words", "xRT", "processor s", "decoding %", "peak MB",
)  # fmt: skip


def markdown(lines: Sequence[Line]) -> str:
    """All lines, then the sums of each engine, as a table of Markdown."""
    engines = dict.fromkeys((line.engine, line.model) for line in lines)
    groups = [[line for line in lines if (line.engine, line.model) == engine] for engine in engines]
    rows = [_row(line) for line in lines] + [_total(group) for group in groups if len(group) > 1]
    marks = ["---"] * 3 + ["--:"] * (len(HEAD) - 3)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (HEAD, marks, *rows))


def _row(line: Line) -> list[str]:
    m = line.measures
    return [
        line.engine,
        line.model,
        line.recording,
        f"{line.sound:.0f}",
        *_errors(m.errors if m else None, line.any_order, m.attributed if m else None),
        _share(m.right_words if m else None),
        _share(m.right_sentences if m else None),
        line.roles,
        _seconds(m.starts_off if m else None),
        _seconds(m.ends_off if m else None),
        _seconds(m.longest_loss if m else None),
        "–" if m is None or m.in_silence is None else str(m.in_silence),
        str(len(line.heard)),
        f"{line.sound / line.wall:.1f}",
        f"{line.processor:.1f}",
        "–" if line.decoding is None else f"{100 * line.decoding / line.processor:.1f}",
        f"{line.peak_mb:.0f}",
    ]


def _total(lines: Sequence[Line]) -> list[str]:
    measured = [line.measures for line in lines if line.measures is not None]
    named = [line.roles for line in lines if line.roles != "–"]
    wall, sound = sum(line.wall for line in lines), sum(line.sound for line in lines)
    processor = sum(line.processor for line in lines)
    decoding = [line.decoding for line in lines if line.decoding is not None]

    def pooled(pick: Callable[[int], tuple[int, int] | None]) -> tuple[int, int] | None:
        parts = [part for n in range(len(measured)) if (part := pick(n)) is not None]
        return (sum(p[0] for p in parts), sum(p[1] for p in parts)) if parts else None

    attributed = [m.attributed for m in measured if m.attributed is not None]
    free = [line.any_order for line in lines if line.measures is not None]
    any_order = None if None in free else sum(errors or 0 for errors in free)
    losses = [m.longest_loss for m in measured if m.longest_loss is not None]
    return [
        lines[0].engine,
        lines[0].model,
        f"**all {len(lines)}**",
        f"{sound:.0f}",
        *_errors(_sum([m.errors for m in measured]), any_order, _sum(attributed)),
        _share(pooled(lambda n: measured[n].right_words)),
        _share(pooled(lambda n: measured[n].right_sentences)),
        ", ".join(f"{named.count(r)} {r}" for r in ("right", "unsure", "swapped") if r in named) or "–",
        "–",
        "–",
        _seconds(max(losses, default=None)),
        str(sum(m.in_silence or 0 for m in measured)),
        str(sum(len(line.heard) for line in lines)),
        f"{sound / wall:.1f}",
        f"{processor:.1f}",
        f"{100 * sum(decoding) / processor:.1f}" if decoding else "–",
        f"{max(line.peak_mb for line in lines):.0f}",
    ]


def _sum(errors: Sequence[Errors]) -> Errors | None:
    return reduce(Errors.plus, errors) if errors else None


def _errors(errors: Errors | None, any_order: int | None, attributed: Errors | None) -> list[str]:
    if errors is None:
        return ["–"] * 5
    free = "–" if any_order is None or not errors.said else f"{100 * any_order / errors.said:.2f}"
    words = [_rate(errors), free, str(errors.lost), str(errors.invented)]
    return [*words, "–" if attributed is None else _rate(attributed)]


def _rate(errors: Errors) -> str:
    return "–" if errors.rate is None else f"{100 * errors.rate:.2f}"


def _share(part: tuple[int, int] | None) -> str:
    return "–" if part is None or not part[1] else f"{100 * part[0] / part[1]:.1f}"


def _seconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds:.2f}"
