"""`sidetone sample`: rule, draw, list to fetch, replacements and coverage, in lines and as JSON."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from service.db.engine import Database
from service.frame.lists import cell
from tests.service.commands.cli import Ran, Sidetone
from tests.service.commands.imported import add_people

WEEK = ("--week", "2025-11-05")


@pytest.fixture
def northwind(sqlite_installed: Sidetone, tmp_path: Path) -> Sidetone:
    """Ana's ten calls of a week are in the log."""
    add_people(sqlite_installed.database)
    rows = [f"D-{n},3201,2025-11-0{3 + n % 5}T09:00,{30 + 60 * n},Europe/Berlin,demo" for n in range(10)]
    (tmp_path / "log.csv").write_text("\n".join(["external_id,rep,start,seconds,zone,kind", *rows]), "utf-8")
    assert sqlite_installed("log", "import", tmp_path / "log.csv").code == 0
    return sqlite_installed


def fix(sidetone: Sidetone, *more: object) -> Ran:
    return sidetone("sample", "rule", "--calls", 4, "--shortest", 60, "--from", "2025-11-03", *more)


def test_a_rule_is_fixed_and_listed(northwind: Sidetone) -> None:
    assert northwind("sample", "rule").out.startswith("No rule is fixed")
    assert "From the week of 2025-11-03 on, everybody: 4 calls of at least 60 s a week" in fix(northwind).out
    fix(northwind, "--rep", "3201", "--until", "2025-11-10")
    own, everybody = json.loads(northwind("sample", "rule", "--json").out)
    assert (own["rep_name"], own["until_week"], everybody["rep"]) == ("Ana", 20251110, None)


def test_without_a_rule_the_draw_says_what_to_do(northwind: Sidetone) -> None:
    ran = northwind("sample", "draw", *WEEK)
    assert ran.code == 2
    assert "Ana, week of 2025-11-03: nothing drawn of 10 calls in the log: no rule was fixed" in ran.out


def test_what_is_drawn_is_printed_and_written_to_be_fetched(northwind: Sidetone, tmp_path: Path) -> None:
    fix(northwind)
    ran = northwind("sample", "draw", *WEEK, "--csv", tmp_path / "fetch.csv")
    assert ran.code == 0
    summary, *lines = ran.out.splitlines()
    assert summary.startswith(
        "Ana, week of 2025-11-03: 4 of 9 calls of at least 60 s, 10 in the log; drawn now"
    )
    with (tmp_path / "fetch.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [line.split()[:2] for line in lines] == [[row["place"], row["external_id"]] for row in rows]
    assert {row["state"] for row in rows} == {"missing"}
    again = northwind("sample", "draw", *WEEK)
    assert again.out.splitlines()[1:] == lines
    assert "and never again; seed" in again.out
    assert northwind("sample", "list", *WEEK, "--missing").out.splitlines()[1:] == lines
    listed = json.loads(northwind("sample", "list", *WEEK, "--json").out)
    assert [one["external_id"] for one in listed] == [row["external_id"] for row in rows]


def test_a_replacement_shows_what_stands_in_until_nothing_is_left(northwind: Sidetone) -> None:
    fix(northwind)
    drawn = json.loads(northwind("sample", "draw", *WEEK, "--json").out)["draws"][0]["calls"]
    first = drawn[0]["external_id"]
    ran = northwind("sample", "replace", first, "--because", "no_audio", "--note", "The disk failed.")
    assert "replaced: there is no recording of it: The disk failed." in ran.out
    assert "  5 for 1  " in ran.out
    for _ in range(5):
        states = json.loads(northwind("sample", "list", *WEEK, "--json").out)
        last = next(one for one in states if one["state"] == "missing")["external_id"]
        ran = northwind("sample", "replace", last, "--because", "no_audio", "--json")
    assert [one["none_left"] for one in json.loads(ran.out)] == [True]
    coverage = northwind("sample", "coverage", *WEEK).out
    assert "9 drawn, 0 fetched, 0 scored, 6 replaced (1 with none left), 3 missing" in coverage


def test_coverage_names_who_was_not_drawn(northwind: Sidetone) -> None:
    out = northwind("sample", "coverage", *WEEK).out
    assert out == "Ana, week of 2025-11-03: nothing drawn of 10 calls in the log: not drawn yet\n"
    assert northwind("sample", "coverage").out.startswith("Nothing was drawn")
    fix(northwind)
    northwind("sample", "draw", *WEEK)
    document = json.loads(northwind("sample", "coverage", "--all", "--rep", "3201", "--json").out)
    assert (document["rows"][0]["eligible"], len(document["not_scored"])) == (9, 4)


def test_draws_are_done_again_and_one_that_comes_out_otherwise_is_named(northwind: Sidetone) -> None:
    fix(northwind)
    northwind("sample", "draw", *WEEK)
    ran = northwind("sample", "check")
    assert (ran.code, ran.out) == (0, "1 draw done again, 0 came out otherwise\n")
    database = Database(northwind.database)
    with database.write() as session:
        session.execute(text("UPDATE draw SET seed = 'mine'"))
    database.close()
    ran = northwind("sample", "check")
    assert ran.code == 1
    assert "its seed and frame give another draw" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("draw", "--week", "yesterday"), "'yesterday' is no day"),
        (("draw", "--week", "2025-11-12"), "The call log has no call in the week of 2025-11-10."),
        (("draw", "--rep", "nobody"), "Nobody here is called nobody."),
        (("draw", *WEEK, "--csv", "."), "is a folder"),
        (("list", "--week", "2025-13-01"), "is no day"),
        (("replace", "D-77", "--because", "no_audio"), "No call D-77 was drawn."),
        (("rule", "--calls", "4"), "--shortest: Field required"),
        (("rule", "--calls", "0", "--shortest", "60", "--from", "2025-11-03"), "--calls: "),
    ],
)
def test_what_cannot_be_is_refused_in_words(northwind: Sidetone, words: tuple[str, ...], told: str) -> None:
    ran = northwind("sample", *words)
    assert ran.code in (1, 2)
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_a_reason_that_is_none_is_refused(northwind: Sidetone) -> None:
    fix(northwind)
    drawn = json.loads(northwind("sample", "draw", *WEEK, "--json").out)["draws"][0]["calls"]
    ran = northwind("sample", "replace", drawn[0]["external_id"], "--because", "bad-mood")
    assert ran.code == 2
    assert "--because: Input should be 'no_audio', 'not_a_conversation'" in ran.err


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        (" \t@x", "' \t@x"),
        ("＋1", "'＋1"),
        ("'=1", "'=1"),
        ("a=1", "a=1"),
        (None, ""),
        (-3, "'-3"),
        (0, "0"),
    ],
)
def test_a_cell_is_read_and_never_calculated(value: object, written: str) -> None:
    assert cell(value) == written
