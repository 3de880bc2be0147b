"""What is known of files before they are sent: typed goes before the list, the list before the name."""

from datetime import UTC, datetime

from service.calls.uploads.preview import Question, Row, read_rows, unlisted
from service.calls.uploads.queries import listed_by_file

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATTERN = "{external_id}_{rep}_{start:%Y%m%dT%H%M%S}.wav"
NAME = "c1_ana_20261103T140500.wav"


def read(*rows: Row, manifest: str = "", **more: str):
    asked = Question(rows=list(rows), **{"pattern": PATTERN, "zone": "Europe/Berlin", **more})
    return read_rows(asked, listed_by_file(manifest), TODAY)


def test_a_name_says_what_its_pattern_reads() -> None:
    (row,), wrong = read(Row(name=f"tuesday/{NAME}"))
    assert wrong == {}
    assert row.cells == {
        "external_id": "c1", "rep": "ana", "start": "2026-11-03 14:05", "direction": "", "kind": "",
    }  # fmt: skip
    assert row.details is not None
    assert row.details["start"] == "2026-11-03T14:05:00+01:00"
    assert row.details["file"] == NAME


def test_a_list_goes_before_the_name_and_what_is_typed_before_the_list() -> None:
    manifest = f"file,email,direction,kind\n{NAME},rui@northwind.example,in,demo\n"
    (row,), _ = read(Row(name=NAME, typed={"kind": "renewal"}), manifest=manifest)
    assert (row.cells["rep"], row.cells["kind"]) == ("rui@northwind.example", "renewal")
    assert row.details is not None
    assert (row.details["direction"], row.details["kind"]) == ("inbound", "renewal")


def test_a_cell_that_was_emptied_stays_empty() -> None:
    (row,), _ = read(Row(name=NAME, typed={"rep": ""}))
    assert row.cells["rep"] == ""
    assert row.details is not None
    assert "rep" not in row.details


def test_what_cannot_be_read_is_named_by_its_column() -> None:
    (row,), _ = read(Row(name=NAME, typed={"start": "yesterday"}))
    assert row.details is None
    assert "is no moment" in row.problems["start"]


def test_a_name_that_does_not_fit_is_a_problem_unless_the_list_has_it() -> None:
    (alone,), _ = read(Row(name="tuesday.wav"))
    assert alone.details is None
    assert "does not fit the pattern" in alone.problems["file"]
    (listed,), _ = read(Row(name="tuesday.wav"), manifest="file,email\ntuesday.wav,ana@northwind.example\n")
    assert listed.problems == {}


def test_a_pattern_that_is_wrong_says_why_and_the_files_can_be_described_by_hand() -> None:
    (row,), wrong = read(Row(name=NAME, typed={"rep": "ana"}), pattern="{who}.wav")
    assert "{who}, which is no field" in wrong["pattern"]
    assert row.details is not None
    assert row.details["rep"] == "ana"


def test_files_of_the_list_that_were_not_dropped_are_named() -> None:
    listed = listed_by_file("file,email\na.wav,x@y.example\nb/c.wav,x@y.example\n")
    assert unlisted(listed, [Row(name="a.wav")]) == ["b/c.wav"]
