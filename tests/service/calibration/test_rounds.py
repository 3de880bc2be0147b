"""A round from making it to its reference: blind until all are in, then side by side, then settled."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from scoring.judgement import Answer
from service.calibration.deleting import forget_call
from service.db.tables import (
    AuditEntry,
    Call,
    Person,
    Round,
    RoundCall,
    RubricVersion,
    Score,
    WeeklyRollUp,
)
from tests.service.calibration.world import World, new_round, plain, rate, sheet
from tests.service.company import as_
from tests.service.served import served, settings_for, web

ROUNDS = "/api/v1/calibration/rounds"


def made(client: TestClient, world: World, *raters: str, **more: Any) -> dict[str, Any]:
    answer = as_(client, "Quinn").post(ROUNDS, json=new_round(world, *raters, **more))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def hand_in(client: TestClient, name: str, round_id: str, number: int, **given: Any) -> Any:
    return as_(client, name).post(f"{ROUNDS}/{round_id}/calls/{number}/sheet", json=sheet(**given))


def all_in(client: TestClient, name: str, round_id: str, calls: int = 3, **given: Any) -> None:
    for number in range(1, calls + 1):
        answer = hand_in(client, name, round_id, number, **given)
        assert answer.status_code == 201, answer.text


def test_two_score_blind_then_it_opens_and_is_settled(tmp_path: Path, database_url: str) -> None:
    with served(settings_for(tmp_path, database_url)) as client:
        settled_by_two(client, World(web(client).database))


def settled_by_two(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    assert (one["state"], one["calls"], one["raters"], one["waiting"]) == ("rating", 3, 2, 6)
    all_in(client, "Sam", one["id"], levels=4)
    assert as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}").json()["waiting"] == 3
    all_in(client, "Quill", one["id"], levels={"discovery": 2})
    opened = as_(client, "Sam").get(f"{ROUNDS}/{one['id']}/side-by-side").json()
    assert opened["round"]["state"] == "open"
    # Discovery: Sam 4, Quill 2, the scripted judge 2 (one must of three is met).
    assert [rater["name"] for rater in opened["raters"]] == ["Sam", "Quill", "AI reading (scripted)"]
    first = next(one for one in opened["calls"][0]["criteria"] if one["key"] == "discovery")
    assert (first["gap"], [cell["level"] for cell in first["cells"]]) == (2, [4, 2, 2])
    gaps = [one["gap"] for one in opened["calls"][0]["criteria"]]
    assert gaps == sorted(gaps, reverse=True)
    settled = {"criterion": "discovery", "level": {"level": 3}, "why": "Asks, but does not quantify."}
    quinn, place = (
        as_(client, "Quinn"),
        f"{ROUNDS}/{one['id']}/calls/{opened['calls'][0]['number']}/settlements",
    )
    assert quinn.post(place, json=settled).status_code == 201
    again = quinn.post(place, json=settled | {"level": {"level": 2}}).json()
    levels = [c["settled"] for call in again["calls"] for c in call["criteria"] if c["settled"]]
    assert [level["level"] for level in levels] == [2]
    assert quinn.post(f"{ROUNDS}/{one['id']}/close").json()["state"] == "settled"
    assert quinn.post(place, json=settled).status_code == 409


def test_the_report_leads_with_items_and_shows_no_coefficient_of_three_calls(
    client: TestClient, world: World
) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Sam", one["id"], levels=4)
    all_in(client, "Quill", one["id"], levels=3)
    report = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/report").json()
    assert report["headline"]["people_exact"]["value"] == 1.0
    # The judge says yes to one item of six in each criterion, people to the three musts: 4 of 6 alike.
    assert report["headline"]["judge_exact"]["value"] == pytest.approx(4 / 6)
    discovery = next(one for one in report["criteria"] if one["key"] == "discovery")
    assert discovery["people"]["kappa"]["value"] is None
    assert "fewer than 20 calls" in discovery["people"]["kappa"]["why_no_value"]
    severity = {one["rater"]: one["difference"]["value"] for one in report["severity"]}
    assert severity == {"Sam": 1.0, "Quill": -1.0, "AI reading (scripted)": -1.5}  # 2 against a mean of 3.5
    assert as_(client, "Sam").get(f"{ROUNDS}/{one['id']}/report").status_code == 403
    text = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/ratings.csv").text
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == 3 * 6 * 3
    assert rows[0] == {"unit": "1/opening", "rater": "Sam", "value": "4"}


# Blind: by every door.


def test_nobody_sees_another_sheet_before_it_opens(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Sam", one["id"], levels=4)
    quill, quinn = as_(client, "Quill"), as_(client, "Quinn")
    for path in ("side-by-side", "report", "ratings.csv"):
        for asks in (quill, quinn):
            assert asks.get(f"{ROUNDS}/{one['id']}/{path}").status_code == 409, path
    assert (
        quinn.post(
            f"{ROUNDS}/{one['id']}/calls/1/settlements",
            json={"criterion": "discovery", "level": {"level": 3}},
        ).status_code
        == 409
    )
    assert quinn.post(f"{ROUNDS}/{one['id']}/close").status_code == 409


def test_a_rater_is_shown_no_rep_no_judge_no_rater_and_no_id(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Quill", one["id"], levels=4)
    shown = as_(client, "Sam").get(f"{ROUNDS}/{one['id']}/calls/1/sheet")
    assert shown.status_code == 200
    for hidden in ("Ana", "Quill", "scripted", *world.calls, world.cast.ids["Ana"], world.cast.ids["Quill"]):
        assert hidden not in shown.text
    assert "etag" not in shown.headers


def test_how_far_others_are_does_not_show_in_what_a_rater_gets(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    sam = as_(client, "Sam")
    places = ("", "/calls/1/sheet")
    before = [sam.get(f"{ROUNDS}/{one['id']}{place}") for place in places]
    all_in(client, "Quill", one["id"], calls=2)
    after = [sam.get(f"{ROUNDS}/{one['id']}{place}") for place in places]
    assert [answer.content for answer in before] == [answer.content for answer in after]
    assert [answer.headers.get("etag") for answer in before] == [
        answer.headers.get("etag") for answer in after
    ]
    assert before[0].json()["waiting"] is None


def test_a_call_to_be_scored_blind_is_met_nowhere_else(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    quill = as_(client, "Quill")
    assert quill.get(f"/api/v1/calls/{world.calls[0]}").status_code == 404
    assert as_(client, "Quinn").get(f"/api/v1/calls/{world.calls[0]}").status_code == 200
    all_in(client, "Sam", one["id"])
    all_in(client, "Quill", one["id"])
    assert quill.get(f"/api/v1/calls/{world.calls[0]}").status_code == 200


def test_the_audit_log_holds_no_answer_and_no_level(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    hand_in(client, "Sam", one["id"], 1, levels=4)
    with world.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "calibration.handed_in")).one()
        made_entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "calibration.made")).one()
    assert (entry.subject, entry.details) == (one["id"], {"number": 1})
    assert not any(call in str(made_entry.details) for call in world.calls)


def test_who_does_not_rate_has_no_sheet(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    assert as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/calls/1/sheet").status_code == 404
    assert as_(client, "Otis").get(f"{ROUNDS}/{one['id']}").status_code == 404
    assert as_(client, "Ana").get(f"{ROUNDS}/{one['id']}").status_code == 403
    assert hand_in(client, "Otis", one["id"], 1).status_code == 404


# What does not stand, and what happens meanwhile.


def test_a_sheet_is_handed_in_once_and_never_changes(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    assert hand_in(client, "Sam", one["id"], 1).status_code == 201
    again = hand_in(client, "Sam", one["id"], 1, levels=5)
    assert (again.status_code, again.json()["code"]) == (409, "handed_in")


def test_a_draft_is_kept_and_gone_once_handed_in(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    sam, place = as_(client, "Sam"), f"{ROUNDS}/{one['id']}/calls/1"
    assert sam.put(f"{place}/draft", json={"document": {"levels": {"discovery": 2}}}).status_code == 204
    assert sam.get(f"{place}/sheet").json()["draft"] == {"levels": {"discovery": 2}}
    assert hand_in(client, "Sam", one["id"], 1).status_code == 201
    shown = sam.get(f"{place}/sheet").json()
    assert (shown["draft"], shown["handed_in"], shown["done"]) == (None, True, [1])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"levels": {"discovery": {"level": 6}}}, "discovery has level 6, which is not on the scale"),
        ({"levels": {"discovery": {"level": 0}}}, "discovery has level 0, which is not on the scale"),
        ({"levels": {"discovery": {"state": "cannot_assess"}}}, "discovery cannot be assessed: why?"),
        ({"levels": {"closing": {"level": 3}}}, "small@1 has no criterion closing"),
    ],
)
def test_what_is_off_the_scale_is_refused(
    client: TestClient, world: World, change: dict[str, Any], says: str
) -> None:
    one = made(client, world, "Sam", "Quill")
    body = sheet()
    body["levels"] |= change["levels"]
    answer = as_(client, "Sam").post(f"{ROUNDS}/{one['id']}/calls/1/sheet", json=body)
    assert answer.status_code == 422
    assert says in answer.json()["title"]


def test_a_yes_without_a_sentence_and_a_missing_item_are_refused(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    body = sheet()
    body["items"][0]["sentences"] = []
    body["items"].pop()
    answer = as_(client, "Sam").post(f"{ROUNDS}/{one['id']}/calls/1/sheet", json=body)
    assert answer.status_code == 422
    assert "2 items of the sheet cannot be taken yet" in answer.json()["title"]


def test_a_rater_who_leaves_is_not_waited_for_and_what_they_gave_counts(
    client: TestClient, world: World
) -> None:
    one = made(client, world, "Sam", "Quill")
    hand_in(client, "Quill", one["id"], 1, levels=2)
    all_in(client, "Sam", one["id"], levels=4)
    gone = as_(client, "Quinn").delete(f"{ROUNDS}/{one['id']}/raters/{world.cast.ids['Quill']}")
    assert gone.json()["state"] == "open"
    opened = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/side-by-side").json()
    assert opened["notes"] == ["Left before all was scored: Quill. What they handed in counts."]
    assert hand_in(client, "Quill", one["id"], 2).status_code == 409


def test_somebody_who_leaves_the_company_is_not_waited_for_either(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    with world.database.write() as session:
        session.get_one(Person, world.cast.keys["Quill"]).left_at = datetime.now(UTC)
    all_in(client, "Sam", one["id"])
    assert as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}").json()["state"] == "open"


def test_a_call_that_is_deleted_leaves_the_round_with_its_sheets(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Sam", one["id"], levels=4)
    for number in (1, 2):
        hand_in(client, "Quill", one["id"], number)
    with world.database.write() as session:
        third = session.scalars(select(RoundCall).where(RoundCall.number == 3)).one()
        assert third.call_id is not None
        forget_call(session, third.call_id, "token")
    shown = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}").json()
    assert (shown["calls"], shown["removed"], shown["state"]) == (2, 1, "open")  # nothing else was waited for
    report = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/report").json()
    assert report["calls"] == 2
    assert report["notes"][0] == "Deleted on request, and counted nowhere: 1 call."


def test_a_deleted_call_has_no_sheet_any_more(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    with world.database.write() as session:
        for call in session.scalars(select(Call.id)).all()[:2]:
            forget_call(session, call, "token")
        gone = session.scalars(select(RoundCall.number).where(RoundCall.removed_at.is_not(None))).first()
    answer = hand_in(client, "Sam", one["id"], gone or 0)
    assert (answer.status_code, answer.json()["code"]) == (409, "removed")


def test_after_the_deadline_it_is_open_and_nobody_scores_any_more(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    hand_in(client, "Sam", one["id"], 1, levels=4)
    with world.database.write() as session:
        session.execute(update(Round).values(deadline=datetime.now(UTC) - timedelta(seconds=1)))
    late = hand_in(client, "Quill", one["id"], 1)
    assert (late.status_code, late.json()["code"]) == (409, "round_open")
    assert as_(client, "Quill").get(f"{ROUNDS}/{one['id']}/side-by-side").status_code == 200


def test_a_deadline_in_the_past_is_refused(client: TestClient, world: World) -> None:
    quinn = as_(client, "Quinn")
    answer = quinn.post(ROUNDS, json=new_round(world, "Sam", deadline="2026-01-05"))
    assert answer.status_code == 422
    assert answer.json()["title"] == "The deadline 2026-01-05 is over."
    one = made(client, world, "Sam")
    moved = quinn.put(f"{ROUNDS}/{one['id']}/deadline", json={"deadline": "2026-01-05"})
    assert moved.status_code == 422
    assert quinn.get(f"{ROUNDS}/{one['id']}").json()["deadline"] == one["deadline"]


def test_a_form_that_was_changed_underneath_is_noticed(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    with world.database.write() as session:
        row = session.scalars(select(RubricVersion)).one()
        row.document = row.document | {"title": "Another one"}
    answer = hand_in(client, "Sam", one["id"], 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "rubric_changed")
    again = as_(client, "Quinn").post(ROUNDS, json=new_round(world, "Sam"))
    assert again.json()["code"] == "rubric_changed"


def test_nobody_rates_their_own_calls(client: TestClient, world: World) -> None:
    answer = as_(client, "Quinn").post(ROUNDS, json=new_round(world, "Ana"))
    assert answer.status_code == 422
    assert "neither manager nor qa" in answer.json()["title"]


def test_calls_are_drawn_by_a_seed_and_rare_failures_enrich(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", chosen=[], drawn=2)
    assert one["calls"] == 2
    answer = as_(client, "Quinn").post(ROUNDS, json=new_round(world, "Sam", chosen=[], drawn=9))
    assert answer.json()["title"] == "9 calls are to be drawn, and 3 scored ones are there."
    none = as_(client, "Quinn").post(ROUNDS, json=new_round(world, "Sam", chosen=[], enriched=2))
    assert none.json()["title"] == "The round has no calls."  # every call fails alike: nothing is rare


def test_scores_of_a_round_enter_no_trend(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Sam", one["id"], levels=5)
    all_in(client, "Quill", one["id"], levels=5)
    with world.database.read() as session:
        assert session.scalars(select(Score)).all() == []
        assert session.scalars(select(WeeklyRollUp)).all() == []


def test_what_splits_comes_first(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Sam", one["id"])
    all_in(
        client,
        "Quill",
        one["id"],
        answering=lambda criterion, item: Answer.YES if item == "opening_p1" else plain(criterion, item),
    )
    report = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/report").json()
    assert report["splits"] == ["opening_p1"]


def test_raters_of_one_name_are_told_apart(client: TestClient, world: World) -> None:
    with web(client).database.write() as session:
        for name in ("Sam", "Quill"):
            session.get_one(Person, world.cast.keys[name]).name = "Kim (south)"
    one = made(client, world, "Sam", "Quill")
    rate(world, one["id"], "Sam", 4)
    rate(world, one["id"], "Quill", 2)
    shown = as_(client, "Quinn").get(f"{ROUNDS}/{one['id']}/side-by-side").json()
    assert [rater["name"] for rater in shown["raters"]][:2] == ["Kim (south)", "Kim (south) (2)"]
