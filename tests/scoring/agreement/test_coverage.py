"""Simulated worlds in which the true agreement is known: how often is it inside the 95 % interval?

Two raters see the same latent quality with noise of their own and cut it into five levels of a realistic
skew (3, 8, 24, 42, 23 %). The tables are drawn from the exact cell probabilities; the seed is fixed.
"""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from scoring.agreement.alpha import alpha
from scoring.agreement.gwet import gwet_pairs
from scoring.agreement.kappa import kappa, kappas
from scoring.agreement.ratings import Scale
from scoring.agreement.shares import panel_share
from scoring.agreement.weights import distances

pytestmark = pytest.mark.slow

FIVE = Scale((1, 2, 3, 4, 5))
QUADRATIC = distances(FIVE, "quadratic")
SHARES = (0.03, 0.08, 0.24, 0.42, 0.23)


def habits(rho):
    """`[level, t]`: how probable each level is at latent quality t, and the weight of each t."""
    cuts = np.concatenate([[-np.inf], ndtri(np.cumsum(SHARES)[:-1]), [np.inf]])
    quality = np.linspace(-8, 8, 4001)
    weight = np.exp(-(quality**2) / 2)
    levels = np.diff(ndtr((cuts[:, None] - np.sqrt(rho) * quality) / np.sqrt(1 - rho)), axis=0)
    return levels, weight / weight.sum()


def cells(rho):
    """The probability of each pair of levels."""
    levels, weight = habits(rho)
    return (levels * weight) @ levels.T


def drawn(rho, units, times=3000):
    rng = np.random.default_rng([units, int(rho * 100)])
    return rng.multinomial(units, cells(rho).ravel() / cells(rho).sum(), size=times).reshape(-1, 5, 5)


def coverage(estimates, truth):
    inside = [e.low <= truth <= e.high for e in estimates if e.low is not None]
    assert len(inside) > 0.99 * len(estimates)
    return np.mean(inside)


@pytest.mark.parametrize("units", [20, 30, 50, 100])
@pytest.mark.parametrize(("rho", "truth"), [(0.62, 0.557), (0.75, 0.679), (0.87, 0.795)])
def test_quadratic_kappa_lies_in_its_interval_93_to_96_times_in_100(rho, truth, units):
    exact = kappa(cells(rho)[None] * 1e9, QUADRATIC)[0]
    assert exact == pytest.approx(truth, abs=0.001)
    assert 0.93 <= coverage(kappas(drawn(rho, units), QUADRATIC), exact) <= 0.96


@pytest.mark.parametrize("units", [50, 100])
@pytest.mark.parametrize("rho", [0.62, 0.75, 0.87])
def test_ac2_lies_in_its_interval_92_to_97_times_in_100(rho, units):
    exact = gwet_pairs(np.round(cells(rho) * 1e9).astype(np.int64)[None], QUADRATIC)[0].value
    assert 0.92 <= coverage(gwet_pairs(drawn(rho, units), QUADRATIC), exact) <= 0.97


def panels(rho, units, raters, times):
    """Panels of raters, as counts."""
    levels, weight = habits(rho)
    rng = np.random.default_rng([units, raters])
    for _ in range(times):
        quality = rng.choice(levels.shape[1], size=units, p=weight)
        yield rng.multinomial(raters, levels[:, quality].T / levels[:, quality].sum(axis=0)[:, None])


@pytest.mark.parametrize("units", [20, 50])
def test_ordinal_alpha_of_three_raters_lies_in_its_interval_93_to_97_times_in_100(units):
    truth = np.mean([alpha(c, FIVE, "ordinal").value for c in panels(0.75, 20000, 3, 20)])
    estimates = [alpha(counts, FIVE, "ordinal") for counts in panels(0.75, units, 3, 1500)]
    assert 0.93 <= coverage(estimates, truth) <= 0.97


@pytest.mark.parametrize("units", [20, 50])
def test_exact_agreement_of_three_raters_lies_in_its_interval_93_to_98_times_in_100(units):
    levels, weight = habits(0.75)
    truth = float((levels**2).sum(axis=0) @ weight)
    estimates = [panel_share(counts, FIVE, 0) for counts in panels(0.75, units, 3, 1500)]
    assert 0.93 <= coverage(estimates, truth) <= 0.98
