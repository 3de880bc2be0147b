import numpy as np
import pytest

from scoring.agreement.jackknife import AT_THE_END
from scoring.agreement.ratings import Scale
from scoring.agreement.shares import NO_PAIRS, NO_UNITS, TWO_VALUES, pair_shares, panel_share, proportion
from tests.scoring.agreement.published import FOUR_OBSERVERS, counts_of, tables_of

FIVE = Scale((1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_those_newcombe_prints(hits, of, low, high):
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I.
    result = proportion(hits, of, "")
    assert (result.low, result.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_every_hit_ends_at_one():
    assert proportion(20, 20, "").high == 1.0


def test_of_nothing_there_is_no_share():
    result = proportion(0, 0, "nobody came")
    assert (result.value, result.why_no_value) == (None, "nobody came")


def test_exact_and_within_one_step_are_read_off_the_table():
    # Seven units: three on the diagonal, two next to it, two further away.
    table = tables_of([[1, 1, 1], [0, 1, 0], [1, 1, 1]])
    three = Scale((1, 2, 3))
    assert pair_shares(table, three, 0)[0].value == pytest.approx(3 / 7)
    assert pair_shares(table, three, 1)[0].value == pytest.approx(5 / 7)


def test_a_step_is_the_next_value_of_the_scale_however_far():
    table = tables_of([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    assert pair_shares(table, Scale((0, 35, 100)), 1)[0].value == 1.0


def test_within_one_step_means_nothing_on_two_values():
    result = pair_shares(tables_of([[3, 1], [1, 3]]), Scale((0, 1)), 1)[0]
    assert (result.value, result.why_no_value) == (None, TWO_VALUES)
    assert panel_share(counts_of([(0, 1)], 0, 1), Scale((0, 1)), 1).value is None


def test_a_pair_without_a_shared_unit_has_no_share():
    result = pair_shares(tables_of([[0, 0], [0, 0]]), Scale((0, 1)), 0)[0]
    assert (result.value, result.why_no_value) == (None, NO_UNITS)


def test_a_panel_agrees_by_the_mean_of_its_units():
    # Of eleven units eight agree throughout, (2,2,3,2) and (1,1,2,1) in 3 of 6 pairs, (1,2,3,4) in none:
    # (8 + 2 · 1/2 + 0) / 11 = 9/11.
    counts = counts_of(FOUR_OBSERVERS, 1, 2, 3, 4, 5)
    assert panel_share(counts, FIVE, 0).value == pytest.approx(9 / 11)
    # Within one step all pairs but 1-3, 1-4 and 2-4 of (1,2,3,4): (10 + 3/6) / 11.
    assert panel_share(counts, FIVE, 1).value == pytest.approx(10.5 / 11)


def test_the_interval_of_a_panel_is_the_jackknife_on_the_logit_done_the_long_way():
    alike = np.array([1, 0.5, 1, 1, 1, 0, 1, 0.5, 1, 1, 1])
    means = (alike.sum() - alike) / 10
    logits = np.log(means / (1 - means))
    error = np.sqrt(10 / 11 * ((logits - logits.mean()) ** 2).sum())
    centre, t = np.log((9 / 11) / (2 / 11)), 2.2281388520  # Student's t, .975, 10 degrees
    result = panel_share(counts_of(FOUR_OBSERVERS, 1, 2, 3, 4, 5), FIVE, 0)
    assert result.low == pytest.approx(1 / (1 + np.exp(-(centre - t * error))))
    assert result.high == pytest.approx(1 / (1 + np.exp(-(centre + t * error))))


def test_a_panel_that_agrees_in_everything_has_no_interval():
    result = panel_share(counts_of([(1, 1), (2, 2)], 1, 2), Scale((1, 2)), 0)
    assert (result.value, result.why_no_interval) == (1.0, AT_THE_END)


def test_a_panel_without_a_shared_unit_has_no_share():
    result = panel_share(counts_of([(1, None), (None, 2)], 1, 2), Scale((1, 2)), 0)
    assert (result.value, result.units, result.why_no_value) == (None, 0, NO_PAIRS)
