import pytest

from scoring.agreement.alpha import NEGATIVE_VALUES, NO_UNITS, NO_VARIATION, alpha
from scoring.agreement.ratings import Ratings, Scale
from tests.scoring.agreement.published import FOUR_OBSERVERS, THREE_CODERS, counts_of

FIVE = Scale((1, 2, 3, 4, 5))


def alpha_of(table, metric, scale=FIVE):
    return alpha(Ratings.of(table, scale.values).counts(), scale, metric)


@pytest.mark.parametrize(
    ("metric", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_four_observers_and_twelve_units_agree_as_krippendorff_prints(metric, printed):
    assert alpha_of(FOUR_OBSERVERS, metric).value == pytest.approx(printed, abs=0.0005)


@pytest.mark.parametrize(
    ("metric", "printed"), [("nominal", 0.691), ("ordinal", 0.807), ("interval", 0.811), ("ratio", 0.809)]
)
def test_three_coders_and_fifteen_units_agree_as_the_encyclopedias_print(metric, printed):
    assert alpha_of(THREE_CODERS, metric).value == pytest.approx(printed, abs=0.0005)


def test_nominal_alpha_worked_by_hand():
    # Units (1,1), (1,1), (0,0), (0,1): the last disagrees, 2 ordered pairs of 8. Seen: 2.
    # Eight ratings, t(0) = 3 and t(1) = 5. Expected: 2 · 3 · 5 = 30.
    # alpha = 1 - (8 - 1) · 2 / 30 = 16/30.
    assert alpha_of([(1, 1), (1, 1), (0, 0), (0, 1)], "nominal", Scale((0, 1))).value == pytest.approx(
        16 / 30
    )


def test_interval_alpha_worked_by_hand():
    # Units (1,2), (3,4), (1,1). Seen: 2·1² + 2·1² + 0 = 4.
    # Ratings 1,2,3,4,1,1: sum 12, sum of squares 32. Expected: 2 · (6 · 32 - 12²) = 96.
    # alpha = 1 - 5 · 4 / 96 = 19/24.
    assert alpha_of([(1, 2), (3, 4), (1, 1)], "interval").value == pytest.approx(19 / 24)


def test_ordinal_alpha_worked_by_hand():
    # Units (1,1), (3,4), (5,5). Values 1,1,3,4,5,5 have mid-ranks 1, 2.5, 3.5, 5 for 1, 3, 4, 5.
    # Seen: 2 · 1² = 2. Expected: 2 · (6 · Σx² - (Σx)²) with x = 1,1,2.5,3.5,5,5:
    # Σx = 18, Σx² = 2 + 6.25 + 12.25 + 50 = 70.5; 2 · (423 - 324) = 198. alpha = 1 - 5 · 2 / 198 = 94/99.
    assert alpha_of([(1, 1), (3, 4), (5, 5)], "ordinal").value == pytest.approx(94 / 99)


def test_ratio_alpha_worked_by_hand():
    # Units (1,1), (1,3), (3,3), distance ((3-1)/(3+1))² = 1/4. Seen: 2/4 = .5.
    # Three 1s and three 3s. Expected: 2 · 3 · 3 / 4 = 4.5. alpha = 1 - 5 · .5 / 4.5 = 4/9.
    assert alpha_of([(1, 1), (1, 3), (3, 3)], "ratio").value == pytest.approx(4 / 9)


def test_raters_who_contradict_each_other_throughout_are_worse_than_chance():
    # Seen: 4 units · 2 = 8. Expected: 2 · 4 · 4 = 32. alpha = 1 - 7 · 8 / 32 = -.75.
    table = [(0, 1), (0, 1), (1, 0), (1, 0)]
    assert alpha_of(table, "nominal", Scale((0, 1))).value == pytest.approx(-0.75)


def test_a_unit_with_one_rating_says_nothing():
    with_single = [*FOUR_OBSERVERS, (5, None, None, None)]
    assert alpha_of(with_single, "ordinal") == alpha_of(FOUR_OBSERVERS, "ordinal")


def test_units_counts_those_with_two_ratings():
    assert alpha_of(FOUR_OBSERVERS, "nominal").units == 11


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_without_variation_alpha_is_not_defined_and_never_one(metric):
    result = alpha_of([(3, 3)] * 30, metric)
    assert (result.value, result.why_no_value) == (None, NO_VARIATION)


def test_variation_in_ratings_nobody_shares_is_no_variation():
    result = alpha_of([(3, 3), (3, 3), (5, None), (None, 1)], "nominal")
    assert (result.value, result.why_no_value) == (None, NO_VARIATION)


def test_without_a_shared_unit_alpha_is_not_defined():
    result = alpha_of([(1, None), (None, 2)], "nominal")
    assert (result.value, result.units, result.why_no_value) == (None, 0, NO_UNITS)


def test_ratio_alpha_needs_a_scale_without_negative_values():
    result = alpha(counts_of([(-1, 1), (1, 1)], -1, 1), Scale((-1, 1)), "ratio")
    assert (result.value, result.why_no_value) == (None, NEGATIVE_VALUES)


def test_a_ratio_scale_may_start_at_zero():
    # Distances: 0 to 1 is ((1-0)/1)² = 1. Units (0,0), (0,1), (1,1): as nominal, 1 - 5 · 2 / 18 = 4/9.
    assert alpha_of([(0, 0), (0, 1), (1, 1)], "ratio", Scale((0, 1))).value == pytest.approx(4 / 9)
