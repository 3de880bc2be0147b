"""How long the report of a calibration round takes: 20 raters × 500 calls × 40 items and 6 criteria.

    python -m tests.benchmarks.calibration_round

One of the raters is a judge; one rating in twenty is missing, one in twenty not applicable.
"""

import sys
from time import perf_counter, process_time

import numpy as np

from scoring.agreement.ratings import MISSING
from scoring.agreement.round_frame import NOT_APPLICABLE, Given, Rater, RoundFrame
from scoring.agreement.round_report import round_report

RATERS, CALLS, ITEMS, CRITERIA = 20, 500, 40, 6


def given(rng: np.random.Generator, key: str, levels: int, calls: int, raters: int) -> Given:
    """A quality that all raters see, each with noise of their own."""
    quality = rng.normal(size=(calls, 1)) + rng.normal(scale=0.6, size=(calls, raters))
    codes = np.clip(np.round(quality + (levels - 1) / 2), 0, levels - 1).astype(np.int16)
    kind = rng.random((calls, raters))
    codes[kind < 0.05] = MISSING
    codes[kind > 0.95] = NOT_APPLICABLE
    return Given(key, key, codes, "discovery")


def frame(raters: int = RATERS, calls: int = CALLS) -> RoundFrame:
    rng = np.random.default_rng(20)
    people = [Rater(f"rater {n}") for n in range(raters - 1)]
    return RoundFrame(
        tuple(f"call {n}" for n in range(calls)),
        (*people, Rater("AI reading", "judge")),
        tuple(given(rng, f"criterion {n}", 5, calls, raters) for n in range(CRITERIA)),
        tuple(given(rng, f"item {n}", 2, calls, raters) for n in range(ITEMS)),
    )


def main() -> None:
    whole = frame()
    round_report(whole, "warm", "benchmark")  # the first one imports scipy
    wall, processor = perf_counter(), process_time()
    round_report(whole, "benchmark", "benchmark")
    wall, processor = perf_counter() - wall, process_time() - processor
    sys.stdout.write(
        f"{RATERS} raters, {CALLS} calls, {ITEMS} items, {CRITERIA} criteria: {wall:.2f} s,"
        f" of processor {processor:.2f} s\n"
    )


if __name__ == "__main__":
    main()
