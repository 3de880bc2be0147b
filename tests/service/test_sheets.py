"""Reading CSV as people save it: every mistake has its place, and no cell is more than text."""

from pathlib import Path

import pytest

from scoring.errors import BadInput
from service.sheets import Mistake, Sheet, read_sheet

COLUMNS = ("file", "rep", "start")


def read(folder: Path, data: bytes | str) -> Sheet:
    file = folder / "calls.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_sheet(file, COLUMNS, needed=("file",), any_of=("rep", "start"))


@pytest.mark.parametrize(
    "data",
    [
        b"file,rep\na.wav,ana\n",
        b"\xef\xbb\xbffile,rep\r\na.wav,ana\r\n",
        b"file;rep\r\na.wav;ana",
        b"file\trep\na.wav\tana\n",
        b'\n"file","rep"\n\n"a.wav"," ana "\n,\n',
        b"REP, File \nana,a.wav\n",
        "file,rep\na.wav,ana\n".encode("utf-16"),
    ],
    ids=["plain", "BOM and CRLF", "semicolons", "tabs", "quotes and empty lines", "any order", "UTF-16"],
)
def test_the_same_sheet_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    sheet = read(tmp_path, data)
    assert [row.cells for row in sheet.rows] == [{"file": "a.wav", "rep": "ana"}]
    assert (sheet.unused, sheet.mistakes) == ((), ())


def test_what_a_spreadsheet_would_calculate_stays_text(tmp_path: Path) -> None:
    sheet = read(tmp_path, "file,rep\n=1+1,@SUM(A1)\n+49 30 1,-2\n")
    assert [row["file"] for row in sheet.rows] == ["=1+1", "+49 30 1"]
    assert [row["rep"] for row in sheet.rows] == ["@SUM(A1)", "-2"]


def test_columns_nobody_asked_for_are_named_and_not_kept(tmp_path: Path) -> None:
    sheet = read(tmp_path, "file,rep,Salary,mood\na.wav,ana,1,good\n")
    assert sheet.unused == ("salary", "mood")
    assert sheet.rows[0].cells == {"file": "a.wav", "rep": "ana"}


def test_a_row_is_named_by_the_line_it_begins_in(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'file,rep,other\na.wav,ana,"two\nlines"\nb.wav,ben,x,too many\nc.wav,"c\nd",x\n')
    assert [row.line for row in sheet.rows] == [2]
    assert [str(mistake) for mistake in sheet.mistakes] == [
        "line 4: 4 cells under 3 columns; is one unquoted?",
        "line 5, column rep: holds a line break or another control character",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "calls.csv is empty."),
        (b"\n\n", "calls.csv is empty."),
        (b"rep\nana\n", "the header lacks the column file; it has: rep."),
        (b"file\na.wav\n", "the header lacks the column rep or start"),
        (b"file,rep,file\n", "the column file is there twice"),
        (b"file,rep\nM\xfcller.wav,ana\n", "is not a text in UTF-8"),
        (b'file,rep\n"' + b"x" * 200_000, "line 2: not readable as CSV"),
    ],
    ids=["empty", "blank", "no file", "no rep", "twice", "Latin-1", "a cell without end"],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(
    tmp_path: Path, data: bytes, says: str
) -> None:
    with pytest.raises(BadInput, match=r".") as refused:
        read(tmp_path, data)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no file"):
        read_sheet(tmp_path / "none.csv", COLUMNS, needed=())


def test_a_mistake_without_a_place_is_its_message() -> None:
    assert str(Mistake(None, None, "nothing fits")) == "nothing fits"
