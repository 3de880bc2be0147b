"""A small line: gaps stay gaps, and a lonely week is a point."""

from service.web.sparkline import sparkline


def test_a_line_goes_from_edge_to_edge_and_ends_in_a_point() -> None:
    # 120 wide with 3 at each side: 3, 60, 117. 28 high: 0 is at 25, 50 at 14, 100 at 3.
    spark = sparkline([0, 50, 100])
    assert spark.line == "M3 25L60 14L117 3"
    assert spark.dots == (("117", "3"),)
    assert spark.band == ""


def test_a_week_without_calls_breaks_the_line_and_a_lonely_week_is_a_point() -> None:
    spark = sparkline([0, None, 100])
    assert spark.line == "M3 25M117 3"
    assert spark.dots == (("3", "25"), ("117", "3"))


def test_the_likely_range_is_drawn_between_weeks_that_have_one() -> None:
    spark = sparkline([50, 50, 50], [(0, 100), (0, 100), None])
    assert spark.band == "M3 25L60 25L60 3L3 3Z"


def test_nothing_yet_is_an_empty_picture() -> None:
    spark = sparkline([None, None])
    assert (spark.line, spark.dots) == ("", ())


def test_what_lies_outside_the_scale_stays_inside_the_picture() -> None:
    assert sparkline([-20, 120]).line == "M3 25L117 3"
