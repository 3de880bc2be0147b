import numpy as np
import pytest

from scoring.agreement.alpha import NO_UNITS as NOTHING_SHARED
from scoring.agreement.alpha import distance_alpha
from scoring.agreement.jackknife import FEW_UNITS
from scoring.agreement.kappa import NO_UNITS, kappas
from scoring.agreement.pooled import pooled_alpha, pooled_kappa, pooled_share
from scoring.agreement.ratings import Scale
from scoring.agreement.shares import NO_PAIRS, panel_share
from scoring.agreement.weights import distances
from tests.scoring.agreement.published import FOUR_OBSERVERS, counts_of, tables_of, units_of

YES_NO = distances(Scale((0, 1)), "nominal")
FIVE = Scale((1, 2, 3, 4, 5))
EXACTLY, APART = np.eye(5), 1 - np.eye(5)

# Three calls with two items each, verdicts of Ana and Ben: alike 2, 1, 1 of 2.
CALLS = tables_of([[1, 0], [0, 1]], [[1, 1], [0, 0]], [[0, 0], [1, 1]])
VERDICTS = counts_of([(0, 0), (1, 1), (0, 0), (0, 1), (1, 0), (1, 1)], 0, 1)
CALL_OF = np.array([7, 7, 3, 3, 9, 9])


def dumped(estimate):
    return pytest.approx(estimate.model_dump(exclude_none=True))


def test_every_verdict_counts_and_the_units_are_calls():
    pooled = pooled_kappa(CALLS, YES_NO)
    assert pooled.value == kappas(tables_of([[2, 1], [1, 2]]), YES_NO)[0].value
    assert pooled.units == 3
    assert pooled_share(VERDICTS, CALL_OF, np.eye(2)).value == pytest.approx(4 / 6)
    assert pooled_alpha(VERDICTS, CALL_OF, YES_NO).value == distance_alpha(VERDICTS, YES_NO).value


def test_the_interval_leaves_out_a_call_with_all_its_verdicts():
    # Shares without call 1, 2, 3: 2/4, 3/4, 3/4. Logits 0, log 3, log 3: mean 2/3 log 3,
    # squares (4/9 + 1/9 + 1/9) log² 3, times 2/3: standard error 2/3 · log 3. t with 2 degrees: 4.302653.
    result = pooled_share(VERDICTS, CALL_OF, np.eye(2))
    reach = 4.302653 * 2 / 3 * np.log(3)
    assert result.low == pytest.approx(1 / (1 + np.exp(-(np.log(2) - reach))), abs=1e-6)
    assert result.high == pytest.approx(1 / (1 + np.exp(-(np.log(2) + reach))), abs=1e-6)


def test_verdicts_of_one_call_are_left_out_of_alpha_together():
    # Fisher's z of alpha without each of the calls 1, 2, 3, by the plain function on what is left.
    rest = [distance_alpha(VERDICTS[call != CALL_OF], YES_NO).value for call in (7, 3, 9)]
    z = np.arctanh(rest)
    error = np.sqrt(2 / 3 * ((z - z.mean()) ** 2).sum())
    result = pooled_alpha(VERDICTS, CALL_OF, YES_NO)
    assert result.low == pytest.approx(np.tanh(np.arctanh(result.value) - 4.302653 * error), abs=1e-6)


def test_one_verdict_a_call_is_no_pooling():
    alone = np.arange(12)
    counts = counts_of(FOUR_OBSERVERS, 1, 2, 3, 4, 5)
    assert pooled_alpha(counts, alone, APART).model_dump(exclude_none=True) == dumped(
        distance_alpha(counts, APART)
    )
    assert pooled_share(counts, alone, EXACTLY).model_dump(exclude_none=True) == dumped(
        panel_share(counts, FIVE, 0)
    )
    single = np.zeros((10, 2, 2), dtype=np.int64)
    for call, (a, b) in enumerate(units_of([[4, 1], [2, 3]])):
        single[call, a, b] = 1
    assert pooled_kappa(single, YES_NO).model_dump(exclude_none=True) == dumped(
        kappas(tables_of([[4, 1], [2, 3]]), YES_NO)[0]
    )


def test_verdicts_that_go_together_widen_the_interval():
    # Ten calls; said four times over they are no more calls, whatever their number of verdicts.
    table = [(0, 0), (1, 1), (0, 1), (1, 1), (0, 0), (1, 0), (1, 1), (0, 0), (1, 1), (0, 0)]
    once = pooled_alpha(counts_of(table, 0, 1), np.arange(10), YES_NO)
    fourfold = pooled_alpha(counts_of(table * 4, 0, 1), np.tile(np.arange(10), 4), YES_NO)
    as_forty = pooled_alpha(counts_of(table * 4, 0, 1), np.arange(40), YES_NO)
    assert fourfold.high - fourfold.low == pytest.approx(once.high - once.low, rel=0.1)
    assert as_forty.high - as_forty.low < 0.6 * (once.high - once.low)


def test_a_call_without_a_shared_verdict_is_no_cluster():
    empty = tables_of([[0, 0], [0, 0]])
    assert pooled_kappa(np.concatenate([CALLS, empty]), YES_NO) == pooled_kappa(CALLS, YES_NO)
    lonely = np.concatenate([VERDICTS, counts_of([(1, None)], 0, 1)])
    with_lonely = np.append(CALL_OF, 99)
    assert pooled_alpha(lonely, with_lonely, YES_NO) == pooled_alpha(VERDICTS, CALL_OF, YES_NO)
    assert pooled_share(lonely, with_lonely, np.eye(2)) == pooled_share(VERDICTS, CALL_OF, np.eye(2))


def test_one_call_has_a_value_without_an_interval():
    assert pooled_kappa(tables_of([[2, 1], [0, 2]]), YES_NO).why_no_interval == FEW_UNITS


def test_nothing_shared_is_not_defined():
    lonely, calls = counts_of([(1, None), (None, 0)], 0, 1), np.array([1, 2])
    assert pooled_kappa(tables_of([[0, 0], [0, 0]]), YES_NO).why_no_value == NO_UNITS
    assert pooled_share(lonely, calls, np.eye(2)).why_no_value == NO_PAIRS
    assert pooled_alpha(lonely, calls, YES_NO).why_no_value == NOTHING_SHARED


def test_one_answer_throughout_is_not_defined():
    same = counts_of([(1, 1), (1, 1)], 0, 1)
    assert pooled_alpha(same, np.array([1, 2]), YES_NO).value is None
    assert pooled_kappa(tables_of([[0, 0], [0, 2]], [[0, 0], [0, 1]]), YES_NO).value is None
