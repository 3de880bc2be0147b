"""A newer version of the form words a criterion differently: the anchors are read anew on that one alone."""

from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.rubric import Rubric
from service.calibration.anchors import ask_for_due_checks
from service.calibration.clearance import clearance_of
from service.calibration.clearing import evidence_for, judged
from service.db.base import now
from service.db.tables import JudgePass, PassReading, RubricVersion
from tests.cast import criterion, item, rubric, rubric_document
from tests.service.calibration.test_clearance import DISCOVERY, Turned, anchored, cleared_for_plans, read
from tests.service.calibration.world import SameJudge, World
from tests.service.company import as_
from tests.service.served import web

REWORDED = criterion(
    "discovery", item("discovery_m1"), *(item(f"discovery_{n}", definition="In new words.") for n in "abc")
)


def publish(world: World, version: int, **criteria: dict[str, Any]) -> Rubric:
    document = {**rubric_document(**criteria), "version": version, "changed": "Other words."}
    form = Rubric.from_document(document)
    with world.database.write() as session:
        session.add(
            RubricVersion(slug="small", version=version, fingerprint=form.fingerprint(), document=document)
        )
    return form


def due(client: TestClient, world: World, days: float = 0, name: str = "old") -> list[str]:
    """Why anchors are to be read, by that judge after so many days."""
    with world.database.write() as session:
        asked = ask_for_due_checks(session, web(client).engine, SameJudge(name), now() + timedelta(days=days))
        return [one.why for one in asked]


def criteria_read(world: World, made: JudgePass) -> list[str]:
    with world.database.read() as session:
        keys = select(PassReading.criterion).where(PassReading.pass_id == made.id)
        return sorted(session.scalars(keys))


def may(world: World, words: str, judge_key: str) -> str:
    with world.database.read() as session:
        return clearance_of(session, words, judge_key)


def drift_of(world: World, version: int, judge_key: str, key: str) -> str:
    with world.database.read() as session:
        row = session.scalars(select(RubricVersion).where(RubricVersion.version == version)).one()
        return evidence_for(session, judged(session, judge_key, row, key), now(), []).drift


def test_new_words_are_read_by_themselves_and_are_what_is_held_against_later(
    client: TestClient, world: World
) -> None:
    anchored(client, world, 3)
    first = read(world, SameJudge("old"))
    cleared_for_plans(world, first)
    assert due(client, world) == []
    # A version that leaves all criteria as they are is no reason, nor is one to be read twice.
    publish(world, 2)
    assert due(client, world) == []
    newer = publish(world, 3, discovery=REWORDED)
    assert due(client, world) == ["rubric"]
    second = read(world, Turned("old"))
    assert (second.state, criteria_read(world, second)) == ("done", ["discovery"] * 3)
    assert "Read in the words of small@3: Discovery." in (second.reason or "")
    assert second.result is not None
    (moved,) = second.result["criteria"]
    assert {one["key"]: one["flips"] for one in moved["items"]} == {
        "discovery_m1": 3, "discovery_a": 0, "discovery_b": 0, "discovery_c": 0,
    }  # fmt: skip
    assert due(client, world) == []
    # What the old words had earned stays theirs, and the new words have nothing of it.
    new_words = newer.criterion_fingerprint("discovery")
    assert (may(world, DISCOVERY, first.judge_key), may(world, new_words, first.judge_key)) == (
        "pip", "assist",
    )  # fmt: skip
    assert [drift_of(world, 3, first.judge_key, key) for key in ("discovery", "opening")] == ["first"] * 2
    page = as_(client, "Quinn").get("/clearance/anchors").text
    assert "read in new words" in page
    assert "the words of the rubric changed" in page
    assert "is frozen where it changed" not in page
    # The week of the other criteria goes on from when they were read; then all are read in the newest words.
    assert due(client, world, 8) == ["schedule"]
    third = read(world, SameJudge("old"))
    assert len(criteria_read(world, third)) == 6 * 3
    assert third.result is not None
    flips = {part["key"]: [one["flips"] for one in part["items"]] for part in third.result["criteria"]}
    assert flips["discovery"] == [3, 0, 0, 0]  # held against the first reading in these words
    assert set(flips["opening"]) == {0}  # and this against the first reading of all
    assert third.baseline_id == first.id


def test_a_judge_that_changed_with_the_words_is_read_on_everything(client: TestClient, world: World) -> None:
    anchored(client, world, 3)
    read(world, SameJudge("old"))
    publish(world, 2, discovery=REWORDED)
    assert due(client, world, name="other") == ["judge"]
    second = read(world, SameJudge("other"))
    assert len(criteria_read(world, second)) == 6 * 3
    assert second.result is not None
    # Nothing stands beside the new words yet; the other five are held against the first reading.
    assert {part["key"] for part in second.result["criteria"]} == {one.key for one in rubric().criteria} - {
        "discovery"
    }
    assert drift_of(world, 2, second.judge_key, "discovery") == "first"
    assert drift_of(world, 2, second.judge_key, "opening") == "too_few"
    assert due(client, world, name="other") == []
