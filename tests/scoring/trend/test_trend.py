"""Weekly series from sums: what is averaged, how sure it is, where it breaks, and when nothing is said."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.milestone.likely_range import Spread, average_of, half_width
from scoring.trend import ENOUGH, MOST_WEEKS, Trend, series_of
from scoring.trend_average import ALONE, Sums, added, team_spread
from scoring.trend_records import Likely, Point, Selection, Series, Version, WeekCount, WeekSum

OFFLINE = Version(rubric="small@1", judge="offline", model=None)
SECOND = Version(rubric="small@2", judge="offline", model=None)
MODEL = Version(rubric="small@1", judge="llm", model="m-1")
NEWER_MODEL = Version(rubric="small@1", judge="llm", model="m-2")
FIRST = date(2026, 8, 31)
EIGHT = (70, 75, 80, 80, 85, 85, 90, 95)
TEAM = Spread(team_sd=Fraction(11), prior_weight=10)


def monday(week: int) -> date:
    return FIRST + timedelta(weeks=week)


def sums(week: int, *values: int, by: Version = OFFLINE) -> WeekSum:
    fractions = [Fraction(value) for value in values]
    return WeekSum(monday(week), by, len(values), sum(fractions), sum(v * v for v in fractions))  # type: ignore[arg-type]


def count(
    week: int, scorecards: int, confirmed: int = 0, incomplete: int = 0, by: Version = OFFLINE
) -> WeekCount:
    return WeekCount(monday(week), by, scorecards, confirmed, incomplete)


def series(
    *weeks: WeekSum,
    counts: Sequence[WeekCount] = (),
    spread: Spread = TEAM,
    selection: Selection = "random",
    first: int = 0,
) -> Series:
    versions = {one.version for one in weeks} | {one.version for one in counts}
    trend = Trend(weeks, counts, dict.fromkeys(versions, spread), selection)
    return series_of("qa", "QA score", trend, monday(first))


def points(*weeks: WeekSum, **more: object) -> tuple[Point, ...]:
    return series(*weeks, **more).points  # type: ignore[arg-type]


def average_in(point: Point) -> Likely:
    assert point.average is not None, point.words
    return point.average


def test_eight_calls_of_a_week_have_an_average_with_its_likely_range() -> None:
    # Σx = 660, mean 82.5. Σx² = 54,900, less 660²/8 = 54,450, leaves 450.
    # s² = (10 · 11² + 450) / 17 = 97.647; t(.90; 17) = 1.33338; half = 1.33338 · √(97.647 / 8) = 4.65841.
    (point,) = points(sums(0, *EIGHT))
    average = average_in(point)
    assert (average.mean, average.n, average.weeks) == (Fraction(165, 2), 8, 1)
    assert average.low == pytest.approx(77.84159, abs=1e-4)
    assert average.high == pytest.approx(87.15841, abs=1e-4)
    assert average.sd == pytest.approx(sqrt(450 / 7))
    assert (average.team_sd, average.team_weight) == (11.0, 10)
    assert point.words == "83, likely 78–87, 8 random calls"


def test_without_a_team_the_range_rests_on_the_own_calls_alone() -> None:
    # s² = 450 / 7 = 64.286; t(.90; 7) = 1.41492; half = 1.41492 · √(64.286 / 8) = 4.01094.
    average = average_in(points(sums(0, *EIGHT), spread=ALONE)[0])
    assert average.high == pytest.approx(86.51094, abs=1e-4)
    assert (average.team_sd, average.team_weight) == (None, 0)


def test_equal_scores_don_t_make_the_rep_certain_where_the_team_varies() -> None:
    # s² = (10 · 121 + 0) / 17: eight times 85 is not proof that the ninth call is 85.
    average = average_in(points(sums(0, *[85] * 8))[0])
    assert average.sd == 0
    assert average.mean == 85
    assert average.high - average.low == pytest.approx(2 * 1.33338 * sqrt(1210 / 17 / 8), abs=1e-3)


def test_a_range_ends_where_the_scale_ends() -> None:
    assert average_in(points(sums(0, *[100] * 8))[0]).high == 100
    assert average_in(points(sums(0, *[0] * 8))[0]).low == 0


def test_fewer_calls_a_week_are_averaged_over_the_last_weeks_and_it_says_so() -> None:
    # Week 3 ends a window of 3 + 3 + 2 calls: (80 + 90 + 70) + (60 + 80 + 100) + (90 + 86) = 656 / 8 = 82.
    first, second, third, fourth = points(
        sums(0, 0, 0, 0), sums(1, 80, 90, 70), sums(2, 60, 80, 100), sums(3, 90, 86)
    )
    assert (first.average, second.average) == (None, None)
    assert average_in(third).n == 9  # 3 + 3 + 3: the first week is still needed
    average = average_in(fourth)
    assert average.mean == 82
    assert (average.n, average.weeks, average.first_week) == (8, 3, monday(1))
    assert fourth.words.endswith(", 8 random calls of the last 3 weeks")
    assert fourth.n == 2


def test_a_window_counts_the_weeks_without_calls_in_between() -> None:
    last = points(sums(0, *[80] * 5), sums(4, *[90] * 5))[-1]
    assert (average_in(last).weeks, average_in(last).n) == (5, 10)


def test_a_window_reaches_back_twelve_weeks_and_not_thirteen() -> None:
    # In one series the older calls lie 11 weeks back, in the other 12.
    assert average_in(points(sums(0, *[80] * 4), sums(11, *[80] * 4))[-1]).weeks == MOST_WEEKS
    too_far = points(sums(0, *[80] * 4), sums(12, *[80] * 4))[-1]
    assert too_far.average is None
    assert too_far.words == "too early to say: 4 random calls in 12 weeks, 8 are needed"


def test_weeks_before_the_first_one_shown_serve_the_average() -> None:
    (point,) = points(sums(0, *[80] * 7), sums(1, 80), first=1)
    assert (point.week, average_in(point).weeks) == (monday(1), 2)


@pytest.mark.parametrize("n", range(1, ENOUGH))
def test_below_eight_calls_no_number_is_said(n: int) -> None:
    (point,) = points(sums(0, *[91] * n))
    assert (point.n, point.average) == (n, None)
    assert "91" not in point.words
    assert point.words.startswith("too early to say: ")


def test_no_calls_make_no_points() -> None:
    assert points() == ()


def test_incomplete_scorecards_enter_no_average_and_are_counted_beside_n() -> None:
    counts = [count(0, scorecards=11, confirmed=6, incomplete=2)]
    (point,) = points(sums(0, *EIGHT), counts=counts)
    assert (point.scorecards, point.n, point.incomplete, point.not_applicable) == (11, 8, 2, 1)
    assert point.confirmed == 6
    assert average_in(point).mean == Fraction(165, 2)
    assert point.words.endswith("8 random calls (2 more are incomplete)")


def test_incomplete_scorecards_of_all_weeks_of_an_average_stand_beside_it() -> None:
    counts = [count(0, 6, incomplete=1), count(1, 3, incomplete=0)]
    last = points(sums(0, *[80] * 5), sums(1, *[80] * 3), counts=counts)[-1]
    assert (last.incomplete, average_in(last).incomplete) == (0, 1)
    assert last.words.endswith("8 random calls of the last 2 weeks (1 more is incomplete)")


def test_a_week_with_nothing_but_incomplete_scorecards_is_shown() -> None:
    (point,) = points(counts=[count(0, 2, incomplete=2)])
    assert (point.n, point.incomplete, point.average) == (0, 2, None)
    assert point.words == (
        "too early to say: 0 random calls in 12 weeks, 8 are needed (2 more are incomplete)"
    )


def test_a_call_that_came_in_between_two_queries_makes_no_count_negative() -> None:
    (point,) = points(sums(0, *EIGHT), counts=[count(0, 7)])
    assert (point.scorecards, point.not_applicable) == (8, 0)


def test_two_rubric_versions_in_one_week_are_two_points_and_a_break() -> None:
    old, new = points(sums(0, *[60] * 8), sums(0, *[90] * 8, by=SECOND))
    assert [average_in(one).mean for one in (old, new)] == [60, 90]
    before, going_on, begun = points(sums(0, 60), sums(1, 60), sums(1, 90, by=SECOND))
    assert (before.changed, going_on.changed, begun.changed) == ((), (), ("rubric",))


def test_a_new_rubric_in_the_middle_begins_its_average_anew() -> None:
    # Seven calls by the old version and one by the new: eight calls, but never one average.
    shown = points(sums(0, *[60] * 7), sums(1, 90, by=SECOND))
    assert [one.average for one in shown] == [None, None]
    assert shown[1].changed == ("rubric",)


def test_another_model_is_another_judge() -> None:
    shown = points(sums(0, *[60] * 8, by=MODEL), sums(1, *[90] * 8, by=NEWER_MODEL))
    assert [one.changed for one in shown] == [(), ("judge",)]
    assert average_in(shown[1]).mean == 90


def test_both_may_change_at_once_and_going_back_is_a_break_as_well() -> None:
    shown = points(sums(0, 60), sums(1, 60, by=MODEL), sums(2, 60), sums(3, 60, by=SECOND))
    assert [one.changed for one in shown] == [(), ("judge",), ("judge",), ("rubric",)]
    both = points(sums(0, 60, by=MODEL), sums(1, 60, by=SECOND))
    assert both[1].changed == ("rubric", "judge")


def test_a_break_is_marked_at_the_first_point_shown_too() -> None:
    (point,) = points(sums(0, 60), sums(1, 60, by=SECOND), first=1)
    assert point.changed == ("rubric",)


def test_calls_that_somebody_picked_are_called_so() -> None:
    (point,) = points(sums(0, *EIGHT), selection="manager")
    assert point.words == "83, likely 78–87, 8 calls the manager picked"


def of(*values: int) -> Sums:
    return added([(len(values), Fraction(sum(values)), Fraction(sum(value * value for value in values)))])


def test_the_team_s_spread_is_that_around_each_one_s_own_mean() -> None:
    # Around 80: 100 + 100 = 200; around 40: 4 + 4 = 8. s0² = 208 / (1 + 1) = 104. That one has 80 and the
    # other 40 says nothing about how far the calls of one lie apart.
    spread = team_spread([of(70, 90), of(38, 42)])
    assert float(spread.team_sd or 0) == pytest.approx(sqrt(104))
    assert spread.prior_weight == 2  # the team has shown two degrees of freedom, not ten


def test_the_team_s_spread_is_worth_ten_calls_at_most() -> None:
    assert team_spread([of(*range(60, 80)), of(*range(60, 80))]).prior_weight == 10


@pytest.mark.parametrize("colleagues", [[], [of(*EIGHT)], [of(*EIGHT), of(70)]])
def test_nothing_is_borrowed_from_one_colleague_alone(colleagues: list[Sums]) -> None:
    assert team_spread(colleagues) == ALONE


def test_a_colleague_without_any_spread_makes_no_negative_root() -> None:
    third = 100 / 3
    spoilt = added([(3, Fraction(third * 3), Fraction(third * third * 3 - 1e-9))])
    assert float(team_spread([spoilt, of(70, 70)]).team_sd or 0) == 0


def test_a_point_leaves_as_plain_numbers_and_comes_back() -> None:
    made = series(sums(0, *EIGHT))
    document = made.model_dump(mode="json")
    assert document["points"][0]["week"] == 20260831
    assert document["points"][0]["average"]["mean"] == 82.5
    assert Series.model_validate(document) == made
    with pytest.raises(ValidationError):
        Series.model_validate(document | {"points": [document["points"][0] | {"week": 20269999}]})


scores = st.lists(st.integers(min_value=0, max_value=10_000).map(lambda one: Fraction(one, 100)), max_size=12)


@given(st.lists(scores, min_size=1, max_size=16))
def test_an_average_is_that_of_the_calls_of_its_weeks_one_by_one(weeks: list[list[Fraction]]) -> None:
    """Adding up sums gives what adding up all calls gives, for the mean as for the range."""
    cells = [
        WeekSum(monday(week), OFFLINE, len(values), sum(values, Fraction(0)), sum(v * v for v in values))  # type: ignore[arg-type]
        for week, values in enumerate(weeks)
        if values
    ]
    for point in points(*cells):
        last = (point.week - FIRST).days // 7
        reach = list(range(last, max(-1, last - MOST_WEEKS), -1))
        if point.average is None:
            assert sum(len(weeks[week]) for week in reach) < ENOUGH
            continue
        taken = [value for week in reach[: point.average.weeks] for value in weeks[week]]
        assert len(taken) == point.average.n >= ENOUGH
        assert len(taken) - len(weeks[reach[point.average.weeks - 1]]) < ENOUGH  # no week too many
        one_by_one = average_of(taken)
        assert one_by_one is not None
        half = half_width(one_by_one, TEAM)
        assert half is not None
        assert point.average.mean == one_by_one.mean
        assert point.average.low == pytest.approx(max(0, float(one_by_one.mean) - half))
        assert point.average.high == pytest.approx(min(100, float(one_by_one.mean) + half))
