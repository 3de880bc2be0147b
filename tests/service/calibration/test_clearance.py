"""What judges and people are trusted with: granted by name, lost by itself, never more than the gates say."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.calibration.gates import Gate, Standing
from scoring.judgement import Judge, Judgement, JudgeRequest
from service.calibration import clearing
from service.calibration.anchors import ask_for_due_checks
from service.calibration.clearance import calibrated_on, calibrated_until, clearance_of
from service.calibration.clearing import lower_what_fell
from service.calibration.marks import judge_key_of
from service.calibration.passes import begin_pass, finish_pass, read_call
from service.db.base import now
from service.db.tables import (
    AnchorSet,
    Clearance,
    JudgePass,
    Notice,
    PassReading,
    Round,
    Run,
)
from service.parts import Parts
from tests.cast import rubric
from tests.service.calibration.test_rounds import ROUNDS, all_in, made
from tests.service.calibration.world import SameJudge, World, rate
from tests.service.company import as_
from tests.service.served import web

API = "/api/v1/calibration"
DISCOVERY = rubric().criterion_fingerprint("discovery")


class Turned(SameJudge):
    """Reads everything as not happening."""

    def judge(self, request: JudgeRequest) -> Judgement:
        found = super().judge(request)
        first = found.claims[1]
        claims = tuple(
            first.model_copy(update={"item": one.item}) if one.citations else one for one in found.claims
        )
        return found.model_copy(update={"claims": claims})


def parts(world: World, judge: Judge) -> Parts:
    return Parts(world.database, None, None, judge, lambda kind: "small")  # type: ignore[arg-type]


def read(world: World, judge: Judge, made_pass: str | None = None) -> JudgePass:
    """Runs the steps of the newest pass in the order of the workflow."""
    with world.database.read() as session:
        newest = session.scalars(select(JudgePass).order_by(JudgePass.id.desc()).limit(1)).one()
        name = made_pass or newest.public_id
    having = parts(world, judge)
    with world.database.write() as session:
        calls = begin_pass(session, having, name)
    reasons = [reason for call in calls if (reason := read_call(having, name, call)) is not None]
    with world.database.write() as session:
        finish_pass(session, having, name, reasons)
    with world.database.read() as session:
        return session.scalars(select(JudgePass).where(JudgePass.public_id == name)).one()


def judge_key(world: World) -> str:
    with world.database.read() as session:
        return judge_key_of(session, session.scalars(select(Run).limit(1)).one())


def allow(monkeypatch: pytest.MonkeyPatch, use: str) -> None:
    """As if a hundred calls had been double-scored: what the gates say of figures has tests of its own."""
    gate = Gate(name="calls", met=use == "pip", words="46 of 100 double-scored calls")
    found = Standing(use=use, coaching=(), pip=(gate,), sentence=f"{use}.")  # type: ignore[arg-type]
    monkeypatch.setattr(clearing, "standing_of", lambda *_: found)


def grant(client: TestClient, world: World, use: str = "pip", name: str = "Quinn") -> Any:
    body = {"rubric": "small@1", "criterion": "discovery", "judge": judge_key(world), "use": use}
    return as_(client, name).post(f"{API}/clearances", json=body)


def cleared_for_plans(world: World, made: JudgePass) -> None:
    """The judge of that pass may be used for plans on discovery, as if the gates had let it."""
    with world.database.write() as session:
        session.add(
            Clearance(
                criterion="discovery",
                fingerprint=DISCOVERY,
                judge_key=made.judge_key,
                judge=made.judge,
                use="pip",
                kind="granted",
                by="Quinn",
                reasons={},
            )
        )


def held(world: World, key: str | None = None) -> str:
    with world.database.read() as session:
        return clearance_of(session, DISCOVERY, key or judge_key(world))


def test_nobody_has_anything_before_it_is_granted_and_the_list_says_what_is_missing(
    client: TestClient, world: World
) -> None:
    assert held(world) == "assist"
    rows = as_(client, "Aud").get(f"{API}/clearances").json()
    discovery = next(row for row in rows if row["criterion"] == "discovery")
    assert discovery["use"] == "assist"
    assert "0 of 50 double-scored calls" in discovery["standing"]["sentence"]
    refused = grant(client, world, "coaching")
    assert (refused.status_code, refused.json()["code"]) == (409, "gates")
    assert "0 of 50 double-scored calls" in refused.json()["title"]


def test_qa_grants_by_name_and_it_is_lost_by_itself_never_won(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, "pip")
    rate(world, made(client, world, "Sam")["id"], "Sam")
    assert grant(client, world).status_code == 201
    assert held(world) == "pip"
    with world.database.write() as session:
        assert lower_what_fell(session, now()) == []
    allow(monkeypatch, "coaching")
    with world.database.write() as session:
        assert lower_what_fell(session, now()) == ["discovery"]
    assert held(world) == "coaching"
    allow(monkeypatch, "pip")
    with world.database.write() as session:
        assert lower_what_fell(session, now()) == []
    assert held(world) == "coaching"
    with world.database.read() as session:
        rows = session.scalars(select(Clearance).order_by(Clearance.id)).all()
    assert [(row.kind, row.by) for row in rows] == [
        ("granted", world.cast.ids["Quinn"]),
        ("lowered", "system"),
    ]
    # Auditors read who, when, why and on which rounds.
    changes = as_(client, "Aud").get(f"{API}/clearance-changes", params={"rubric": "small@1"}).json()
    assert [(one["kind"], one["use"], one["by_name"], one["why"]) for one in changes] == [
        ("lowered", "coaching", "by itself", "coaching."),
        ("granted", "pip", "Quinn", "pip."),
    ]
    assert [one["title"] for one in changes[1]["rounds"]] == ["November"]
    assert changes[1]["gates"][0]["words"] == "46 of 100 double-scored calls"
    page = as_(client, "Quinn").get("/clearance/history", params={"rubric": "small@1"}).text
    assert "46 of 100 double-scored calls" in page
    assert "November, opened" in page


def test_a_token_without_a_person_and_others_than_qa_grant_nothing(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, "pip")
    body = {"criterion": "discovery", "judge": judge_key(world), "use": "pip"}
    assert client.post(f"{API}/clearances", json=body).status_code == 403
    assert grant(client, world, name="Sam").status_code == 403
    assert held(world) == "assist"


# Anchors and drift.


def anchored(client: TestClient, world: World, calls: int = 42) -> None:
    """An anchor set of so many calls, scored by Sam."""
    for number in range(len(world.calls), calls):
        world.calls.append(world.add_call(f"anchor {number}"))
    one = made(client, world, "Sam")
    rate(world, one["id"], "Sam")
    frozen = as_(client, "Quinn").post(f"{API}/anchor-sets", json={"title": "Frozen", "rounds": [one["id"]]})
    assert frozen.status_code == 201, frozen.text
    assert frozen.json()["calls"] == calls


def test_drift_passes_clearance_on_or_freezes_it(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchored(client, world)
    old = SameJudge("old")
    first = read(world, old)
    assert (first.state, first.why, first.result) == ("done", "first", None)
    cleared_for_plans(world, first)
    # A new model that reads alike inherits.
    with world.database.write() as session:
        (due,) = ask_for_due_checks(session, web(client).engine, SameJudge("alike"), now())
        assert due.why == "judge"
    second = read(world, SameJudge("alike"))
    assert second.result is not None
    assert second.result["state"] == "passed"
    assert held(world, second.judge_key) == "pip"
    # One that reads differently freezes both, and says which items turned on which calls.
    with world.database.write() as session:
        ask_for_due_checks(session, web(client).engine, Turned("other"), now())
    third = read(world, Turned("other"))
    assert third.result is not None
    assert third.result["state"] == "failed"
    turned = {item["key"]: item["flips"] for part in third.result["criteria"] for item in part["items"]}
    assert turned["discovery_m1"] == 42
    assert (held(world, first.judge_key), held(world, third.judge_key)) == ("assist", "assist")
    assert held(world, second.judge_key) == "pip"  # it still reads as it did
    with world.database.read() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "clearance_fell")).all()
    # It counted in plans, so HR hears of it too.
    assert {row.person_id for row in told} == {world.cast.keys[name] for name in ("Quinn", "Quill", "Hana")}
    assert "may be used for less than before" in as_(client, "Quinn").get("/notices").text
    shown = as_(client, "Aud").get(f"{API}/anchor-sets").json()
    assert [check["state"] for check in shown[0]["checks"]] == ["done", "done", "done"]
    assert "reads differently" in shown[0]["checks"][0]["reason"]


def test_few_anchors_freeze_nothing(client: TestClient, world: World) -> None:
    anchored(client, world, 3)
    read(world, SameJudge("old"))
    with world.database.write() as session:
        ask_for_due_checks(session, web(client).engine, Turned("other"), now())
    made_pass = read(world, Turned("other"))
    assert made_pass.result is not None
    assert made_pass.result["state"] == "too_few"
    assert "Nothing is frozen" in made_pass.result["sentence"]


def test_anchors_are_read_when_the_judge_changes_and_once_a_week(client: TestClient, world: World) -> None:
    anchored(client, world, 3)
    engine, at = web(client).engine, now()
    read(world, SameJudge("old"))
    with world.database.write() as session:
        assert ask_for_due_checks(session, engine, SameJudge("old"), at) == []
        (weekly,) = ask_for_due_checks(session, engine, SameJudge("old"), at + timedelta(days=8))
        assert weekly.why == "schedule"
        assert ask_for_due_checks(session, engine, SameJudge("old"), at) == []  # it waits to be read


def test_a_pass_reads_each_call_once_and_says_why_it_could_not(client: TestClient, world: World) -> None:
    made(client, world, "Sam")
    with world.database.read() as session:
        name = session.scalars(select(JudgePass.public_id)).one()
    having = parts(world, SameJudge("old"))
    with world.database.write() as session:
        calls = begin_pass(session, having, name)
    for _ in range(2):
        assert [read_call(having, name, call) for call in calls] == [None] * 3
    with world.database.read() as session:
        assert len(session.scalars(select(PassReading)).all()) == 3 * 6
    with world.database.write() as session:
        finish_pass(session, having, name, ["The server of the model is away."])
    with world.database.read() as session:
        made_pass = session.scalars(select(JudgePass)).one()
    assert (made_pass.state, made_pass.reason) == (
        "failed",
        "1 calls could not be read: The server of the model is away.",
    )


def test_the_judge_of_a_round_is_its_own_pass(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam")
    read(world, SameJudge("fresh"))
    all_in(client, "Sam", one["id"], levels=4)
    opened = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/side-by-side").json()
    assert [rater["name"] for rater in opened["raters"]] == ["Sam", "AI reading (scripted fresh)"]


# People.


def test_people_are_calibrated_by_somebody_else_for_ninety_days(client: TestClient, world: World) -> None:
    for number in range(2):
        world.calls.append(world.add_call(f"more {number}"))
    one = made(client, world, "Sam", "Quill")
    quinn, sam = as_(client, "Quinn"), world.cast.ids["Sam"]
    refused = quinn.post(f"{API}/people/{sam}")
    assert refused.json()["code"] == "not_calibrated"
    assert "Sam has scored 0 calls" in refused.json()["title"]
    rate(world, one["id"], "Sam", 4)
    rate(world, one["id"], "Quill", 3)
    until = quinn.post(f"{API}/people/{sam}").json()["until"]
    assert until == (now() + timedelta(days=90)).date().isoformat()
    with world.database.read() as session:
        key = world.cast.keys["Sam"]
        assert calibrated_until(session, key) == (now() + timedelta(days=90)).date()
        assert calibrated_on(session, key, now().date())
        assert not calibrated_on(session, key, now().date() - timedelta(days=1))
    listed = {row["name"]: row for row in quinn.get(f"{API}/people").json()}
    assert listed["Sam"]["severity"]["value"] == 1.0  # 4 against 3 on every call
    assert as_(client, "Sam").get(f"{API}/people").status_code == 403
    own = as_(client, "Quill").post(f"{API}/people/{world.cast.ids['Quill']}")
    assert own.status_code == 403
    assert quinn.delete(f"{API}/people/{sam}").json()["until"] is None
    with world.database.read() as session:
        assert calibrated_until(session, key) is None


def test_a_round_without_a_sheet_of_theirs_calibrates_nobody_longer(client: TestClient, world: World) -> None:
    for number in range(2):
        world.calls.append(world.add_call(f"more {number}"))
    scored, idle = made(client, world, "Sam")["id"], made(client, world, "Sam", "Quill")["id"]
    rate(world, scored, "Sam", 4)
    with world.database.write() as session:
        for row in session.scalars(select(Round)):
            if row.public_id == idle:
                row.deadline = now()  # opens today, and nobody has scored anything
            else:
                row.opened_at = now() - timedelta(days=30)
    until = as_(client, "Quinn").post(f"{API}/people/{world.cast.ids['Sam']}").json()["until"]
    assert until == (now() + timedelta(days=60)).date().isoformat()


def test_an_anchor_set_needs_an_open_round(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam")
    answer = as_(client, "Quinn").post(f"{API}/anchor-sets", json={"title": "Early", "rounds": [one["id"]]})
    assert (answer.status_code, answer.json()["code"]) == (409, "blind")
    with world.database.read() as session:
        assert session.scalars(select(AnchorSet)).all() == []
