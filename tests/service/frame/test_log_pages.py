"""The call log and the sampling rules in the browser: looked at first, then all of it or nothing."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.base import now
from service.db.tables import AuditEntry, HeldRow, LoggedCall, SamplingRule
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.served import served, settings_for, web

HEAD = "external_id,rep,start,seconds,kind,remark\n"
GOOD = (
    f"{HEAD}D-1,ana,2026-11-03T10:00,300,demo,\nD-2,ana,2026-11-03T11:00,400,demo,\n"
    "X-1,nobody,2026-11-03T12:00,90,,\n"
)
BAD = (
    HEAD + "D-3,ana,2026-11-03T10:00,300,demo,\nD-4,ana,yesterday,300,demo,\n,ana,2026-11-03T10:00,x,demo,\n"
)
LOG = "/coverage/log"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("call-log")
    with (
        fresh_database("sqlite", home, migrated=True) as url,
        served(settings_for(home, url)) as running,
    ):
        company(web(running).database)
        yield running


def logged(client: TestClient) -> list[str]:
    with web(client).database.read() as session:
        return list(session.scalars(select(LoggedCall.external_id).order_by(LoggedCall.id)))


def looked_at(
    client: TestClient, text: str, name: str = "Quinn", zone: str = "Europe/Berlin"
) -> tuple[int, str]:
    answer = as_(client, name).post(
        f"{LOG}/preview", data={"zone": zone}, files={"file": ("log.csv", text.encode())}
    )
    return answer.status_code, answer.text


def brought_in(client: TestClient, text: str) -> tuple[int, str]:
    sent = {"zone": (None, "Europe/Berlin"), "text": (None, text)}
    answer = as_(client, "Quinn").post(LOG, files=sent)
    return answer.status_code, answer.headers.get("location", "") or answer.text


def test_a_log_is_looked_at_and_then_brought_in_as_it_was_seen(client: TestClient) -> None:
    status, page = looked_at(client, GOOD)
    assert status == 200
    assert "2 calls would be new, 0 would change, 0 are here as they are, 1 would be kept aside." in page
    assert "nobody here is called nobody" in page
    assert "Columns that are not read: remark." in page
    assert logged(client) == []
    with web(client).database.read() as session:
        assert session.scalars(select(HeldRow)).all() == []
    carried = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert carried is not None
    text = html.unescape(carried[1])
    assert text == GOOD
    assert brought_in(client, text) == (303, f"{LOG}?said=log_in")
    assert logged(client) == ["D-1", "D-2"]
    with web(client).database.read() as session:
        line = session.scalars(select(LoggedCall)).first()
        assert line is not None
        assert (line.started_at.hour, line.zone) == (9, "Europe/Berlin")  # ten o'clock in Berlin
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "log.imported")).one()
        assert told.actor != "page"
    assert "0 calls would be new, 0 would change, 2 are here as they are" in looked_at(client, GOOD)[1]
    _, changed = looked_at(client, GOOD.replace(",400,", ",401,"))
    assert "1 would change" in changed
    assert "seconds 400 → 401" in changed


def test_a_look_waits_for_nobody_who_writes(client: TestClient) -> None:
    browser = as_(client, "Quinn")
    with web(client).database.write():  # it waited for as long as this lasts, and others for it
        file = {"file": ("log.csv", GOOD.encode())}
        assert browser.post(f"{LOG}/preview", data={"zone": "UTC"}, files=file).status_code == 200


def test_one_bad_row_and_nothing_is_brought_in_each_is_named(client: TestClient) -> None:
    before = logged(client)
    status, page = looked_at(client, BAD)
    assert status == 422
    assert "Nothing is brought in: 2 rows cannot be used." in page
    assert '<th scope="row">3</th><td data-label="Call" dir="auto">D-4</td>' in page
    assert re.search(r'<th scope="row">4</th>.*?external_id: is empty', page)
    assert "start: &#39;yesterday&#39;" in page
    assert "Bring them in" not in page
    # Sent all the same, by whatever way: the good row between the bad ones stays out too.
    assert brought_in(client, BAD)[0] == 422
    assert logged(client) == before


def test_a_file_that_is_none_says_so_and_the_zone_stays(client: TestClient) -> None:
    for text, why in (
        ("a,b\n1,2\n", "the header lacks the columns external_id, start, seconds"),
        ("", "Choose the file of the log first."),
        ("x" * 900_001, "The file has more than 900 kB."),
    ):
        status, page = looked_at(client, text)
        assert (status, why in page) == (422, True), why
        assert 'value="Europe/Berlin"' in page
    status, page = looked_at(client, GOOD, zone="Berlin")
    assert (status, "is not a time zone" in page) == (422, True)
    assert brought_in(client, "")[0] == 422
    assert looked_at(client, GOOD, name="Ada")[0] == 200
    assert looked_at(client, GOOD, name="Sam")[0] == 403


def test_what_a_closed_draw_rests_on_is_refused_with_the_whole_file(client: TestClient) -> None:
    rule = {"calls": "1", "shortest": "60", "from": "2026-11-02"}
    assert as_(client, "Quinn").post("/coverage/rules", data=rule).status_code == 303
    brought_in(client, GOOD)
    as_(client, "Quinn").post("/coverage/draw", data={"week": "2026-11-02"})
    text = HEAD + "D-9,ana,2026-11-03T10:00,300,demo,\nD-1,ana,2026-11-03T10:00,999,demo,\n"
    status, page = looked_at(client, text)
    assert status == 422
    assert "its week was drawn already: seconds cannot change any more" in page
    assert brought_in(client, text)[0] == 422
    assert "D-9" not in logged(client)
    late = as_(client, "Quinn").post("/coverage/rules", data=rule)
    assert (late.status_code, "was drawn already" in late.text) == (409, True)


def test_a_rule_is_fixed_for_weeks_to_come_and_the_one_in_force_says_so(client: TestClient) -> None:
    quinn, today = as_(client, "Quinn"), now().date()
    monday = today - timedelta(days=today.weekday())
    with web(client).database.write() as session:
        before = len(session.scalars(select(SamplingRule)).all())
    for calls, start in (("3", monday), ("5", monday + timedelta(weeks=4))):
        rule = {"whom": "everybody", "calls": calls, "shortest": "90", "from": start.isoformat()}
        done = quinn.post("/coverage/rules", data=rule)
        assert (done.status_code, done.headers["location"]) == (303, "/coverage/rules?said=rule_fixed")
    page = as_(client, "Sam").get("/coverage/rules").text
    rows = re.findall(r'<th scope="row" dir="auto">everybody</th>(.*?)</tr>', page)
    assert len(rows) == before + 2
    assert ["in force" in row for row in rows[:2]] == [False, True]
    assert "3 calls of a rep and week" in rows[1]
    assert "1:30" in rows[1]
    assert "Fix a rule" not in page
    with web(client).database.read() as session:
        audited = select(AuditEntry).where(AuditEntry.action == "sample.rule_fixed")
        assert len(session.scalars(audited).all()) == before + 2
    for typed, why in (
        ({"calls": "0", "shortest": "1", "from": monday.isoformat()}, "calls: "),
        (
            {"calls": "2", "shortest": "61", "from": monday.isoformat(), "until": "2020-01-06"},
            "lies before its first",
        ),
    ):
        refused = quinn.post("/coverage/rules", data=typed)
        assert (refused.status_code, why in refused.text) == (422, True)
        assert f'value="{typed["shortest"]}"' in refused.text
    assert as_(client, "Sam").post("/coverage/rules", data={"calls": "2"}).status_code == 403


def test_a_team_or_a_rep_has_a_rule_that_other_teams_managers_do_not_see(client: TestClient) -> None:
    quinn = as_(client, "Quinn")
    form = quinn.get("/coverage/rules").text
    offered = dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', form))
    assert offered["everybody"] == "everybody"
    assert (offered["team:Northwind"], offered["rep:ana"]) == ("the team Northwind", "Ana")
    first = {"from": (now().date() + timedelta(weeks=9)).isoformat(), "shortest": "60"}
    for whom, calls in (("team:Northwind", "7"), ("rep:ana", "8"), ("everybody", "9")):
        done = quinn.post("/coverage/rules", data={**first, "whom": whom, "calls": calls})
        assert done.status_code == 303
    for name, seen in (("Sam", "789"), ("Quinn", "789"), ("Aud", "789"), ("Otis", "9")):
        page = as_(client, name).get("/coverage/rules").text
        assert [calls for calls in "789" if f"{calls} calls of a rep" in page] == list(seen), name
        assert ("the team Northwind" in page) == (name != "Otis")
        listed = as_(client, name).get("/api/v1/sampling-rules").json()
        assert {one["calls"] for one in listed} & {7, 8, 9} == {int(calls) for calls in seen}
    again = quinn.post("/coverage/rules", data={**first, "whom": "team:Nowhere", "calls": "7"})
    assert (again.status_code, "There is no team called Nowhere" in again.text) == (422, True)


def test_a_log_longer_than_a_form_takes_is_told_in_words_and_where_it_goes(client: TestClient) -> None:
    quinn = as_(client, "Quinn")
    assert "a longer log by month, or with <code>sidetone log import</code>" in quinn.get(LOG).text
    file = {"file": ("log.csv", b"x" * 1_100_000)}
    refused = quinn.post(f"{LOG}/preview", files=file, headers={"Accept": "text/html"})
    assert refused.status_code == 413
    assert (
        "What was sent has more than 1024 kB, the most that is taken here: nothing was done." in refused.text
    )


def test_a_rule_for_one_week_names_it_once(client: TestClient) -> None:
    week = (now().date() + timedelta(weeks=20)).isoformat()
    rule = {"whom": "everybody", "calls": "2", "shortest": "60", "from": week, "until": week}
    quinn = as_(client, "Quinn")
    assert quinn.post("/coverage/rules", data=rule).status_code == 303
    first = quinn.get("/coverage/rules").text.split('data-label="Weeks">')[1].split("<")[0]
    assert re.fullmatch(r"in the week of \d+ \w+ \d{4}", first), first
