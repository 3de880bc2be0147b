"""`sidetone metrics`: a file comes in whole or not at all, and says so."""

import json
from pathlib import Path

import pytest

from tests.service.commands.cli import Sidetone
from tests.service.commands.imported import add_people

WEEKS = """Agent,Week,Until,Sales,Calls,Remark
3201,2026-03-02,2026-03-08,4,30,tired
3201,2026-03-09,2026-03-15,6,31,
"""
MAPPED = (
    *("--column", "rep=Agent", "--column", "first=Week", "--column", "last=Until"),
    *("--column", "numerator=Sales", "--column", "denominator=Calls", "--metric", "close_rate"),
)


@pytest.fixture
def northwind(sqlite_installed: Sidetone) -> Sidetone:
    add_people(sqlite_installed.database)
    return sqlite_installed


def write(folder: Path, text: str) -> Path:
    file = folder / "crm.csv"
    file.write_text(text, "utf-8")
    return file


def test_a_file_of_any_system_comes_in_and_the_same_again_changes_nothing(
    northwind: Sidetone, tmp_path: Path
) -> None:
    file = write(tmp_path, WEEKS)
    ran = northwind("metrics", "import", file, "--day", "2026-03-16", *MAPPED)
    assert (ran.code, ran.out.splitlines()) == (0, ["Columns not kept: remark", "2 figures added."])
    again = northwind("metrics", "import", file, "--day", "2026-03-16", *MAPPED, "--json")
    assert (again.code, json.loads(again.out)["unchanged"]) == (0, 2)
    assert json.loads(again.out)["seen_before"] is not None


def test_a_bad_row_stops_the_file_and_is_named(northwind: Sidetone, tmp_path: Path) -> None:
    file = write(tmp_path, WEEKS.replace(",6,31", ",60,31"))
    ran = northwind("metrics", "import", file, *MAPPED)
    assert ran.code == 2
    assert "refused: line 3: the numerator is larger than the denominator" in ran.out
    assert ran.out.endswith("Nothing was kept: 1 mistake.\n")


def test_a_correction_is_told(northwind: Sidetone, tmp_path: Path) -> None:
    northwind("metrics", "import", write(tmp_path, WEEKS), *MAPPED)
    ran = northwind("metrics", "import", write(tmp_path, WEEKS.replace(",4,30", ",5,30")), *MAPPED)
    assert "corrected: line 2: numerator 4 → 5" in ran.out
    assert ran.out.endswith("0 figures added, 1 corrected, 1 as before.\n")


def test_metrics_are_declared_and_listed(northwind: Sidetone) -> None:
    ran = northwind(
        "metrics", "declare", "hold_time", "--kind", "average", "--title", "Hold time", "--lower-is-better"
    )
    assert ran.out == "hold_time is declared: average, lower is better.\n"
    listed = {
        one["key"]: one["kind"] for one in json.loads(northwind("metrics", "list", "--json").out)["items"]
    }
    assert (listed["hold_time"], listed["close_rate"]) == ("average", "rate")
    assert (
        "hold_time                average     lower is better  Hold time" in northwind("metrics", "list").out
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("declare", "Hold Time", "--kind", "average", "--title", "x"), "This is no metric."),
        (("declare", "hold", "--kind", "mean", "--title", "x"), "This is no metric."),
        (("import", "x.csv", "--column", "rep"), "A column is mapped as OURS=THEIRS."),
        (("import", "x.csv", "--covers", "March"), '"March" are no days.'),
        (("import", "x.csv"), "x.csv is no file."),
    ],
)
def test_what_cannot_be_understood_is_said(northwind: Sidetone, words: tuple[str, ...], why: str) -> None:
    ran = northwind("metrics", *words)
    assert ran.code == 2
    assert why in ran.err
