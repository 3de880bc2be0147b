"""How long the statistics of a calibration round take: 20 raters × 500 calls × 40 items.

    python -m tests.benchmarks.agreement_round

Prints wall and processor seconds for 40 yes/no items and for 40 five-level ones. One rating in twenty is
missing. Every statistic of `sidetone agreement` is worked out, with its interval.
"""

import sys
from time import perf_counter, process_time

import numpy as np

from scoring.agreement.ratings import MISSING, Ratings, Scale
from scoring.agreement.report import agreement_report

RATERS, CALLS, ITEMS = 20, 500, 40


def item(rng: np.random.Generator, levels: int) -> Ratings:
    """Ratings of one item: a quality that all raters see, each with noise of their own."""
    quality = rng.normal(size=(CALLS, 1)) + rng.normal(scale=0.6, size=(CALLS, RATERS))
    codes = np.clip(np.round(quality + (levels - 1) / 2), 0, levels - 1).astype(np.int16)
    codes[rng.random((CALLS, RATERS)) < 0.05] = MISSING
    calls, raters = tuple(f"call {n}" for n in range(CALLS)), tuple(f"rater {n}" for n in range(RATERS))
    return Ratings(calls, raters, Scale(tuple(float(level) for level in range(levels))), codes)


def seconds(levels: int) -> tuple[float, float]:
    """Wall and processor seconds of a round."""
    rng = np.random.default_rng(20)
    items = [item(rng, levels) for _ in range(ITEMS)]
    agreement_report(items[0], "benchmark")  # the first call imports scipy
    wall, processor = perf_counter(), process_time()
    for ratings in items:
        agreement_report(ratings, "benchmark")
    return perf_counter() - wall, process_time() - processor


def main() -> None:
    sys.stdout.write(f"{RATERS} raters, {CALLS} calls, {ITEMS} items: all statistics with intervals\n")
    for levels in (2, 5):
        wall, processor = seconds(levels)
        sys.stdout.write(f"  {levels} levels: {wall:.2f} s, of processor {processor:.2f} s\n")


if __name__ == "__main__":
    main()
