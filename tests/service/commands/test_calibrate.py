"""`sidetone calibrate` and `sidetone redteam`: the report in every form, ratings to check, the suite."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from scoring.agreement.round_records import RoundReport
from service.calibration.rounds import make_round
from service.calibration.views import NewRound
from service.db.base import now
from service.db.engine import Database
from service.db.tables import InjectionCheck
from tests.service.calibration.world import World, new_round, rate
from tests.service.commands.cli import Sidetone


@pytest.fixture
def world(sqlite_installed: Sidetone) -> Iterator[World]:
    database = Database(sqlite_installed.database)
    yield World(database)
    database.close()


def a_round(world: World, *, opened: bool = True) -> str:
    asked = NewRound.model_validate(new_round(world, "Sam", "Quill"))
    with world.database.write() as session:
        row = make_round(session, world.cast.who("Quinn"), asked, now())
        name = row.public_id
    rate(world, name, "Sam", 4)
    if opened:
        rate(world, name, "Quill", 3)
    return name


def test_the_report_in_words_as_json_and_as_a_page(
    sqlite_installed: Sidetone, world: World, tmp_path: Path
) -> None:
    name = a_round(world)
    shown = sqlite_installed("calibrate", "report", name)
    assert shown.code == 0
    assert "2 people on 3 calls" in shown.out
    assert "fewer than 20 calls" in shown.out
    report = RoundReport.model_validate_json(sqlite_installed("calibrate", "report", name, "--json").out)
    assert report.people == ("Sam", "Quill")
    file = tmp_path / "round.html"
    assert sqlite_installed("calibrate", "report", "November", "--html", file).code == 0
    page = file.read_text("utf-8")
    assert "<script" not in page
    assert "default-src &#39;none&#39;" in page
    for part in ("Over the answers to all items", "How strict each rater is", "<svg", "Farthest apart"):
        assert part in page


def test_exported_ratings_are_checked_by_the_other_command(
    sqlite_installed: Sidetone, world: World, tmp_path: Path
) -> None:
    name, file = a_round(world), tmp_path / "ratings.csv"
    assert sqlite_installed("calibrate", "export", name, "--out", file).code == 0
    checked = json.loads(sqlite_installed("agreement", file, "--scale", "1,2,3,4,5", "--json").out)
    # Three calls of six criteria; Sam 4, Quill 3, the judge 2 everywhere.
    assert (checked["units"], checked["raters"]) == (18, ["Sam", "Quill", "AI reading (scripted)"])
    items = sqlite_installed("calibrate", "export", name, "--items").out
    assert items.splitlines()[0] == "unit,rater,value"
    assert {line.rpartition(",")[2] for line in items.splitlines()[1:]} == {"0", "1"}


def test_a_blind_round_is_reported_to_nobody(sqlite_installed: Sidetone, world: World) -> None:
    name = a_round(world, opened=False)
    for words in (("report", name), ("export", name), ("report", name, "--json")):
        ran = sqlite_installed("calibrate", *words)
        assert (ran.code, ran.out) == (1, "")
        assert "The round is still blind." in ran.err
    assert "rating" in sqlite_installed("calibrate", "list").out


def test_a_round_that_is_not_there_and_two_of_one_name(sqlite_installed: Sidetone, world: World) -> None:
    missing = sqlite_installed("calibrate", "report", "October")
    assert (missing.code, "There is no round 'October'." in missing.err) == (2, True)
    a_round(world)
    a_round(world)
    assert "2 rounds are called 'November'." in sqlite_installed("calibrate", "report", "November").err


def test_the_suite_prints_its_table_and_is_kept_where_asked(sqlite_installed: Sidetone, world: World) -> None:
    shown = sqlite_installed("redteam", "--judge", "offline", "--keep")
    assert shown.code == 0
    assert "Of 34 attacks the judge obeyed 0, 0 got past the checks, and a person is told of 34." in shown.out
    with world.database.read() as session:
        kept = session.scalars(select(InjectionCheck)).one()
    assert (kept.green, kept.document["judge"]) == (True, "offline")
