import pytest

from scoring.agreement.binary import NEVER_GIVEN, NO_SUCH_UNITS, binary_agreement
from tests.scoring.agreement.published import tables_of


def test_a_rare_no_is_agreed_on_far_less_than_a_frequent_yes():
    # Both no 5, first no 8, second no 7, both yes 80 (the paradox table):
    # negative 2·5 / (2·5 + 15) = .4; positive 160 / 175.
    result = binary_agreement(tables_of([[5, 8], [7, 80]])[0])
    assert result.negative_agreement.value == pytest.approx(0.4)
    assert result.positive_agreement.value == pytest.approx(160 / 175)


def test_the_first_rater_is_the_truth_for_sensitivity_and_specificity():
    # The first said no 13 times, the second found 5 of them; yes 87 times, the second left 80 alone.
    result = binary_agreement(tables_of([[5, 8], [7, 80]])[0])
    assert result.sensitivity_for_no.value == pytest.approx(5 / 13)
    assert result.specificity_for_no.value == pytest.approx(80 / 87)
    assert (result.sensitivity_for_no.units, result.specificity_for_no.units) == (13, 87)


def test_the_interval_of_specific_agreement_comes_from_wilsons():
    # Of 20 units with a "no", 5 had two: Wilson .1119 to .4687 (5 of 20), and J → 2J/(1+J).
    result = binary_agreement(tables_of([[5, 8], [7, 80]])[0]).negative_agreement
    assert result.units == 20
    assert result.low == pytest.approx(2 * 0.1119 / 1.1119, abs=1e-4)
    assert result.high == pytest.approx(2 * 0.4687 / 1.4687, abs=1e-4)


def test_an_answer_neither_gave_has_no_agreement():
    result = binary_agreement(tables_of([[0, 0], [0, 30]])[0])
    assert (result.negative_agreement.value, result.negative_agreement.why_no_value) == (None, NEVER_GIVEN)
    assert (result.sensitivity_for_no.value, result.sensitivity_for_no.why_no_value) == (None, NO_SUCH_UNITS)
    assert result.positive_agreement.value == 1.0
