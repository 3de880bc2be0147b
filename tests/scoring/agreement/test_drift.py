"""Drift is decided by equivalence: a shift has to be surely small, and few anchors decide nothing."""

import numpy as np
import pytest

from scoring.agreement.drift import DriftReport, Twice, drift_report, shift
from scoring.agreement.ratings import Floats


def report(
    before: list[int], after: list[int], *, people: list[int] | None = None, scores: Floats | None = None
) -> DriftReport:
    codes = [np.array(one, dtype=np.int16) for one in (before, after, people or before)]
    moved = np.zeros(len(before)) if scores is None else scores
    calls = [f"call {n}" for n in range(len(before))]
    yes = [np.array([code > 1 for code in one], dtype=np.int16) for one in (before, after)]
    return drift_report(
        calls,
        [Twice("discovery", "Discovery", codes[0], codes[1], codes[2])],
        [Twice("asks", "Asks?", yes[0], yes[1], criterion="discovery")],
        (np.full(len(before), 80.0), 80.0 + moved),
    )


LEVELS = [0, 1, 2, 3, 4] * 12


def test_the_same_readings_pass() -> None:
    found = report(LEVELS, LEVELS)
    assert (found.state, found.criteria[0].state) == ("passed", "passed")
    assert "reads as before" in found.sentence


def test_a_level_lower_on_half_the_calls_fails_and_names_what_turned() -> None:
    after = [max(0, level - (n % 2)) for n, level in enumerate(LEVELS)]
    found = report(LEVELS, after)
    assert found.state == "failed"
    assert "Discovery" in found.sentence
    flips = found.criteria[0].items[0]
    # Level 3 → 2 (code 2 → 1) turns the item; it is met on every fifth call, every other of those.
    assert (flips.flips, flips.calls) == (6, 60)
    assert len(flips.flipped) == 6


def test_under_forty_anchors_it_is_too_few_to_tell_whatever_they_show() -> None:
    found = report(LEVELS[:39], [0] * 39)
    assert found.state == "too_few"
    assert found.sentence == "Too few to tell: 39 anchors, and 40 are needed. Nothing is frozen."
    assert found.criteria[0].why == ()


def test_a_shift_that_is_small_but_uncertain_does_not_pass() -> None:
    """Half up by two and half down by two: the mean is 0, the interval wide (sd 2, n 60: ±.43)."""
    wide = shift(np.array([2.0, -2.0] * 30), 0.20)
    assert wide.mean == 0.0
    assert wide.high == pytest.approx(1.671 * 2.0169 / 60**0.5, abs=0.001)
    assert not wide.inside


def test_the_whole_score_may_fail_alone() -> None:
    found = report(LEVELS, LEVELS, scores=np.full(60, -3.0))
    assert found.state == "failed"
    assert "the QA score" in found.sentence


def test_agreement_with_people_may_not_fall() -> None:
    """The same mean, other calls: +1 and −1 in turn leave no shift and cost agreement with people."""
    middle = [1, 2, 3] * 20
    after = [level + (1 if n % 2 else -1) for n, level in enumerate(middle)]
    found = report(middle, after)
    assert any("agreement with people fell from 1.00" in why for why in found.criteria[0].why)
