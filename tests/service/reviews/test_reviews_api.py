"""Reviews over the API: versions, repeated requests, and what is answered where something cannot be done."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.tables import Team, TeamRules
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.permissions.rows import PEOPLE
from tests.service.reviews.reviewed import MUSTS_MISSED
from tests.service.served import scored, served, settings_for, wav, web

YES = {"item": "discovery_m2", "answer": "yes", "reason": "I heard it."}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """Everybody, signed in to one service; nothing comes blind-first in it."""
    folder = tmp_path_factory.mktemp("reviews")
    with (
        fresh_database("sqlite", folder, migrated=True) as url,
        served(settings_for(folder, url)) as client,
    ):
        cast = company(web(client).database)
        with web(client).database.write() as session:
            session.add(TeamRules(team_id=cast.teams["Northwind"], blind_first=0))
        yield {name: as_(client, name) for name in PEOPLE} | {"token": client}


@pytest.fixture
def call(people: dict[str, TestClient]) -> str:
    """A call of Ana's that was read; each is another one."""
    made = scored(people["token"], sound=wav(value=next(NUMBERS)), rep="ana")
    return f"/api/v1/calls/{made['id']}"


NUMBERS = iter(range(100, 200))


def test_the_week_of_a_review_over_the_api(people: dict[str, TestClient], call: str) -> None:
    sam, ana, quinn = people["Sam"], people["Ana"], people["Quinn"]
    sheet = sam.get(f"{call}/review")
    assert (sheet.status_code, sheet.headers["etag"]) == (200, f'"{sheet.json()["version"]}"')
    assert sheet.json()["must_play"] == list(MUSTS_MISSED)
    preview = sam.post(f"{call}/review/preview", json=YES).json()
    assert (preview["score_before"]["value"], preview["score_after"]["value"]) == (35, 41)
    changed = sam.post(f"{call}/review/overrides", json=YES, headers={"If-Match": sheet.headers["etag"]})
    assert changed.json()["score"]["value"] == 41
    confirmed = sam.post(f"{call}/review/confirm", json={"seconds": 80, "played": MUSTS_MISSED})
    assert confirmed.json()["confirmation"]["state"] == "confirmed"
    assert ana.get(f"{call}/review").status_code == 404
    assert sam.post(f"{call}/review/release").json()["state"] == "released"
    assert ana.get("/api/v1/my/reviews").json()[0]["score"]["value"] == 41
    assert ana.post(f"{call}/review/acknowledge").json()["acknowledged_at"] is not None
    asked = ana.post(
        f"{call}/disputes",
        json={"kind": "item", "item": "discovery_m3", "proposed": "yes", "says": "I said that too."},
    )
    assert (asked.status_code, asked.json()["may"]) == (201, ["withdraw"])
    place = asked.headers["location"]
    said = {"outcome": "accepted", "reason": "ai_reading_wrong", "says": "You did."}
    assert sam.post(f"{place}/settle", json=said).status_code == 403
    assert quinn.post(f"{place}/settle", json=said).json()["state"] == "accepted"
    assert ana.get(f"{call}/review").json()["score"]["value"] == 46
    assert sam.get(f"{call}/scorecard").json()["qa_score"]["value"] == 46
    done = [one["action"] for one in quinn.get(f"{call}/review/history").json()]
    assert done[:4] == ["review.corrected", "dispute.settled", "dispute.opened", "review.acknowledged"]


def test_a_stale_version_is_refused_and_says_what_to_do(people: dict[str, TestClient], call: str) -> None:
    etag = people["Sam"].get(f"{call}/review").headers["etag"]
    people["Quinn"].post(f"{call}/review/overrides", json=YES)
    answer = people["Sam"].post(f"{call}/review/confirm", json={}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert "Look at it again" in answer.json()["detail"]


def test_a_repeated_request_is_done_once(people: dict[str, TestClient], call: str) -> None:
    key = {"Idempotency-Key": f"once {call}"}
    first = people["Sam"].post(f"{call}/review/confirm", json={"seconds": 5}, headers=key)
    again = people["Sam"].post(f"{call}/review/confirm", json={"seconds": 5}, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    other = people["Sam"].post(f"{call}/review/confirm", json={"seconds": 6}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("review/overrides", {"item": "stranger", "answer": "yes", "reason": "It is."}, 422),
        ("review/overrides", {"item": "discovery_m1", "answer": "no", "reason": "It is not."}, 422),
        ("review/overrides", {"item": "discovery_m2", "answer": "yes", "reason": ""}, 422),
        ("review/overrides", {"item": "discovery_m2", "answer": "maybe", "reason": "Who knows."}, 422),
        ("review/confirm", {"seconds": -1}, 422),
        ("review/confirm", {"played": ["stranger"]}, 422),
        ("review/release", None, 409),
        ("review/revision/confirm", {}, 409),
        ("sheet/hand-in", None, 404),
    ],
)
def test_what_cannot_be_done_is_answered_with_a_problem(
    people: dict[str, TestClient], call: str, path: str, body: Any, status: int
) -> None:
    answer = people["Sam"].post(f"{call}/{path}", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_an_own_sheet_over_the_api(people: dict[str, TestClient], call: str) -> None:
    quinn = people["Quinn"]
    form = quinn.get(f"{call}/sheet").json()
    assert (form["state"], len(form["criteria"])) == ("none", 6)
    items = [(one["id"]) for criterion in form["criteria"] for one in criterion["items"]]
    answers = [{"item": one, "answer": "no"} for one in items[:-1]]
    kept = quinn.put(f"{call}/sheet", json={"answers": answers, "seconds": 60})
    assert [one["item"] for one in kept.json()["still_open"]] == items[-1:]
    stale = quinn.put(f"{call}/sheet", json={"answers": []}, headers={"If-Match": '"99"'})
    assert stale.status_code == 412
    assert quinn.post(f"{call}/sheet/hand-in").status_code == 422
    answers.append({"item": items[-1], "answer": "no"})
    quinn.put(f"{call}/sheet", json={"answers": answers, "seconds": 90})
    assert quinn.post(f"{call}/sheet/hand-in").json()["state"] == "handed_in"
    sheet = quinn.get(f"{call}/review").json()
    # No must was met anywhere: level 1, worth 0.
    assert (sheet["judge"], sheet["state"], sheet["score"]["value"]) == ("person", "confirmed", 0)


def test_the_rules_of_a_team(people: dict[str, TestClient]) -> None:
    hana = people["Hana"]
    with web(people["token"]).database.read() as session:
        team = session.scalars(select(Team.public_id).where(Team.name == "Northwind")).one()
    place = f"/api/v1/teams/{team}/review-rules"
    shown = hana.get(place)
    assert (shown.json()["blind_first"], shown.headers["etag"]) == (0, '"1"')
    changed = hana.patch(place, json={"scores_count_from": "2099-01-01"}, headers={"If-Match": '"1"'})
    assert changed.json()["scores_count_from"] == "2099-01-01"
    assert hana.patch(place, json={"dispute_days": 5}).status_code == 403
