import numpy as np
import pytest

from scoring.agreement.ratings import Ratings, Scale, blocks
from scoring.agreement.tables import pair_tables
from scoring.agreement.weights import distances
from scoring.errors import BadInput


def test_distances_use_the_values_of_the_scale():
    uneven = Scale((0, 35, 65, 90, 100))
    assert distances(uneven, "linear")[0].tolist() == pytest.approx([0, 0.35, 0.65, 0.9, 1])
    assert distances(uneven, "quadratic")[0].tolist() == pytest.approx([0, 0.1225, 0.4225, 0.81, 1])
    assert distances(uneven, "nominal")[0].tolist() == [0, 1, 1, 1, 1]


def test_ratio_distances_shrink_with_size():
    # ((b-a)/(b+a))²: 1 to 2 is 1/9, 2 to 3 is 1/25, 1 to 3 is 1/4, the largest, which becomes 1.
    ratio = distances(Scale((1, 2, 3)), "ratio")
    assert ratio[0].tolist() == pytest.approx([0, 4 / 9, 1])
    assert ratio[1, 2] == pytest.approx(4 / 25)


def test_ratio_distances_of_negative_values_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        distances(Scale((-1, 1)), "ratio")


@pytest.mark.parametrize("values", [(), (1,), (2, 1), (1, 1)])
def test_a_scale_has_at_least_two_ascending_values(values):
    with pytest.raises(BadInput):
        Scale(values)


def test_a_value_off_the_scale_is_refused():
    with pytest.raises(BadInput, match="6"):
        Ratings.of([(1, 6)], [1, 2, 3, 4, 5])


def test_rows_of_different_length_are_refused():
    with pytest.raises(BadInput, match="one entry for each rater"):
        Ratings.of([(1, 2), (1,)], [1, 2])


def test_counts_leave_out_what_is_missing():
    ratings = Ratings.of([(1, 2, 2), (None, None, 3)], [1, 2, 3])
    assert ratings.counts().tolist() == [[1, 2, 0], [0, 0, 1]]
    assert ratings.total() == 4


def test_pair_tables_hold_the_units_that_both_rated():
    ratings = Ratings.of([(1, 2, 2), (1, None, 1), (2, 2, None)], [1, 2])
    ((pairs, tables),) = pair_tables(ratings)
    assert pairs == [(0, 1), (0, 2), (1, 2)]
    assert tables.tolist() == [[[0, 1], [0, 1]], [[1, 1], [0, 0]], [[0, 0], [0, 1]]]


def test_pairs_come_in_batches_where_the_scale_is_long():
    # 101 values make 10,201 cells a pair: 45 pairs of 10 raters are 459,045 cells, 190 pairs of 20 too many.
    rng = np.random.default_rng(3)
    codes = rng.integers(-1, 101, size=(30, 20)).astype(np.int16)
    names = tuple(f"u{n}" for n in range(30)), tuple(f"r{n}" for n in range(20))
    ratings = Ratings(*names, Scale(tuple(float(v) for v in range(101))), codes)
    batches = list(pair_tables(ratings))
    assert len(batches) > 1
    assert [pair for pairs, _ in batches for pair in pairs] == [
        (a, b) for a in range(20) for b in range(a + 1, 20)
    ]
    last = batches[-1][1][-1]
    both = (codes[:, 18] >= 0) & (codes[:, 19] >= 0)
    assert last.sum() == both.sum()


def test_blocks_cover_every_unit_once():
    parts = list(blocks(5_000_000, 3))
    assert [part.stop for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert (parts[0].start, parts[-1].stop) == (0, 5_000_000)
    assert len(parts) > 1
