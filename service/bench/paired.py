"""How the first engine's word errors differ from the others' on the same recordings, and how sure that is.

Recordings are drawn again and again, with putting back (bootstrap): what the difference would be had others
like them been chosen. Three recordings say little, and synthetic voices nothing of real ones.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from service.bench.hearing import Line

DRAWS = 10_000
SURE = 95
"""Per cent of the draws that lie under the upper bound, and over the lower one."""


class Difference(NamedTuple):
    """Points of the word error rate; less than 0: the first engine makes fewer errors."""

    recordings: int
    points: float
    low: float
    high: float


def difference(pairs: Sequence[tuple[int, int, int]]) -> Difference:
    """Of recordings with the words said, the first engine's errors and the other's, pooled."""
    counts = np.array(pairs, np.float64)
    drawn = np.random.default_rng(0).integers(0, len(counts), (DRAWS, len(counts)))
    said, own, others = np.moveaxis(counts[drawn].sum(axis=1), 1, 0)
    low, high = np.percentile(100 * (own - others) / said, [100 - SURE, SURE])
    said_in_all, own_in_all, others_in_all = counts.sum(axis=0)
    points = 100 * (own_in_all - others_in_all) / said_in_all
    return Difference(len(pairs), float(points), float(low), float(high))


def differences(lines: Sequence[Line]) -> str:
    """A table of the first engine beside each other one, with the same model; empty where there is none."""
    first = lines[0].engine if lines else ""
    ours = {(line.model, line.recording): line for line in lines if line.engine == first}
    beside = dict.fromkeys((line.engine, line.model) for line in lines if line.engine != first)
    rows = []
    for engine, model in beside:
        theirs = [line for line in lines if (line.engine, line.model) == (engine, model)]
        both = [(ours[key], line) for line in theirs if (key := (model, line.recording)) in ours]
        for name, in_any_order in (("in order of time", False), ("in any order", True)):
            counted = [
                (own.measures.errors.said, a, b)
                for own, line in both
                if own.measures is not None
                and own.measures.errors.said
                and (a := _errors(own, in_any_order)) is not None
                and (b := _errors(line, in_any_order)) is not None
            ]
            if counted:
                found = difference(counted)
                rows.append(
                    f"| {engine} | {model} | {name} | {found.recordings} | {found.points:+.2f} "
                    f"| {found.low:+.2f} | {found.high:+.2f} |\n"
                )
    if not rows:
        return ""
    head = f"| {first} beside | model | words | recordings | WER, points more | at least | at most |\n"
    return f"\n{head}| --- | --- | --- | --: | --: | --: | --: |\n{''.join(rows)}"


def _errors(line: Line, in_any_order: bool) -> int | None:
    if in_any_order:
        return line.any_order
    return None if line.measures is None else sum(line.measures.errors[1:])
