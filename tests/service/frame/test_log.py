"""The call log: each line once, changes said, strangers held, recordings matched whichever comes first."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db import audit
from service.db.engine import Database
from service.db.tables import LoggedCall
from tests.service.commands.cli import Ran, Sidetone
from tests.service.commands.conftest import installed
from tests.service.commands.imported import add_people, people
from tests.service.served import served, settings_for, wav

__all__ = ["installed"]

LINE: dict[str, Any] = {
    "external_id": "D-1",
    "rep": "3201",
    "start": "2026-11-03T14:05:00+01:00",
    "zone": "Europe/Berlin",
    "seconds": 412,
    "direction": "outbound",
    "kind": "demo",
    "outcome": "meeting",
}


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    add_people(database_url)
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


def send(client: TestClient, *lines: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/log", json=list(lines))
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def import_file(sidetone: Sidetone, folder: Path, lines: list[dict[str, Any]], *options: str) -> Ran:
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(dict.fromkeys(name for line in lines for name in line)))
    writer.writeheader()
    writer.writerows(lines)
    (folder / "log.csv").write_text(text.getvalue(), "utf-8")
    return sidetone("log", "import", folder / "log.csv", *options)


def test_a_line_is_in_the_log_with_its_rep_team_and_week(client: TestClient) -> None:
    assert send(client, LINE)["added"] == 1
    (shown,) = client.get("/api/v1/log").json()["items"]
    assert (shown["external_id"], shown["team"], shown["seconds"]) == ("D-1", "Northwind", 412)
    assert (shown["started_at"], shown["week"], shown["call"]) == ("2026-11-03T13:05:00Z", 20261102, None)


def test_the_week_of_a_call_is_that_of_its_own_zone(client: TestClient) -> None:
    # Sunday 23:30 in New York is Monday in UTC; it counts for the week that ends.
    send(client, LINE | {"start": "2026-11-08T23:30:00-05:00", "zone": "America/New_York"})
    assert client.get("/api/v1/log").json()["items"][0]["week"] == 20261102


def test_the_same_lines_again_change_nothing(client: TestClient, database: Database) -> None:
    lines = [LINE | {"external_id": f"D-{number}"} for number in range(3)]
    first, second = send(client, *lines), send(client, *lines)
    assert (first["added"], second["added"], second["unchanged"]) == (3, 0, 3)
    with database.read() as session:
        assert len(session.scalars(select(LoggedCall)).all()) == 3
        assert audit.length(session) == 1


def test_a_line_that_changed_is_written_and_says_what_changed(client: TestClient) -> None:
    send(client, LINE)
    later = LINE | {"seconds": 500.5, "outcome": None, "start": "2026-11-10T14:05:00+01:00"}
    (told,) = send(client, later)["changed"]
    assert (told["line"], told["external_id"]) == (1, "D-1")
    assert told["why"] == (
        "started_at 2026-11-03T13:05:00+00:00 → 2026-11-10T13:05:00+00:00, "
        "seconds 412 → 500.5, outcome meeting → none"
    )
    (shown,) = client.get("/api/v1/log?week=20261109").json()["items"]
    assert shown["seconds"] == 500.5


def test_the_same_id_twice_in_one_list_is_refused_where_it_says_something_else(client: TestClient) -> None:
    report = send(client, LINE, LINE, LINE | {"seconds": 1})
    assert (report["added"], report["unchanged"]) == (1, 1)
    (told,) = report["refused"]
    assert (told["line"], told["why"]) == (3, "line 1 has the same id with other contents")


def test_two_teams_may_have_the_same_id(client: TestClient) -> None:
    assert send(client, LINE, LINE | {"team": "Southwind", "seconds": 7})["added"] == 2


def test_a_line_that_names_nobody_is_held_once_and_written_when_they_are_there(
    installed: Sidetone, tmp_path: Path
) -> None:
    for _ in range(2):
        ran = import_file(installed, tmp_path, [LINE, LINE | {"external_id": "D-2", "rep": "=nobody()"}])
        assert ran.code == 0
        assert "held: line 2: D-1: nobody here is called 3201" in ran.out
    assert people(installed.database) == []
    assert installed("held", "list").out.endswith("2 held\n")
    assert "log.csv, line 2: call log D-1: nobody here" in installed("held", "list").out
    add_people(installed.database)
    ran = installed("held", "retry")
    assert (
        "Call log: 1 added, 0 changed, 0 as they were, 1 held, 0 refused; 0 matched with a recording now"
        in ran.out
    )
    assert installed("held", "list").out.endswith("1 held\n")


@pytest.mark.parametrize("log_first", [True, False])
def test_a_recording_and_its_line_find_each_other_whichever_comes_first(
    client: TestClient, log_first: bool
) -> None:
    def upload() -> str:
        call: dict[str, Any] = client.put(
            "/api/v1/recordings?external_id=D-1&rep=3201&start=2026-11-03T13:05:00Z", content=wav()
        ).json()
        return str(call["id"])

    def log() -> None:
        send(client, LINE, LINE | {"external_id": "D-2"})

    if log_first:
        log()
        call = upload()
    else:
        call = upload()
        log()
    lines = client.get("/api/v1/log?recorded=true").json()["items"]
    assert [(line["external_id"], line["call"]) for line in lines] == [("D-1", call)]
    missing = client.get("/api/v1/log?recorded=false").json()["items"]
    assert [line["external_id"] for line in missing] == ["D-2"]


def test_a_recording_of_another_team_is_not_matched(client: TestClient) -> None:
    client.put("/api/v1/recordings?external_id=D-1&team=Southwind", content=wav())
    assert send(client, LINE)["matched"] == 0


def test_pages_follow_each_other_without_gap_or_repeat(client: TestClient) -> None:
    starts = [f"2026-11-0{day}T09:00:00Z" for day in (3, 1, 3, 2, 3)]
    send(client, *(LINE | {"external_id": f"D-{n}", "start": start} for n, start in enumerate(starts)))
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/log?limit=2{cursor}").json()
        seen += [line["started_at"] for line in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next'].replace('+', '%2B')}"
    assert seen == sorted((start for start in starts), reverse=True)


def test_the_log_can_be_narrowed_to_a_rep_and_a_team(client: TestClient) -> None:
    send(client, LINE, LINE | {"external_id": "D-2", "rep": "BEN@northwind.example"})
    ben = next(
        line["rep"] for line in client.get("/api/v1/log").json()["items"] if line["external_id"] == "D-2"
    )
    assert [one["external_id"] for one in client.get(f"/api/v1/log?rep={ben}").json()["items"]] == ["D-2"]
    assert client.get("/api/v1/log?team=Southwind").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"start": "2026-11-03T14:05:00"}, "body.1.start"),
        ({"start": "0001-01-01T00:00:00Z"}, "body.1.start"),
        ({"zone": "Mars/Olympus"}, "body.1.zone"),
        ({"seconds": -1}, "body.1.seconds"),
        ({"seconds": "NaN"}, "body.1.seconds"),
        ({"direction": "up"}, "body.1.direction"),
        ({"external_id": " "}, "body.1.external_id"),
        ({"external_id": "a\0b"}, "body.1.external_id"),
        ({"salary": 1}, "body.1.salary"),
    ],
)
def test_a_list_with_a_line_that_cannot_be_read_is_refused_as_a_whole(
    client: TestClient, change: dict[str, Any], place: str
) -> None:
    answer = client.post("/api/v1/log", json=[LINE, LINE | {"external_id": "D-2"} | change])
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] == place
    assert client.get("/api/v1/log").json()["items"] == []


def test_more_lines_than_a_request_may_have_are_refused(client: TestClient) -> None:
    assert client.post("/api/v1/log", json=[LINE] * 1001).status_code == 422
    assert client.post("/api/v1/log", json=[]).status_code == 422


def test_a_stranger_neither_reads_nor_writes_the_log(client: TestClient) -> None:
    stranger = TestClient(client.app)
    assert stranger.get("/api/v1/log").status_code == 401
    assert stranger.post("/api/v1/log", json=[LINE]).status_code == 401


def test_bad_lines_of_a_file_are_named_and_the_good_ones_go_in(installed: Sidetone, tmp_path: Path) -> None:
    add_people(installed.database)
    ran = import_file(
        installed,
        tmp_path,
        [
            LINE | {"start": "2026-11-03T14:05", "seconds": "4:05", "mood": "good"},
            LINE | {"external_id": "D-2", "start": "2026-11-03"},
            LINE | {"external_id": "D-3", "start": "yesterday", "seconds": "long"},
            LINE | {"external_id": "", "rep": ""},
            LINE | {"external_id": "D-5", "kind": "x" * 101},
        ],
    )
    assert ran.code == 2
    assert ran.out.splitlines() == [
        "refused: line 3, column start: D-2: '2026-11-03' has no time; "
        "write it as 2026-11-03T14:05:00, with or without an offset such as +01:00",
        "refused: line 4, column start: D-3: 'yesterday' is no moment; "
        "write it as 2026-11-03T14:05:00, with or without an offset such as +01:00",
        "refused: line 4, column seconds: D-3: 'long' is no length; write seconds such as 245, or 4:05",
        "refused: line 5, column external_id: is empty",
        "refused: line 5, column rep: is empty",
        "refused: line 6, column kind: D-5: is too long: at most 100 characters",
        "Columns not used: mood",
        "1 added, 0 changed, 0 as they were, 0 held, 4 refused (line 3, line 4, line 5, line 6); "
        "0 matched with a recording now",
    ]


def test_a_long_log_goes_in_whole_and_again_changes_nothing(installed: Sidetone, tmp_path: Path) -> None:
    add_people(installed.database)
    lines = [LINE | {"external_id": f"D-{number}", "seconds": number} for number in range(1201)]
    assert import_file(installed, tmp_path, lines).out.startswith("1201 added, 0 changed, 0 as they were")
    assert import_file(installed, tmp_path, lines).out.startswith("0 added, 0 changed, 1201 as they were")
