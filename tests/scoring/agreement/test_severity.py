import pytest

from scoring.agreement.jackknife import FEW_UNITS
from scoring.agreement.ratings import Ratings
from scoring.agreement.severity import ALL_THE_SAME, NO_COMPANY, severities


def of(*rows, scale=(1, 2, 3, 4, 5)):
    return severities(Ratings.of(rows, scale))


def test_severity_is_the_mean_difference_from_the_others_on_the_same_unit():
    # Ana against the mean of the others: 2 - 3.5, 3 - 3, 4 - 4.5: -1.5, 0, -.5; mean -2/3.
    ana, _, _ = of((2, 3, 4), (3, 3, 3), (4, 4, 5))
    assert ana.value == pytest.approx(-2 / 3)


def test_severity_worked_by_hand_with_its_interval():
    # Differences -1, 0, 1, 0, -1: mean -.2, variance (.64 + .04 + 1.44 + .04 + .64) / 4 = .7.
    # Standard error sqrt(.7 / 5) = .374166; t with 4 degrees 2.776445: ± 1.038850.
    ana, ben = of((1, 2), (3, 3), (4, 3), (5, 5), (2, 3))
    assert (ana.value, ana.units) == (pytest.approx(-0.2), 5)
    assert (ana.low, ana.high) == (pytest.approx(-1.238850, abs=1e-5), pytest.approx(0.838850, abs=1e-5))
    assert (ben.value, ben.low) == (pytest.approx(0.2), pytest.approx(-0.838850, abs=1e-5))


def test_severity_is_in_points_of_the_scale():
    ana, _ = of((0, 35), (35, 65), (65, 65), scale=(0, 35, 65, 90, 100))
    assert ana.value == pytest.approx(-65 / 3)


def test_a_unit_nobody_else_rated_does_not_count():
    assert of((1, 2, None), (2, 2, None), (5, None, None)) == of((1, 2, None), (2, 2, None))


def test_a_rater_without_company_has_no_severity():
    *_, otis = of((1, 2, None), (None, None, 5))
    assert (otis.value, otis.why_no_value) == (None, NO_COMPANY)


def test_one_shared_unit_gives_a_difference_without_an_interval():
    ana, _ = of((1, 2))
    assert (ana.value, ana.why_no_interval) == (-1.0, FEW_UNITS)


def test_a_rater_always_one_below_has_no_interval():
    ana, _ = of((1, 2), (3, 4), (2, 3))
    assert (ana.value, ana.why_no_interval) == (-1.0, ALL_THE_SAME)
