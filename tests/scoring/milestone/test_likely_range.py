"""The sums of the likely range, worked by hand."""

import math
from fractions import Fraction

import pytest

from scoring.milestone.likely_range import Average, Spread, average_of, half_width, pooled_sd
from tests.scoring.milestone.examples import around

TEAM = Spread(team_sd=Fraction(11), prior_weight=10)


def test_twelve_calls_around_87_that_differ_by_10() -> None:
    # Σ(x - 87)² = 12 · 10² = 1200;  s² = (10·121 + 1200) / (10 + 12 - 1) = 2410 / 21 = 114.7619
    # sqrt(114.7619 / 12) = sqrt(9.56349) = 3.09249;  t(.90; 21) = 1.32319;  half width 4.09194
    average = average_of([Fraction(score) for score in around(87, 10)])
    assert average == Average(n=12, mean=Fraction(87), squares=Fraction(1200))
    assert pooled_sd(average, TEAM) == pytest.approx(math.sqrt(2410 / 21))
    assert half_width(average, TEAM) == pytest.approx(4.09194, abs=1e-5)


@pytest.mark.parametrize(("n", "published"), [(12, 4.2), (24, 2.9)])
def test_a_rep_as_steady_as_the_team_has_the_published_half_width(n: int, published: float) -> None:
    # s = 11 whatever n is, where Σ(x - mean)² = (n - 1) · 121.
    average = Average(n=n, mean=Fraction(85), squares=Fraction(121 * (n - 1)))
    assert half_width(average, TEAM) == pytest.approx(published, abs=0.05)


@pytest.mark.parametrize(("n", "published"), [(8, 0.42), (12, 0.35), (24, 0.24)])
def test_levels_have_the_published_half_widths(n: int, published: float) -> None:
    # s = .9 throughout: t(.90; 17) · .9/sqrt(8) = .424, t(.90; 21) · .9/sqrt(12) = .344, .240 for 24.
    average = Average(n=n, mean=Fraction(7, 2), squares=Fraction(81, 100) * (n - 1))
    team = Spread(team_sd=Fraction(9, 10), prior_weight=10)
    assert half_width(average, team) == pytest.approx(published, abs=0.007)


def test_the_judges_bias_does_not_shrink_with_more_calls() -> None:
    # s²/n + se² = 114.7619/12 + 2² = 13.56349;  · t = 1.32319 · 3.68287 = 4.87313
    average = Average(n=12, mean=Fraction(87), squares=Fraction(1200))
    biased = Spread(team_sd=Fraction(11), prior_weight=10, se_bias=Fraction(2))
    assert half_width(average, biased) == pytest.approx(4.87313, abs=1e-5)
    many = Average(n=10**6, mean=Fraction(87), squares=Fraction(121 * (10**6 - 1)))
    assert half_width(many, biased) == pytest.approx(1.28155 * 2, abs=1e-3)


def test_95_percent_is_wider_than_90() -> None:
    # t(.95; 21) = 1.72074;  · 3.09249 = 5.32138
    average = Average(n=12, mean=Fraction(87), squares=Fraction(1200))
    assert half_width(average, TEAM, Fraction(95, 100)) == pytest.approx(5.32138, abs=1e-5)


def test_without_a_team_the_range_is_students() -> None:
    # s = sqrt(1200/11) = 10.4447;  /sqrt(12) = 3.01511;  t(.90; 11) = 1.36343;  half width 4.11089
    average = Average(n=12, mean=Fraction(87), squares=Fraction(1200))
    alone = Spread(team_sd=None, prior_weight=10)
    assert half_width(average, alone) == pytest.approx(4.11089, abs=1e-5)


def test_one_call_without_a_team_has_no_range() -> None:
    one = average_of([Fraction(87)])
    assert one is not None
    assert one.sd is None
    assert half_width(one, Spread(team_sd=None, prior_weight=10)) is None


def test_the_average_of_nothing_is_not_zero() -> None:
    assert average_of([]) is None


def test_means_are_exact() -> None:
    # Three thirds of a percent add up to one: floats would give 84.99999999999999 for such sums.
    average = average_of([Fraction(254, 3), Fraction(255, 3), Fraction(256, 3)])
    assert average is not None
    assert average.mean == 85
    assert average.squares == Fraction(2, 9)
