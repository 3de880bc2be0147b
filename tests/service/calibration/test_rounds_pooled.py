"""Rounds that run on are pooled, with what people scored blind before confirming; and touch nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from scoring.judgement import Answer
from service.calibration.deleting import forget_call
from service.calibration.rounds import next_of_series
from service.calibration.sentences_heard import by_id
from service.db.base import now
from service.db.tables import (
    AnchorCall,
    AnchorSet,
    AuditEntry,
    Call,
    PersonSheet,
    Review,
    Round,
    RoundCall,
    Score,
    WeeklyRollUp,
)
from service.reviews.counting import facts_of
from tests.service.calibration import world as world_module
from tests.service.calibration.test_blind_first_pairs import blind_first
from tests.service.calibration.test_rounds import ROUNDS, made
from tests.service.calibration.world import World, rate
from tests.service.calibration.world import _read as plainly_read
from tests.service.company import as_


def next_round(world: World, first: str) -> str:
    """The round after one that runs on, drawn among the calls it had not."""
    with world.database.write() as session:
        row = session.scalars(select(Round).where(Round.public_id == first)).one()
        row.weekly = 5
        following = next_of_series(session, row, now())
        assert following is not None
        session.flush()
        return following.public_id


def pooled(client: TestClient, name: str) -> Any:
    report = as_(client, "Quinn").get(f"{ROUNDS}/{name}/report", params={"pooled": True})
    assert report.status_code == 200, report.text
    return report.json()


def test_rounds_of_five_calls_a_week_are_pooled_until_there_is_a_coefficient(
    client: TestClient, world: World
) -> None:
    world.calls += [world.add_call(f"more {number}") for number in range(17)]
    name = str(made(client, world, "Sam", "Quill", chosen=world.calls[:5], weekly=5)["id"])
    names = [name]
    for _ in range(3):
        for rater, level in (("Sam", 4), ("Quill", 3)):
            rate(world, names[-1], rater, level)
        names.append(next_round(world, names[-1]))
    assert pooled(client, name)["calls"] == 15  # the fourth is blind
    # In the last one they are a level further apart: something varies, or there would be no coefficient.
    for rater, level in (("Sam", 5), ("Quill", 3)):
        rate(world, names[-1], rater, level)
    alone = as_(client, "Quinn").get(f"{ROUNDS}/{name}/report").json()
    both = pooled(client, name)
    assert (alone["calls"], both["calls"], both["judges"]) == (5, 20, ["AI reading (scripted)"])
    discovery, single = both["criteria"][1], alone["criteria"][1]
    assert "fewer than 20 calls" in single["people"]["kappa"]["why_no_value"]
    assert discovery["people"]["kappa"]["units"] == 20
    assert discovery["people"]["kappa"]["value"] is not None
    assert both["differences"][0]["gap"] == 3  # 5 against the judge's 2
    assert both["differences"][0]["call"].startswith("4.")
    page = as_(client, "Quinn").get(f"/calibration/{name}/pooled").text
    assert "4 rounds on the same rubric, pooled." in page
    with world.database.read() as session:
        calls = session.scalars(select(RoundCall.call_id)).all()
        assert len(calls) == len(set(calls)) == 20  # none is scored twice


def test_blind_first_confirmations_are_pairs_of_a_person_and_the_judge_in_the_pooled_figures(
    client: TestClient, world: World
) -> None:
    name = str(made(client, world, "Quill")["id"])
    rate(world, name, "Quill", 3)
    for number in range(18):
        world.add_call(f"confirmed {number}")
    assert pooled(client, name)["calls"] == 3
    # Of the round's own calls Sam has sheets too: they are there already, scored for the round.
    blind_first(world, 21)
    found = pooled(client, name)
    assert (found["calls"], found["people"]) == (21, ["Quill", "Sam"])
    assert found["notes"][0] == (
        "Besides the rounds: 18 calls that a person scored blind before confirming, with the AI reading."
    )
    discovery = found["criteria"][1]
    # Quill 3 and Sam's sheets 4, against the judge's 2 on every call: 1 × 30 and 18 × 55 percent.
    assert discovery["double_scored"] == 21
    assert discovery["bias"]["value"] == pytest.approx(-(3 * 30 + 18 * 55) / 21)
    assert discovery["people"]["calls"] == 0  # nobody of the two scored what the other did
    pairs = {(one["first"], one["second"]): one["calls"] for one in discovery["pairs"]}
    assert pairs["Sam", "AI reading (scripted)"] == 18
    assert as_(client, "Quinn").get(f"{ROUNDS}/{name}/report").json()["calls"] == 3
    with world.database.write() as session:
        session.execute(update(PersonSheet).values(blind=False))
    assert pooled(client, name)["calls"] == 3


def test_rare_failures_enrich_a_round_and_what_always_fails_does_not(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 13 calls the reading misses the first must of discovery on one: that one comes in, and only that.

    The other musts of every criterion it misses on all of them.
    """
    for number in range(9):
        world.add_call(f"more {number}")
    sound, transcript, readings, document = plainly_read()
    verdicts = tuple(
        one.model_copy(update={"answer": Answer.NO}) if one.item == "discovery_m1" else one
        for one in readings["discovery"].verdicts
    )
    assert verdicts != readings["discovery"].verdicts
    missed = {"discovery": readings["discovery"].model_copy(update={"verdicts": verdicts})}
    monkeypatch.setattr(world_module, "_read", lambda: (sound, transcript, readings | missed, document))
    rare = world.add_call("the rare one")
    one = made(client, world, "Sam", chosen=[], enriched=5)
    assert one["calls"] == 1
    with world.database.read() as session:
        place = session.scalars(select(RoundCall)).one()
        assert place.call_id is not None
        assert (session.get_one(Call, place.call_id).public_id, place.why) == (rare, "enriched")
    assert "enriched" not in as_(client, "Sam").get(f"{ROUNDS}/{one['id']}/calls/1/sheet").text


def test_a_round_touches_no_review_no_trend_and_nothing_a_plan_counts(
    client: TestClient, world: World
) -> None:
    with world.database.read() as session:
        calls = session.scalars(select(Call.id)).all()
        before = {call: one.scorecard for call, one in facts_of(session, calls).items()}
        reviews = [(one.state, one.run_id, one.version) for one in session.scalars(select(Review))]
    name = str(made(client, world, "Sam", "Quill")["id"])
    rate(world, name, "Sam", 5)
    rate(world, name, "Quill", 1)
    settled = {"criterion": "discovery", "level": {"level": 5}}
    assert as_(client, "Quinn").post(f"{ROUNDS}/{name}/calls/1/settlements", json=settled).status_code == 201
    with world.database.read() as session:
        after = facts_of(session, calls)
        assert {call: one.scorecard for call, one in after.items()} == before
        assert {one.state for one in after.values()} == {"unconfirmed"}  # a sheet of a round confirms nothing
        assert [(one.state, one.run_id, one.version) for one in session.scalars(select(Review))] == reviews
        assert session.scalars(select(Score)).all() == []
        assert session.scalars(select(WeeklyRollUp)).all() == []


def test_an_anchor_that_is_deleted_on_request_leaves_its_set_and_the_audit_log_says_so_without_its_name(
    client: TestClient, world: World
) -> None:
    name = str(made(client, world, "Sam")["id"])
    rate(world, name, "Sam")
    frozen = {"title": "Frozen", "rounds": [name]}
    quinn = as_(client, "Quinn")
    assert quinn.post("/api/v1/calibration/anchor-sets", json=frozen).json()["calls"] == 3
    with world.database.write() as session:
        gone = session.scalars(select(AnchorCall.call_id)).first()
        assert gone is not None
        public_id = session.get_one(Call, gone).public_id
        forget_call(session, gone, "token")
    assert [one["calls"] for one in quinn.get("/api/v1/calibration/anchor-sets").json()] == [2]
    assert quinn.get("/clearance/anchors").status_code == 200
    assert pooled(client, name)["notes"][0] == "Deleted on request, and counted nowhere: 1 call."
    with world.database.read() as session:
        assert session.scalars(select(AnchorSet.title)).all() == ["Frozen"]
        told = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "calibration.anchor_deleted")
        ).one()
        assert public_id not in f"{told.subject} {told.details}"


def test_a_rater_hears_of_a_blind_call_by_no_list_no_queue_and_no_event(
    client: TestClient, world: World
) -> None:
    """Sam manages Ana: while he scores her calls blind, he meets their reviews nowhere; then he does."""
    name = str(made(client, world, "Sam", "Quill")["id"])
    sam = as_(client, "Sam")
    doors = (
        *(
            "/calls",
            "/queue",
            "/api/v1/calls",
            "/api/v1/reviews/to-confirm?every=true",
            f"/calibration/{name}",
        ),
        *(f"/api/v1/calls/{call}/review" for call in world.calls),
        *(f"/api/v1/calls/{call}/events?once=true" for call in world.calls),
    )

    def met(door: str) -> bool:
        answer = sam.get(door)
        return answer.status_code == 200 and any(call in answer.text for call in world.calls)

    assert [door for door in doors if met(door)] == []
    for call in world.calls:
        for path in ("", "/review", "/events?once=true", "/scorecard", "/transcript"):
            assert sam.get(f"/api/v1/calls/{call}{path}").status_code == 404, path
        assert sam.get(f"/calls/{call}").status_code == 404
    with world.database.write() as session:
        session.execute(update(Round).values(deadline=now() - timedelta(seconds=1)))
    assert met("/calls")
    assert met("/queue")


def test_what_is_kept_of_the_pooled_page_gives_way_to_what_is_handed_in_next(
    client: TestClient, world: World
) -> None:
    name = str(made(client, world, "Quill")["id"])
    rate(world, name, "Quill", 3)
    for number in range(4):
        world.add_call(f"confirmed {number}")
    page = f"/calibration/{name}/pooled"

    def shown() -> str:
        return as_(client, "Quinn").get(page).text

    blind_first(world, 5)
    first = shown()
    assert shown() == first
    assert "2 calls that a person scored blind before confirming" in first
    blind_first(world, 2, after=5)
    assert "4 calls that a person scored blind before confirming" in shown()
    with world.database.write() as session:
        # The calls beside the rounds are made up for the page, and never stored.
        assert all(one > 0 for one in session.scalars(select(RoundCall.id)))
        session.execute(update(PersonSheet).values(blind=False))
    assert "scored blind before confirming" not in shown()


def test_of_stored_sentences_the_times_and_the_text_are_read_as_they_stand() -> None:
    stored = [
        {
            "id": "S0001",
            "start": 1,
            "end": 2.25,
            "text": "“Grüezi”, \\ 5 %",
            "speaker": "rep",
            "words": [{"t": "x"}],
        },
        {"id": "S0002", "start": 2.5, "end": 3.0, "text": "", "words": []},
    ]
    assert by_id(json.dumps(stored)) == {
        "S0001": (1, 2.25, "“Grüezi”, \\ 5 %"),
        "S0002": (2.5, 3.0, ""),
    }
