"""A language model reads the calls of a round, and anchors: three times each, and anew for each check."""

import json
from collections import Counter
from collections.abc import Callable

import httpx
import httpx2
import numpy as np
import pytest
import respx
from fastapi.testclient import TestClient
from pytest_httpx2 import httpx2_mock
from sqlalchemy import select

from scoring.agreement.drift import drift_report
from service.calibration.anchors import ask_for_due_checks
from service.calibration.drifting import freeze, inherit
from service.calibration.marks import mark_of_judge
from service.db.base import now
from service.db.tables import Clearance, JudgePass, PassReading
from service.judges import ServedJudge
from tests.cast import KEYS, rubric
from tests.service.calibration.test_clearance import DISCOVERY, anchored, read, web
from tests.service.calibration.test_rounds import all_in, made
from tests.service.calibration.world import World
from tests.service.company import as_
from tests.service.edges.llm.model_server import CHAT, completion
from tests.service.judged import USAGE, served
from tests.service.judged import read as answer_in_order

__all__ = ["httpx2_mock"]

SPLIT = "opening_m2"
EMPTY = np.array([])


def saying_yes(request: httpx2.Request, wanted: Callable[[str], bool]) -> httpx.Response:
    """Yes to the items that are wanted, no to all others."""
    items = json.loads(answer_in_order(request).json()["choices"][0]["message"]["content"])["items"]
    said = {one["verdict"]: dict(one) for one in items}
    for item in items:
        chosen = said["yes" if wanted(item["item"]) else "no"]
        item |= {key: chosen[key] for key in ("verdict", "searched", "evidence")}
    return httpx.Response(200, json=completion(json.dumps({"items": items}), usage=USAGE))


def of_two_minds(request: httpx2.Request) -> httpx.Response:
    """No to every item; to one the model says yes the second time it is asked."""
    seed = json.loads(request.content)["seed"]
    return saying_yes(request, lambda item: item == SPLIT and seed == 2)


def another(request: httpx2.Request) -> httpx.Response:
    return saying_yes(request, lambda item: item.endswith("_m1"))


@pytest.fixture
def judge(world: World) -> ServedJudge:
    return served(world.database)


def test_a_round_is_read_three_times_and_what_splits_is_shown(
    httpx2_mock: respx.Router, client: TestClient, world: World, judge: ServedJudge
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=of_two_minds)
    one = made(client, world, "Sam")
    assert read(world, judge.judge).state == "done"
    seeds = Counter(json.loads(sent.request.content)["seed"] for sent in route.calls)
    # The three calls have the same words: each question is paid for once, each of its readings by itself.
    assert seeds == dict.fromkeys((1, 2, 3), len(KEYS))
    with world.database.read() as session:
        readings = session.scalars(select(PassReading)).all()
    votes = [
        (verdict["answer"], verdict["votes"])
        for row in readings
        for verdict in row.document["verdicts"]
        if verdict["item"] == SPLIT
    ]
    assert votes == [("no", {"no": 2, "yes": 1})] * 3
    others = [
        verdict["votes"]
        for row in readings
        for verdict in row.document["verdicts"]
        if verdict["item"] != SPLIT
    ]
    assert others == [{"no": 3}] * (3 * 35)
    all_in(client, "Sam", one["id"])
    page = as_(client, "Quinn").get(f"/calibration/{one['id']}").text
    assert "the same answer on 105 of 108 answers" in page
    assert "split on 3 of 3 calls" in page
    with world.database.read() as session:
        key = session.scalars(select(JudgePass.judge_key)).one()
    assert (
        "the same answer on 105 of 108 answers"
        in as_(client, "Quinn").get("/clearance/gaps", params={"judge": key}).text
    )


def test_a_check_asks_the_model_again_and_not_its_own_memory(
    httpx2_mock: respx.Router, client: TestClient, world: World, judge: ServedJudge
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=of_two_minds)
    anchored(client, world, 3)
    read(world, judge.judge)
    asked = route.call_count
    assert asked == 3 * 3 * len(KEYS)
    with world.database.write() as session:
        row = session.scalars(select(JudgePass).where(JudgePass.set_id.is_not(None))).one()
        row.created_at = row.created_at.replace(year=row.created_at.year - 1)
    with world.database.write() as session:
        (due,) = ask_for_due_checks(session, web(client).engine, judge.judge, now())
        assert due.why == "schedule"
    # The server has another model under the same name meanwhile: that is what a check is there to see.
    route.mock(side_effect=another)
    found = read(world, judge.judge)
    assert route.call_count == 2 * asked
    assert found.result is not None
    flips = {item["key"]: item["flips"] for part in found.result["criteria"] for item in part["items"]}
    assert flips == {item: 3 if item.endswith("_m1") else 0 for item in flips}


def test_what_was_frozen_is_not_inherited_back(world: World, judge: ServedJudge) -> None:
    mark = mark_of_judge(judge.judge, {})

    def clearance(key: str, use: str, kind: str = "granted") -> Clearance:
        return Clearance(
            criterion="discovery", fingerprint=DISCOVERY, judge_key=key, judge=mark.model_dump(mode="json"),
            use=use, kind=kind, by="Quinn", reasons={},
        )  # fmt: skip

    with world.database.write() as session:
        session.add_all([clearance("old", "pip"), clearance("new", "assist", "frozen")])
        before, after = (
            JudgePass(
                rubric_id=world.rubric, why="first", judge_key=key, judge=mark.model_dump(mode="json"),
                public_id=f"pass of {key}",
            )
            for key in ("old", "new")
        )  # fmt: skip
        held = {one.key: before for one in rubric().criteria}
        inherit(session, held, after)
        uses = select(Clearance.judge_key, Clearance.use).order_by(Clearance.id)
        assert [tuple(row) for row in session.execute(uses)] == [("old", "pip"), ("new", "assist")]
        # Down it goes by itself, for both, and never twice.
        nothing = drift_report([], [], [], (EMPTY, EMPTY)).model_copy(update={"state": "failed"})
        for _ in range(2):
            freeze(session, held, after, nothing)
        assert [tuple(row) for row in session.execute(uses)][2:] == [("old", "assist")]
