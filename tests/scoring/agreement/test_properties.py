"""What holds for any ratings whatever."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.agreement.alpha import alpha
from scoring.agreement.estimate import Estimate
from scoring.agreement.kappa import kappas
from scoring.agreement.ratings import Ratings, Scale
from scoring.agreement.report import agreement_report
from scoring.agreement.tables import pair_tables
from scoring.agreement.weights import distances

SCALE = (1.0, 2.0, 3.0, 4.0, 5.0)
KINDS = ("nominal", "linear", "quadratic")
METRICS = ("nominal", "ordinal", "interval", "ratio")


@st.composite
def tables(draw, raters=(2, 4), missing=True):
    """A table of ratings, one row a unit."""
    width = draw(st.integers(*raters))
    units = draw(st.integers(1, 12))
    codes = draw(st.binary(min_size=width * units, max_size=width * units))
    values = (*SCALE, None) if missing else SCALE
    ratings = [values[code % len(values)] for code in codes]
    return [ratings[row : row + width] for row in range(0, len(ratings), width)]


def alphas(table, scale=SCALE):
    ratings = Ratings.of(table, scale)
    return [alpha(ratings.counts(), ratings.scale, metric) for metric in METRICS]


def pair_kappas(table, kind):
    ratings = Ratings.of(table, SCALE)
    ((_, pairs),) = pair_tables(ratings)
    return kappas(pairs, distances(ratings.scale, kind))


def same(left, right):
    """Equal but for rounding, in value, interval and reasons."""
    assert [e.model_dump() for e in left] == [pytest.approx(e.model_dump(), abs=1e-7) for e in right]


def estimates_in(report):
    """Every estimate anywhere in a report."""
    if isinstance(report, Estimate):
        yield report
    elif isinstance(report, (list, tuple)):
        for part in report:
            yield from estimates_in(part)
    elif hasattr(report, "model_fields_set"):
        for _, part in report:
            yield from estimates_in(part)


@given(tables(), st.randoms())
def test_alpha_does_not_care_who_is_who(table, random):
    order = list(range(len(table[0])))
    random.shuffle(order)
    same(alphas([[row[rater] for rater in order] for row in table]), alphas(table))


@given(tables(), st.randoms())
def test_alpha_does_not_care_in_which_order_units_came(table, random):
    shuffled = list(table)
    random.shuffle(shuffled)
    same(alphas(shuffled), alphas(table))


@given(tables(raters=(2, 2)), st.sampled_from(KINDS))
def test_kappa_is_the_same_from_both_sides(table, kind):
    same(pair_kappas([row[::-1] for row in table], kind), pair_kappas(table, kind))


@given(st.lists(st.sampled_from(SCALE), min_size=2, max_size=12), st.integers(2, 4))
def test_agreeing_in_everything_with_variation_is_one(values, width):
    assume(len(set(values)) > 1)
    table = [[value] * width for value in values]
    assert [estimate.value for estimate in alphas(table)] == pytest.approx([1, 1, 1, 1])
    for kind in KINDS:
        assert {estimate.value for estimate in pair_kappas(table, kind)} == {1.0}


@given(tables(), st.integers(-1000, 1000))
def test_interval_alpha_does_not_care_where_zero_is(table, shift):
    def interval(rows, scale):
        ratings = Ratings.of(rows, scale)
        return [alpha(ratings.counts(), ratings.scale, "interval")]

    moved = [[None if v is None else v + shift for v in row] for row in table]
    same(interval(moved, [v + shift for v in SCALE]), interval(table, SCALE))


@given(tables())
def test_ordinal_alpha_cares_for_the_order_alone(table):
    stretched = dict(zip(SCALE, (0.0, 1.0, 10.0, 100.0, 1000.0), strict=True))
    moved = [[None if v is None else stretched[v] for v in row] for row in table]
    same([alphas(moved, tuple(stretched.values()))[1]], [alphas(table)[1]])


@given(tables())
def test_a_value_nobody_gave_changes_no_alpha(table):
    same(alphas(table, (*SCALE, 6.0, 7.0)), alphas(table))


@given(tables(raters=(2, 2)))
def test_a_value_nobody_gave_changes_no_unweighted_kappa(table):
    def unweighted(scale):
        ratings = Ratings.of(table, scale)
        ((_, pairs),) = pair_tables(ratings)
        return kappas(pairs, distances(ratings.scale, "nominal"))

    same(unweighted((*SCALE, 6.0)), unweighted(SCALE))


@given(tables())
def test_units_without_any_rating_change_nothing(table):
    empty = [None] * len(table[0])
    same(alphas([*table, empty]), alphas(table))


@given(tables(raters=(2, 2), missing=False))
def test_quadratic_kappa_and_interval_alpha_come_together_with_more_units(table):
    # alpha pools both raters' habits, kappa keeps them apart: alpha of the data said from both sides
    # is kappa of it but for the small-sample factor (N - 1) / N.
    both_sides = [*table, *(row[::-1] for row in table)]
    kappa = pair_kappas(both_sides, "quadratic")[0]
    interval = alphas(both_sides)[2]
    assume(kappa.value is not None)
    ratings = 4 * len(table)
    assert 1 - interval.value == pytest.approx((1 - kappa.value) * (ratings - 1) / ratings)


@given(tables())
def test_every_number_is_finite_and_every_gap_has_its_reason(table):
    for estimate in estimates_in(agreement_report(Ratings.of(table, SCALE), "test")):
        assert (estimate.value is None) == (estimate.why_no_value is not None)
        assert (estimate.low is None) == (estimate.high is None)
        if estimate.value is None:
            assert estimate.low is None
        elif estimate.low is None:
            assert estimate.why_no_interval
        else:
            assert estimate.why_no_interval is None
            assert -math.inf < estimate.low <= estimate.value + 1e-12 <= estimate.high + 2e-12 < math.inf


@given(tables())
def test_pairs_are_those_of_the_raters_alone(table):
    report = agreement_report(Ratings.of(table, SCALE), "test")
    for pair in report.pairs:
        columns = [report.raters.index(pair.first), report.raters.index(pair.second)]
        rows = [[row[column] for column in columns] for row in table]
        for kind in KINDS:
            alone = pair_kappas(rows, kind)[0]
            field = "unweighted" if kind == "nominal" else kind
            same([getattr(pair.kappa, field)], [alone])


@given(st.integers(2, 6), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_the_table_counts_every_shared_unit_once(raters, units, seed):
    rng = np.random.default_rng(seed)
    codes = rng.integers(-1, 5, size=(units, raters)).astype(np.int16)
    names = tuple(str(n) for n in range(units)), tuple(f"r{n}" for n in range(raters))
    ratings = Ratings(*names, Scale(SCALE), codes)
    for pairs, batch in pair_tables(ratings):
        for (first, second), table in zip(pairs, batch, strict=True):
            assert table.sum() == ((codes[:, first] >= 0) & (codes[:, second] >= 0)).sum()
