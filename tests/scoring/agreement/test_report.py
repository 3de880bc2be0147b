import pytest

from scoring.agreement.ratings import Ratings
from scoring.agreement.report import agreement_report
from tests.benchmarks.agreement_round import seconds
from tests.scoring.agreement.published import FOUR_OBSERVERS, units_of

FIVE = [1, 2, 3, 4, 5]


def report(table, scale=FIVE, notes=()):
    return agreement_report(Ratings.of(table, scale), "1.0", notes)


def test_the_report_holds_every_pair_the_panel_and_every_rater():
    four = report(FOUR_OBSERVERS)
    assert [(pair.first, pair.second) for pair in four.pairs][:2] == [
        ("rater 1", "rater 2"),
        ("rater 1", "rater 3"),
    ]
    assert len(four.pairs) == 6
    assert [rater.ratings for rater in four.severity] == [9, 10, 11, 11]
    assert (four.units, four.ratings, four.panel.units) == (12, 41, 11)
    assert four.panel.alpha.ordinal.value == pytest.approx(0.815, abs=0.0005)


def test_nineteen_units_are_indicative_and_twenty_are_not():
    rows = [(1, 2), (2, 2), (3, 4), (5, 5)] * 5
    assert report(rows[:19]).indicative
    assert report(rows[:19]).pairs[0].indicative
    assert not report(rows).indicative


def test_a_pair_is_indicative_by_its_own_units():
    # Forty units, but ana and cleo share ten of them.
    rows = [(1, 2, None), (2, 2, None), (5, 4, None)] * 10 + [(3, None, 4)] * 10
    held = report(rows)
    assert not held.indicative
    assert [pair.indicative for pair in held.pairs] == [False, True, True]


def test_the_confusion_table_is_in_the_order_of_the_scale():
    assert report([(1, 2), (1, 1), (3, 2)], [1, 2, 3]).pairs[0].table == ((1, 1, 0), (0, 0, 0), (0, 1, 0))


def test_a_long_scale_has_no_table():
    assert report([(1, 2), (3, 3)], list(range(12))).pairs[0].table is None


def test_only_two_values_have_binary_agreement():
    assert report([(0, 1), (1, 1)], [0, 1]).pairs[0].binary is not None
    assert report([(0, 1), (1, 1)], [0, 1, 2]).pairs[0].binary is None


def test_on_two_values_every_weighting_is_the_same():
    kappa = report([(0, 1), (1, 1), (0, 0), (0, 0)], [0, 1]).pairs[0].kappa
    assert kappa.unweighted == kappa.linear == kappa.quadratic
    assert kappa.unweighted.value == pytest.approx(0.5)


def test_little_variety_is_noted():
    # 39 of 40 ratings are 4: 97.5 %.
    notes = report([(4, 4)] * 19 + [(4, 3)]).notes
    assert notes[0] == "not enough variety to judge agreement: 98 % of the ratings are 4"


def test_what_the_file_reader_noticed_comes_first():
    assert report([(1, 2), (3, 4)], notes=["columns not used: when"]).notes[0] == "columns not used: when"


def test_lonely_units_and_unused_values_are_noted():
    notes = report([(1, 2, 3), (4, None, None)]).notes
    assert notes == (
        "1 unit with fewer than two ratings: nothing to compare there",
        "on the scale, but given by nobody: 5; the weights count them too",
    )


def sentence(table, scale=FIVE):
    return report(table, scale).sentence


def test_two_raters_are_put_into_words():
    # 100 units, 89 alike; the first gives 13, 27, 60 and the second 13, 24, 63: 3 points apart in 100.
    table = [(a + 1, b + 1) for a, b in units_of([[13, 0, 0], [0, 20, 7], [0, 4, 56]])]
    assert sentence(table) == (
        "On 100 units rater 1 and rater 2 gave the same value 89 times and were within one step 100 times. "
        "Agreement beyond chance (quadratic-weighted kappa) is 0.892, 95 % interval 0.791 to 0.946. "
        "rater 1 is 0.030 points stricter than rater 2, which may be chance."
    )


def test_a_difference_clear_of_zero_is_not_called_chance():
    table = [(1, 2), (2, 3), (3, 4), (4, 4), (2, 3), (3, 4)] * 5
    assert sentence(table).endswith("rater 1 is 0.833 points stricter than rater 2.")


def test_a_panel_is_put_into_words():
    assert sentence(FOUR_OBSERVERS) == (
        "4 raters on 11 units: two raters of a unit gave the same value 81.8 % of the time and were within "
        "one step 95.5 % of the time. Agreement beyond chance (Krippendorff's alpha for ordinal data) is "
        "0.815, 95 % interval −0.271 to 0.988. Strictest is rater 1, 0.296 points below the others; most "
        "lenient rater 3, 0.267 points above. Indicative: fewer than 20 units."
    )


def test_yes_and_no_are_put_into_words_without_steps():
    words = sentence([(0, 0), (1, 1), (0, 1), (1, 1)] * 6, [0, 1])
    assert words.startswith("On 24 units rater 1 and rater 2 gave the same value 18 times. Agreement beyond")
    assert "chance (kappa) is 0.500" in words


def test_no_variation_is_put_into_words():
    assert "is not defined: no variation: both gave one value only." in sentence([(4, 4)] * 30)


def test_equal_strictness_is_put_into_words():
    assert "On average rater 1 and rater 2 are equally strict." in sentence([(4, 3), (3, 4), (2, 2)] * 10)


def test_raters_who_share_nothing_are_put_into_words():
    assert sentence([(1, None), (None, 2)]).startswith("rater 1 and rater 2 rated no unit in common.")
    assert sentence([(1, None, None), (None, 2, None), (None, None, 3)]).startswith(
        "Of 3 raters no two rated the same unit."
    )


def test_perfect_agreement_says_why_it_has_no_interval():
    assert "is 1.000, without an interval: at the end of its range" in sentence([(1, 1), (2, 2)] * 10)


@pytest.mark.slow
@pytest.mark.parametrize("levels", [2, 5])
def test_a_round_of_20_raters_500_calls_and_40_items_takes_less_than_two_seconds(levels):
    _, processor = seconds(levels)
    assert processor < 2
