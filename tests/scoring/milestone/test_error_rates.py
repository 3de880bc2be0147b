"""The rule errs no more often than is published: thousands of simulated reps with known true averages.

Scores follow a Beta distribution on 0 to 100 with the given mean and a standard deviation of 11, so they
lean towards 100 as real QA scores do.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.milestone.decision import Status
from scoring.milestone.estimate import estimate_average
from scoring.milestone.goals import Direction
from scoring.milestone.likely_range import LIKELY, Average, Spread
from scoring.milestone.verdict import verdict

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data" / "milestones"
needs_published = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published tables are not here")

TEAM = Spread(team_sd=Fraction(11), prior_weight=10)
PLANS = 2_000
SIMULATION_ERROR = 0.035
"""Three standard errors of a share of one half from 2,000 plans: 3 · sqrt(.25 / 2000) = .0335."""


def simulated(mean: float, sd: float, n: int, plans: int = PLANS) -> NDArray[np.float64]:
    """Scores of `plans` reps with `n` calls each. Beta by moments: a + b = m(1 - m)/v - 1, on 0 to 1."""
    m, v = mean / 100, (sd / 100) ** 2
    size = m * (1 - m) / v - 1
    seed = [int(mean * 10), int(sd * 10), n]
    return 100 * np.random.default_rng(seed).beta(m * size, (1 - m) * size, (plans, n))


def status_of(scores: NDArray[np.float64]) -> Status:
    mean = scores.mean()
    average = Average(n=len(scores), mean=float(mean), squares=float(((scores - mean) ** 2).sum()))
    estimate = estimate_average(average, TEAM, Direction.HIGHER, LIKELY)
    assert estimate is not None
    return verdict(estimate, Fraction(85), Fraction(3), Direction.HIGHER)


def shares(statuses: Iterator[Status]) -> dict[Status, float]:
    counts = Counter(statuses)
    return {status: counts[status] / counts.total() for status in Status}


@pytest.mark.slow
@pytest.mark.parametrize("n", [8, 10, 12, 15, 20, 24, 30])
def test_a_rep_truly_at_the_target_is_not_met_at_most_once_in_ten(n: int) -> None:
    # 10,000 plans: standard error sqrt(.09 · .91 / 10000) = .003.
    found = shares(status_of(scores) for scores in simulated(85, 11, n, 10_000))
    assert found[Status.NOT_MET] <= 0.10


def test_the_same_in_small() -> None:
    # 500 plans: .08 published, standard error .012.
    found = shares(status_of(scores) for scores in simulated(85, 11, 12, 500))
    assert 0.04 <= found[Status.NOT_MET] <= 0.12
    assert found[Status.INSUFFICIENT_EVIDENCE] == pytest.approx(0.53, abs=0.07)


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@needs_published
@pytest.mark.slow
@pytest.mark.parametrize("sd", ["10.0", "11.0", "12.0"])
@pytest.mark.parametrize("n", ["6", "8", "10", "12", "15", "20", "24", "30"])
def test_the_published_error_rates_come_out_again(sd: str, n: str) -> None:
    table = [row for row in rows("operating_characteristics.csv") if (row["sd"], row["n"]) == (sd, n)]
    assert len(table) == 9
    for row in table:
        found = shares(status_of(scores) for scores in simulated(float(row["true_mean"]), float(sd), int(n)))
        for column, status in (
            ("rec_met", Status.MET),
            ("rec_notmet", Status.NOT_MET),
            ("rec_tooclose", Status.INSUFFICIENT_EVIDENCE),
        ):
            assert found[status] == pytest.approx(float(row[column]), abs=SIMULATION_ERROR), row


@needs_published
@pytest.mark.slow
def test_the_extension_costs_as_little_as_published() -> None:
    table = [row for row in rows("scenarios.csv") if row["section"].startswith("two-stage 12->24")]
    assert len(table) == 7
    for row in table:
        plans = simulated(float(row["mu"]), 11, 24)
        found = shares(_two_looks(scores) for scores in plans)
        assert found[Status.MET] == pytest.approx(float(row["met"]), abs=SIMULATION_ERROR), row
        assert found[Status.NOT_MET] == pytest.approx(float(row["notmet"]), abs=SIMULATION_ERROR), row


def _two_looks(scores: NDArray[np.float64]) -> Status:
    first = status_of(scores[:12])
    return status_of(scores) if first is Status.INSUFFICIENT_EVIDENCE else first
