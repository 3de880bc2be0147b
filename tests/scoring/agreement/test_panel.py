"""The coefficients of a whole panel that are corrected for chance in Gwet's frame."""

import numpy as np
import pytest

from scoring.agreement.chance import NO_VARIATION
from scoring.agreement.conger import conger
from scoring.agreement.fleiss import brennan_prediger, fleiss
from scoring.agreement.gwet import gwet, gwet_pairs
from scoring.agreement.jackknife import UNDEFINED_WITHOUT_ONE
from scoring.agreement.kappa import NO_UNITS, kappas
from scoring.agreement.ratings import Ratings, Scale
from scoring.agreement.shares import NO_PAIRS
from scoring.agreement.weights import distances
from tests.scoring.agreement.published import (
    ABSTRACTORS,
    COHEN_1960,
    FOUR_OBSERVERS,
    PARADOX,
    counts_of,
    tables_of,
    units_of,
)

NOMINAL, QUADRATIC = (distances(Scale((1, 2, 3, 4, 5)), kind) for kind in ("nominal", "quadratic"))
YES_NO = distances(Scale((0, 1)), "nominal")


def distance(size, kind="nominal"):
    return distances(Scale(tuple(range(1, size + 1))), kind)


@pytest.mark.parametrize(
    ("coefficient", "unweighted", "quadratic"),
    [(gwet, 0.775, 0.914), (fleiss, 0.761, 0.865), (brennan_prediger, 0.773, 0.902)],
)
def test_four_observers_have_the_coefficients_that_gwet_prints(coefficient, unweighted, quadratic):
    counts = counts_of(FOUR_OBSERVERS, 1, 2, 3, 4, 5)
    assert coefficient(counts, NOMINAL).value == pytest.approx(unweighted, abs=0.0005)
    assert coefficient(counts, QUADRATIC).value == pytest.approx(quadratic, abs=0.0005)


def test_four_observers_have_the_conger_kappa_that_gwet_prints():
    ratings = Ratings.of(FOUR_OBSERVERS, [1, 2, 3, 4, 5])
    assert conger(ratings, NOMINAL).value == pytest.approx(0.763, abs=0.0005)
    assert conger(ratings, QUADRATIC).value == pytest.approx(0.858, abs=0.0005)


@pytest.mark.parametrize(
    ("table", "ac1", "ac2"),
    [(PARADOX, 0.808, 0.808), (COHEN_1960, 0.57597, 0.63855), (ABSTRACTORS, 0.84933, None)],
)
def test_published_tables_have_their_published_ac1_and_ac2(table, ac1, ac2):
    size = len(table)
    assert gwet_pairs(tables_of(table), distance(size))[0].value == pytest.approx(ac1, abs=0.0005)
    if ac2 is not None:
        weighted = gwet_pairs(tables_of(table), distance(size, "quadratic"))[0]
        assert weighted.value == pytest.approx(ac2, abs=0.000005 if ac2 != 0.808 else 0.0005)


def test_ac1_worked_by_hand():
    # 10 units: both yes 8, split 1 and 1. pa = .8; yes 18 of 20 times, π = .9 and .1.
    # T_w = 2 and q (q-1) = 2, so pe = .9 · .1 + .1 · .9 = .18.
    # AC1 = (.8 - .18) / .82 = 31/41, where kappa is (.8 - .82) / .18 = -1/9.
    assert gwet_pairs(tables_of([[8, 1], [1, 0]]), YES_NO)[0].value == pytest.approx(31 / 41)


def test_raters_at_random_with_lenient_habits_look_good_in_ac2_alone():
    # Both give 5 in 60 %, 4 in 35 %, 3 in 4 % and 2 in 1 % of 10,000 units, independently.
    habits = np.array([0, 1, 4, 35, 60])
    table = np.outer(habits, habits)[None]
    assert kappas(table, QUADRATIC)[0].value == pytest.approx(0)
    assert gwet_pairs(table, QUADRATIC)[0].value > 0.9


def test_fleiss_kappa_worked_by_hand():
    # Randolph 2005: yyy, yyn, nny, nnn. pa = (1 + 1/3 + 1/3 + 1) / 4 = 2/3; half of all are yes: pe = 1/2.
    counts = counts_of([(1, 1, 1), (1, 1, 0), (0, 0, 1), (0, 0, 0)], 0, 1)
    assert fleiss(counts, YES_NO).value == pytest.approx(1 / 3)
    # And yyy, yyn, yyn, yyy: the same pa, but 10 of 12 are yes: pe = 26/36; (24 - 26) / (36 - 26) = -.2,
    # while without habits pe stays 1/2.
    counts = counts_of([(1, 1, 1), (1, 1, 0), (1, 1, 0), (1, 1, 1)], 0, 1)
    assert fleiss(counts, YES_NO).value == pytest.approx(-0.2)
    assert brennan_prediger(counts, YES_NO).value == pytest.approx(1 / 3)


def test_fleiss_kappa_of_the_ten_by_five_example():
    # Fourteen raters, ten subjects, five categories: .210 in every textbook.
    counts = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ]
    )
    assert fleiss(counts, NOMINAL).value == pytest.approx(0.210, abs=0.0005)


def test_conger_is_cohen_where_there_are_two_raters():
    ratings = Ratings.of(units_of(COHEN_1960), [0, 1, 2])
    assert conger(ratings, distance(3)).value == pytest.approx(0.4915254, abs=1e-7)


@pytest.mark.parametrize("kind", ["nominal", "quadratic"])
def test_two_raters_have_the_same_gwet_as_a_pair_and_as_a_panel(kind):
    panel = gwet(counts_of(units_of(ABSTRACTORS), 0, 1, 2), distance(3, kind))
    pair = gwet_pairs(tables_of(ABSTRACTORS), distance(3, kind))[0]
    assert pair.model_dump(exclude_none=True) == pytest.approx(panel.model_dump(exclude_none=True))


COEFFICIENTS = [
    lambda ratings: gwet(ratings.counts(), NOMINAL),
    lambda ratings: gwet(ratings.counts(), QUADRATIC),
    lambda ratings: fleiss(ratings.counts(), QUADRATIC),
    lambda ratings: brennan_prediger(ratings.counts(), QUADRATIC),
    lambda ratings: conger(ratings, QUADRATIC),
]


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_the_interval_is_the_jackknife_on_fishers_z_done_the_long_way(coefficient):
    def value(table):
        return coefficient(Ratings.of(table, [1, 2, 3, 4, 5])).value

    rest = [FOUR_OBSERVERS[:unit] + FOUR_OBSERVERS[unit + 1 :] for unit in range(12)]
    z = np.arctanh([value(table) for table in rest])
    error = np.sqrt(11 / 12 * ((z - z.mean()) ** 2).sum())
    result = coefficient(Ratings.of(FOUR_OBSERVERS, [1, 2, 3, 4, 5]))
    centre, t = np.arctanh(result.value), 2.2009851601  # Student's t, .975, 11 degrees
    assert (result.units, result.low, result.high) == (
        12,
        pytest.approx(np.tanh(centre - t * error)),
        pytest.approx(np.tanh(centre + t * error)),
    )


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_one_value_throughout_is_not_defined_and_never_one(coefficient):
    result = coefficient(Ratings.of([(5, 5, None), (5, None, 5), (5, 5, 5)], [1, 2, 3, 4, 5]))
    assert (result.value, result.why_no_value) == (None, NO_VARIATION)


def test_one_value_throughout_leaves_the_gwet_of_a_pair_undefined():
    assert gwet_pairs(tables_of([[9, 0], [0, 0]]), YES_NO)[0].value is None


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_raters_who_share_no_unit_are_not_comparable(coefficient):
    result = coefficient(Ratings.of([(1, None), (None, 2)], [1, 2, 3, 4, 5]))
    assert (result.value, result.why_no_value) == (None, NO_PAIRS)


def test_a_pair_without_a_shared_unit_has_no_gwet():
    result = gwet_pairs(tables_of([[0, 0], [0, 0]]), YES_NO)[0]
    assert (result.value, result.why_no_value) == (None, NO_UNITS)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_variety_that_hangs_on_one_unit_has_no_interval(coefficient):
    result = coefficient(Ratings.of([(5, 5)] * 9 + [(4, 5)], [1, 2, 3, 4, 5]))
    assert result.value is not None
    assert result.why_no_interval == UNDEFINED_WITHOUT_ONE


def test_a_rater_who_never_rated_changes_nothing_in_congers_kappa():
    absent = [(*row, None) for row in FOUR_OBSERVERS]
    scale = [1, 2, 3, 4, 5]
    assert conger(Ratings.of(absent, scale), NOMINAL) == conger(Ratings.of(FOUR_OBSERVERS, scale), NOMINAL)
