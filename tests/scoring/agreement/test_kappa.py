import numpy as np
import pytest

from scoring.agreement.jackknife import AT_THE_END, FEW_UNITS, NO_SPREAD, UNDEFINED_WITHOUT_ONE
from scoring.agreement.kappa import NO_UNITS, NO_VARIATION, kappa, kappas
from scoring.agreement.ratings import Scale
from scoring.agreement.weights import distances
from tests.scoring.agreement.published import ABSTRACTORS, COHEN_1960, PARADOX, tables_of, units_of


def distance(size, kind="nominal"):
    return distances(Scale(tuple(range(1, size + 1))), kind)


def one(table, kind="nominal"):
    return kappas(tables_of(table), distance(len(table), kind))[0]


@pytest.mark.parametrize(("table", "printed"), [(COHEN_1960, 0.492), (ABSTRACTORS, 0.796), (PARADOX, 0.314)])
def test_published_tables_have_their_published_kappa(table, printed):
    assert one(table).value == pytest.approx(printed, abs=0.0005)


def test_kappa_worked_by_hand():
    # 10 units: both yes 4, both no 3, split 1 and 2. po = .7; margins .5/.5 and .6/.4.
    # pe = .5 · .6 + .5 · .4 = .5. kappa = (.7 - .5) / (1 - .5) = .4.
    assert one([[4, 1], [2, 3]]).value == pytest.approx(0.4)


def test_weighted_kappa_worked_by_hand():
    # Units (1,1), (2,2), (3,3), (1,2), (3,2), (2,2): rows 2,2,2 and columns 1,4,1 on three levels.
    table = [[1, 1, 0], [0, 2, 0], [0, 1, 1]]
    # Linear distances 0, 1/2, 1. Seen: 2 · 1/2 = 1.
    # Expected: Σ r c d / 6 = (2·4·½ + 2·1·1 + 2·1·½ + 2·1·½ + 2·1·1 + 2·4·½) / 6 = 14/6. 1 - 6/14 = 4/7.
    assert one(table, "linear").value == pytest.approx(4 / 7)
    # Quadratic distances 0, 1/4, 1. Seen: 1/2. Expected: (8/4 + 2 + 2/4 + 2/4 + 2 + 8/4) / 6 = 9/6. 1 - 1/3.
    assert one(table, "quadratic").value == pytest.approx(2 / 3)


def test_a_level_nobody_used_counts_in_the_place_of_the_others():
    # Scores 1, 2, 5 only. If positions counted and not the scale, 2 and 5 would look like neighbours.
    ratings = [(1, 1), (2, 2), (2, 5), (5, 5), (5, 2), (1, 2)]
    whole = np.zeros((5, 5), dtype=np.int64)
    squeezed = np.zeros((3, 3), dtype=np.int64)
    for a, b in ratings:
        whole[a - 1, b - 1] += 1
        squeezed[[1, 2, 5].index(a), [1, 2, 5].index(b)] += 1
    # Seen: 9 + 9 + 1 = 19. Rows 2,2,2, columns 1,3,2. Expected: (2·(3·1 + 2·16) + 2·(1·1 + 2·9)
    # + 2·(1·16 + 3·9)) / 6 = (70 + 38 + 86) / 6. kappa = 1 - 6 · 19 / 194 = 80/194.
    assert one(whole, "quadratic").value == pytest.approx(80 / 194)
    assert one(squeezed, "quadratic").value != pytest.approx(80 / 194, abs=0.01)


def test_no_unit_in_common_is_not_defined():
    result = one([[0, 0], [0, 0]])
    assert (result.value, result.units, result.why_no_value) == (None, 0, NO_UNITS)


@pytest.mark.parametrize("kind", ["nominal", "linear", "quadratic"])
def test_one_value_throughout_is_not_defined_and_never_one(kind):
    result = one([[0, 0, 0], [0, 40, 0], [0, 0, 0]], kind)
    assert (result.value, result.why_no_value) == (None, NO_VARIATION)


def test_agreeing_in_everything_has_no_interval():
    result = one([[5, 0], [0, 5]])
    assert (result.value, result.low, result.why_no_interval) == (1.0, None, AT_THE_END)


def test_one_unit_has_no_interval():
    result = one([[0, 1], [0, 0]])
    assert (result.value, result.why_no_interval) == (0.0, FEW_UNITS)


def test_a_rater_with_a_single_value_has_kappa_zero_and_no_interval():
    # Whoever always says the same agrees exactly as often as chance would have it.
    result = one([[10, 0], [6, 0]])
    assert (result.value, result.why_no_interval) == (0.0, NO_SPREAD)


def test_variety_that_hangs_on_one_unit_has_no_interval():
    # Without the one "2" of twenty units both would have said 1 throughout.
    result = one([[19, 1], [0, 0]])
    assert (result.value, result.why_no_interval) == (0.0, UNDEFINED_WITHOUT_ONE)


def test_a_single_disagreement_has_an_interval():
    # Without that unit kappa is 1 and its z infinite; the slope carries the standard error there instead.
    result = one([[49, 0], [1, 50]])
    assert result.value == pytest.approx(0.98)
    assert 0.85 < result.low < 0.98 < result.high < 1


@pytest.mark.parametrize("kind", ["nominal", "linear", "quadratic"])
@pytest.mark.parametrize("table", [COHEN_1960, ABSTRACTORS])
def test_the_interval_is_the_jackknife_on_fishers_z_done_the_long_way(table, kind):
    units = units_of(table)
    left_out = []
    for unit in range(len(units)):
        rest = np.zeros((1, 3, 3), dtype=np.int64)
        for a, b in units[:unit] + units[unit + 1 :]:
            rest[0, a, b] += 1
        left_out.append(kappa(rest, distance(3, kind))[0])
    n, z = len(units), np.arctanh(left_out)
    error = np.sqrt((n - 1) / n * ((z - z.mean()) ** 2).sum())
    t = {100: 1.9842169515, 200: 1.9719565442}[n]  # the .975 quantile for n - 1, from a table
    result = one(table, kind)
    centre = np.arctanh(result.value)
    assert result.low == pytest.approx(np.tanh(centre - t * error), abs=1e-9)
    assert result.high == pytest.approx(np.tanh(centre + t * error), abs=1e-9)


def test_the_interval_is_about_as_wide_as_the_published_standard_error_says():
    # Gwet prints a standard error of .0589 for 100 abstracted records, by linearisation.
    result = one(ABSTRACTORS)
    assert (result.high - result.low) / 2 == pytest.approx(1.984 * 0.0589, rel=0.08)


def test_every_pair_is_worked_out_by_itself():
    both = kappas(tables_of(COHEN_1960, ABSTRACTORS), distance(3))
    assert both == [one(COHEN_1960), one(ABSTRACTORS)]
