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

PUBLISHED = Path(__file__).resolve().parents[3] / "fixtures" / "milestones"

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


def statuses_of(plans: NDArray[np.float64]) -> Iterator[Status]:
    """What the rule says of each rep, a row of calls each."""
    n = plans.shape[1]
    means = plans.mean(axis=1)
    squares = ((plans - means[:, None]) ** 2).sum(axis=1)
    for mean, spread in zip(means.tolist(), squares.tolist(), strict=True):
        average = Average(n=n, mean=mean, squares=spread)
        estimate = estimate_average(average, TEAM, Direction.HIGHER, LIKELY)
        assert estimate is not None
        yield verdict(estimate, Fraction(85), Fraction(3), Direction.HIGHER)


def shares(statuses: Iterator[Status]) -> dict[Status, float]:
    counts = Counter(statuses)
    return {status: counts[status] / counts.total() for status in Status}


@pytest.mark.slow
@pytest.mark.parametrize("n", [8, 10, 12, 15, 20, 24, 30])
def test_a_rep_truly_at_the_target_is_not_met_at_most_once_in_ten(n: int) -> None:
    # 10,000 plans: standard error sqrt(.09 · .91 / 10000) = .003.
    found = shares(statuses_of(simulated(85, 11, n, 10_000)))
    assert found[Status.NOT_MET] <= 0.10


def test_the_same_in_small() -> None:
    # 500 plans: .08 published, standard error .012.
    found = shares(statuses_of(simulated(85, 11, 12, 500)))
    assert 0.04 <= found[Status.NOT_MET] <= 0.12
    assert found[Status.INSUFFICIENT_EVIDENCE] == pytest.approx(0.53, abs=0.07)


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("sd", ["10", "11", "12"])
@pytest.mark.parametrize("n", ["6", "8", "10", "12", "15", "20", "24", "30"])
def test_the_published_error_rates_come_out_again(sd: str, n: str) -> None:
    table = [row for row in rows("one_look.csv") if (row["sd"], row["n"]) == (sd, n)]
    assert len(table) == 9
    for row in table:
        found = shares(statuses_of(simulated(float(row["true_mean"]), float(sd), int(n))))
        for status in (Status.MET, Status.NOT_MET, Status.INSUFFICIENT_EVIDENCE):
            assert found[status] == pytest.approx(float(row[status]), abs=SIMULATION_ERROR), row


@pytest.mark.slow
def test_the_extension_costs_as_little_as_published() -> None:
    table = rows("two_looks.csv")
    assert len(table) == 7
    for row in table:
        plans = simulated(float(row["true_mean"]), 11, 24)
        found = shares(
            _two_looks(*both) for both in zip(statuses_of(plans[:, :12]), statuses_of(plans), strict=True)
        )
        for status in (Status.MET, Status.NOT_MET):
            assert found[status] == pytest.approx(float(row[status]), abs=SIMULATION_ERROR), row


def _two_looks(first: Status, second: Status) -> Status:
    return second if first is Status.INSUFFICIENT_EVIDENCE else first
