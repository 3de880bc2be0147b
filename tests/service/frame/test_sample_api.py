"""Samples over HTTP: a manager uploads a rep's calls; a QA analyst draws, fetches and replaces."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.service.commands.imported import add_people
from tests.service.frame.test_log import LINE, send
from tests.service.served import served, settings_for, wav

WEEK = {"start": "2025-11-05T14:05:00+01:00"}
RULE = {"calls": 2, "shortest": 60, "from": "2025-11-03"}
MONDAY = 20251103


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    add_people(database_url)
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


def logged(client: TestClient, *names: str, **changes: Any) -> None:
    send(client, *(LINE | WEEK | changes | {"external_id": name} for name in names))


def draw(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/draws", json={"week": "2025-11-05"} | changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def upload(client: TestClient, name: str, **more: str) -> dict[str, Any]:
    sound = wav(value=sum(map(ord, name)) % 30000)
    query = {"external_id": name, "rep": "3201", "start": "2025-11-05T13:05:00Z"} | more
    answer = client.put("/api/v1/recordings", params=query, content=sound)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_from_the_log_to_the_coverage(client: TestClient) -> None:
    first = upload(client, "D-1")
    assert first["selection"] == "manager"
    logged(client, "D-1", "D-2", "D-3")
    assert client.post("/api/v1/sampling-rules", json=RULE).status_code == 201
    (view,) = draw(client)["draws"]
    assert (len(view["calls"]), view["frame_size"], view["fixed_beforehand"]) == (2, 3, False)
    for place in view["calls"]:
        if place["external_id"] != "D-1":
            assert place["state"] == "missing"
            assert upload(client, place["external_id"])["selection"] == "random"
    drawn = {place["external_id"] for place in view["calls"]}
    selection = client.get(f"/api/v1/calls/{first['id']}").json()["selection"]
    assert selection == ("random" if "D-1" in drawn else "manager")
    covered = client.get("/api/v1/coverage", params={"week": MONDAY}).json()
    (row,) = covered["rows"]
    assert {name: row[name] for name in ("frame", "drawn", "fetched", "scored", "missing")} == {
        "frame": 3,
        "drawn": 2,
        "fetched": 2,
        "scored": 0,
        "missing": 0,
    }
    assert [place["why"] for place in covered["not_scored"]] == ["its call is received"] * 2


def test_a_draw_is_read_again_and_in_pages(client: TestClient) -> None:
    client.post("/api/v1/sampling-rules", json=RULE)
    logged(client, "D-1")
    logged(client, "D-2", rep="ben@northwind.example")
    made = draw(client)
    assert sorted(made["new"]) == sorted(view["id"] for view in made["draws"])
    assert draw(client)["new"] == []
    seen, cursor = [], None
    for _ in range(2):
        page = client.get(
            "/api/v1/draws", params={"limit": 1} | ({"cursor": cursor} if cursor else {})
        ).json()
        seen += page["items"]
        cursor = page["next"]
    assert cursor is None
    assert seen == made["draws"]
    assert client.get(f"/api/v1/draws/{seen[0]['id']}").json() == seen[0]
    rep = seen[0]["rep"]
    assert [one["rep"] for one in client.get("/api/v1/draws", params={"rep": rep}).json()["items"]] == [rep]
    assert client.get("/api/v1/draws", params={"week": 20251110}).json()["items"] == []
    assert draw(client, rep="3201")["draws"][0]["rep_name"] == "Ana"


def test_a_replacement_answers_with_both_places(client: TestClient) -> None:
    client.post("/api/v1/sampling-rules", json=RULE)
    logged(client, "D-1", "D-2", "D-3")
    (view,) = draw(client)["draws"]
    path = f"/api/v1/draws/{view['id']}/replacements"
    both = client.post(path, json={"place": 1, "why": "no_audio"}).json()
    assert [(one["place"], one["state"], one["stands_for"]) for one in both] == [
        (1, "replaced", None),
        (3, "missing", 1),
    ]
    assert client.post(path, json={"place": 1, "why": "no_audio"}).status_code == 409
    assert client.post(path, json={"place": 2, "why": "excluded"}).status_code == 422
    (last,) = client.post(path, json={"place": 2, "why": "excluded", "note": "Not hers."}).json()
    assert (last["none_left"], last["why"]) == (True, "excluded: Not hers.")


HOSTILE = ('=HYPERLINK("http://x.example","y")', "+1-2", "-2+3", "@SUM(A1)", "＝1+1", 'a"b,c')


def test_cells_that_a_spreadsheet_would_calculate_are_escaped(client: TestClient) -> None:
    client.post("/api/v1/sampling-rules", json=RULE | {"calls": 9})
    for name in HOSTILE:
        logged(client, name, kind="=cmd|'/c calc'!A0", team="@Team")
    answer = client.get("/api/v1/drawn-calls.csv")
    assert list(csv.reader(StringIO(answer.text)))[1:] == []
    draw(client)
    answer = client.get("/api/v1/drawn-calls.csv", params={"week": MONDAY})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert {row["external_id"] for row in rows} == {f"'{name}" for name in HOSTILE[:-1]} | {HOSTILE[-1]}
    for row in rows:
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), cell
    assert rows[0]["kind"] == "'=cmd|'/c calc'!A0"
    assert rows[0]["start"] == "2025-11-05T14:05:00+01:00"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "place"),
    [
        ("POST", "draws", {"week": "2025-02-30"}, 422, None),
        ("POST", "draws", {"week": "2025-11-05", "seed": "1"}, 422, "body.seed"),
        ("POST", "draws", {"week": "2025-11-05", "rep": "nobody"}, 422, None),
        ("POST", "draws", {"week": "2025-11-05"}, 409, None),
        ("POST", "sampling-rules", RULE | {"calls": 0}, 422, "body.calls"),
        ("POST", "sampling-rules", RULE | {"calls": 201}, 422, "body.calls"),
        ("POST", "sampling-rules", RULE | {"shortest": "NaN"}, 422, "body.shortest"),
        ("POST", "sampling-rules", RULE | {"from": "next week"}, 422, "body.from"),
        ("POST", "draws/nothing/replacements", {"place": 1, "why": "no_audio"}, 404, None),
        ("POST", "draws/nothing/replacements", {"place": 1, "why": "bad_mood"}, 422, "body.why"),
        ("POST", "draws/nothing/replacements", {"place": 0, "why": "no_audio"}, 422, "body.place"),
        (
            "POST",
            "draws/nothing/replacements",
            {"place": 1, "why": "excluded", "note": "a\u0000b"},
            422,
            "body.note",
        ),
        ("GET", "draws/nothing", None, 404, None),
        ("GET", "draws?cursor=nothing", None, 200, None),
        ("GET", "draws?week=1", None, 422, "query.week"),
        ("GET", "coverage?rep=UPPER", None, 422, "query.rep"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    client: TestClient, method: str, path: str, body: dict[str, Any] | None, status: int, place: str | None
) -> None:
    answer = client.request(method, f"/api/v1/{path}", json=body)
    assert answer.status_code == status, answer.text
    if place is not None:
        assert answer.json()["problems"][0]["place"] == place


def test_a_stranger_neither_draws_nor_looks(client: TestClient) -> None:
    stranger = TestClient(client.app)
    for path in ("draws", "drawn-calls.csv", "coverage", "sampling-rules"):
        assert stranger.get(f"/api/v1/{path}").status_code == 401
    for path in ("draws", "sampling-rules", "draws/x/replacements"):
        assert stranger.post(f"/api/v1/{path}", json={}).status_code == 401
