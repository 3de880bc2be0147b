"""Fleiss's kappa and Brennan & Prediger's: published tables use them. To check against, not to decide by."""

import numpy as np

from scoring.agreement.chance import ExpectedAgreement, chance_corrected
from scoring.agreement.estimate import Estimate
from scoring.agreement.ratings import Floats, Integers


def fleiss(counts: Integers, distance: Floats) -> Estimate:
    """Fleiss's kappa (1971), for two raters Scott's pi: pe = Σ w_kl π_k π_l, one habit for all raters."""
    weights = 1 - distance
    return chance_corrected(counts, weights, fleiss_expected(weights))


def fleiss_expected(weights: Floats) -> ExpectedAgreement:
    return lambda shares: ((shares @ weights) * shares).sum(axis=1)


def brennan_prediger(counts: Integers, distance: Floats) -> Estimate:
    """Brennan & Prediger (1981), Bennett's S, Randolph's free kappa: pe = T_w / q², all values alike."""
    weights = 1 - distance
    return chance_corrected(counts, weights, brennan_prediger_expected(weights))


def brennan_prediger_expected(weights: Floats) -> ExpectedAgreement:
    expected = float(weights.mean())
    return lambda shares: np.full(len(shares), expected)
