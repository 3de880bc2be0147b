import pytest

from scoring.agreement.ratings import Scale
from scoring.agreement.ratings_csv import read_ratings, read_scale
from scoring.errors import BadInput, BadRatings

FIVE = Scale((1, 2, 3, 4, 5))


def read(*lines, scale=FIVE):
    return read_ratings("\n".join(lines), scale, "week.csv")


def mistakes(*lines):
    with pytest.raises(BadRatings) as caught:
        read(*lines)
    return caught.value.mistakes


def test_one_row_is_one_rating():
    ratings = read("unit,rater,value", "call 1,ana,4", "call 1,ben,5", "call 2,ben,", "call 2,ana,3").ratings
    assert (ratings.units, ratings.raters) == (("call 1", "call 2"), ("ana", "ben"))
    assert ratings.codes.tolist() == [[3, 4], [2, -1]]


@pytest.mark.parametrize(
    "text",
    [
        "unit,rater,value\r\n1,ana,4\r\n1,ben,5\r\n",
        "unit;rater;value\n1;ana;4\n1;ben;5\n",
        "unit\trater\tvalue\n1\tana\t4\n1\tben\t5\n",
        "\n\nunit,rater,value\n1,ana,4\n\n1,ben,5\n\n",
        "Unit, Rater ,VALUE\n1 , ana,4.0\n 1,ben , 5\n",
        'value,rater,unit\n"4","ana","1"\n5,ben,1',
        "unit,rater,value\r1,ana,4\r1,ben,5\r",
        "unit,rater,value\n1,ana,4e0\n1,ben,+5.\n",
    ],
)
def test_what_spreadsheets_write_is_read(text):
    assert read_ratings(text, FIVE, "week.csv").ratings.codes.tolist() == [[3, 4]]


def test_a_comma_is_the_decimal_point_where_semicolons_separate():
    halves = Scale((1, 1.5, 2))
    assert read("unit;rater;value", "1;ana;1,5", "1;ben;2,0", scale=halves).ratings.codes.tolist() == [[1, 2]]


def test_a_name_may_hold_a_line_break_and_a_comma():
    ratings = read("unit,rater,value", '1,"ana, the', 'first",4', "1,ben,5").ratings
    assert ratings.raters == ("ana, the\nfirst", "ben")


def test_a_line_separator_in_a_name_ends_no_row():
    assert read("unit,rater,value", "1,a\u2028na,4", "1,ben,5").ratings.raters[0] == "a\u2028na"


def test_other_columns_are_left_alone_and_named():
    given = read("when,unit,rater,value", "monday,1,ana,4", "monday,1,ben,5")
    assert given.notes == ("columns not used: when",)


def test_a_row_said_twice_counts_once_and_is_noted():
    given = read("unit,rater,value", "1,ana,4", "1,ben,5", "1,ana,4")
    assert given.ratings.total() == 2
    assert given.notes == ("1 row said the same as an earlier one and counted once",)


def test_two_values_for_one_unit_and_rater_are_a_mistake():
    assert mistakes("unit,rater,value", "1,ana,4", "1,ben,5", "1,ana,3") == [
        "row 4: 'ana' rates '1' 3, but in row 2 4"
    ]


def test_a_value_and_an_empty_one_are_two_values():
    assert mistakes("unit,rater,value", "1,ana,", "1,ben,5", "1,ana,3") == [
        "row 4: 'ana' rates '1' 3, but in row 2 empty"
    ]


@pytest.mark.parametrize("value", ["6", "2.5", "-1", "0", "1e99"])
def test_a_value_off_the_scale_is_named_with_its_row(value):
    assert mistakes("unit,rater,value", "1,ana,4", f"1,ben,{value}") == [
        f"row 3: the value {value} is not on the scale 1, 2, 3, 4, 5"
    ]


@pytest.mark.parametrize("value", ["good", "nan", "inf", "1_0", "٣", "NA", "4 5", "0x4"])
def test_what_is_no_number_is_named_with_its_row(value):
    (mistake,) = mistakes("unit,rater,value", f"1,ana,{value}", "1,ben,4")
    assert mistake == f"row 2: the value {value!r} is not a number"


@pytest.mark.parametrize(
    ("row", "mistake"),
    [(",ana,4", "row 2: no unit"), ("1,,4", "row 2: no rater"), ("1,ana", "row 2: only 2 cells")],
)
def test_a_row_without_a_part_is_named(row, mistake):
    assert mistakes("unit,rater,value", row, "1,ben,4") == [mistake]


def test_blank_rows_count_as_a_spreadsheet_counts_them():
    assert mistakes("unit,rater,value", "", "1,ana,9", "1,ben,4")[0].startswith("row 3:")


def test_every_mistake_is_found_and_the_first_twenty_are_shown():
    with pytest.raises(BadRatings) as caught:
        read("unit,rater,value", *(f"{n},ana,9" for n in range(1000)))
    assert len(caught.value.mistakes) == 1000
    assert caught.value.message == "week.csv: 1,000 mistakes."
    assert caught.value.next_step.splitlines()[-1] == "and 980 more"
    assert len(caught.value.next_step.splitlines()) == 21


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("1,ana,4", "one column 'unit' and one column 'rater' and one column 'value'"),
        ("unit,rater", "one column 'value'"),
        ("unit,rater,value,value", "one column 'value'"),
        ("unit|rater|value", "one column 'unit'"),
    ],
)
def test_a_missing_header_is_explained(header, says):
    (mistake,) = mistakes(header, "1,ana,4")
    assert mistake.startswith("row 1: the header needs")
    assert says in mistake


@pytest.mark.parametrize("text", ["", "\n\n", " , , \n"])
def test_an_empty_file_is_explained(text):
    with pytest.raises(BadRatings, match="empty"):
        read_ratings(text, FIVE, "week.csv")


def test_a_header_alone_holds_no_ratings():
    assert mistakes("unit,rater,value") == ["there are no ratings in it"]
    assert mistakes("unit,rater,value", "1,ana,") == ["there are no ratings in it"]


def test_one_rater_cannot_agree_with_anybody():
    assert mistakes("unit,rater,value", "1,ana,4", "2,ana,5") == [
        "only one rater, 'ana': agreement needs two"
    ]


def test_swapped_columns_are_suspected_where_there_are_very_many_raters():
    with pytest.raises(BadRatings, match="right way round"):
        read("unit,rater,value", *(f"ana,call {n},4" for n in range(500)))


def test_a_quote_that_never_ends_is_explained():
    (mistake,) = mistakes("unit,rater,value", '1,"ana,4', *("x" * 1000 for _ in range(200)))
    assert "not readable as CSV" in mistake


def test_a_nul_byte_in_a_name_is_read_as_data():
    assert read("unit,rater,value", "1,a\0na,4", "1,ben,5").ratings.raters[0] == "a\0na"


def test_a_scale_is_its_numbers_in_order():
    assert read_scale("5, 4,3,2,1").values == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1-5", "not a number"),
        ("", "not a number"),
        ("1,2,,3", "not a number"),
        ("1,2,2.0", "twice"),
        ("1", "at least two"),
        (",".join(str(n) for n in range(102)), "at most 101"),
        ("nan,1", "not a number"),
        ("1,1e999", "beyond"),
    ],
)
def test_a_scale_that_is_none_is_explained(text, says):
    with pytest.raises(BadInput, match=says):
        read_scale(text)
