"""`sidetone trend`: a rep's averages in words, as JSON and as CSV."""

import json
from typing import Any

import pytest

from service.db.engine import Database
from tests.service.commands.cli import Sidetone
from tests.service.trends.scored_calls import many, rubric_row, somebody

UNTIL = ("--until", "2026-11-22")


def fill(url: str, *levels: int, **more: Any) -> None:
    database = Database(url)
    with database.write() as session:
        many(session, somebody(session, "Ana"), rubric_row(session), *levels, **more)
    database.close()


def test_averages_are_printed_with_range_and_calls(installed: Sidetone) -> None:
    fill(installed.database, 3, 3, 3, 3, 4, 4, 4, 4)
    ran = installed("trend", "ana", *UNTIL, "--criterion", "discovery")
    assert ran.code == 0, ran.err
    for words in ("Ana", "Discovery", "2026-11-16", "78, likely 71–84, 8 random calls", "offline judge"):
        assert words in ran.out
    assert "8 times in 10 the true average lies in here" in ran.out
    assert "QA score" not in ran.out


def test_too_few_calls_are_said_and_give_no_number(sqlite_installed: Sidetone) -> None:
    fill(sqlite_installed.database, 4, 4, judge="llm", model="m-1")
    ran = sqlite_installed("trend", "ana", *UNTIL)
    assert "too early to say: 2 random calls in 12 weeks, 8 are needed" in ran.out
    assert "AI reading, m-1" in ran.out
    assert "90" not in ran.out


def test_it_is_printed_as_json_and_as_csv(sqlite_installed: Sidetone) -> None:
    fill(sqlite_installed.database, 3, 3, 3, 3, 4, 4, 4, 4)
    found = json.loads(sqlite_installed("trend", "ana", *UNTIL, "--json").out)
    assert found["series"][0]["points"][0]["average"]["mean"] == 67.5
    sheet = sqlite_installed("trend", "ana", *UNTIL, "--csv").out.splitlines()
    assert sheet[0].startswith("rep,selection,criterion,")
    assert len(sheet) == 1 + 7


def test_a_rep_without_calls_is_told_so(sqlite_installed: Sidetone) -> None:
    fill(sqlite_installed.database)
    ran = sqlite_installed("trend", "ana")
    assert (ran.code, "no random call was scored in these 26 weeks" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("nobody",), "Nobody here is called nobody."),
        (("ana", "--json", "--csv"), "two different things"),
        (("ana", "--selection", "best"), "--selection: "),
        (("ana", "--until", "22.11.2026"), "--until: "),
        (("ana", "--until", "2026-02-30"), "is no day of a call"),
        (("ana", "--rubric", "large"), "There is no rubric large."),
        (("ana", "--criterion", "A B"), "--criterion: "),
    ],
)
def test_what_cannot_be_asked_is_said_in_two_lines(
    sqlite_installed: Sidetone, words: tuple[str, ...], expected: str
) -> None:
    fill(sqlite_installed.database)
    ran = sqlite_installed("trend", *words)
    assert expected in ran.err
    assert len(ran.err.strip().splitlines()) == 2
    assert ran.code != 0
