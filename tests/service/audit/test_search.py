"""Searching the audit log: by who, what, to what and when, in pages, with the names of today."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from service.db import audit
from service.db.base import now
from service.db.tables import Plan
from tests.service.company import Company, as_, company, with_token
from tests.service.plans.staged import published, staged
from tests.service.served import served, settings_for, web


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


@pytest.fixture
def cast(client: TestClient) -> Company:
    """Sam listened to three calls, and Ada made Quinn an auditor."""
    made = company(web(client).database)
    with web(client).database.write() as session:
        for call in ("call1", "call2", "call3"):
            audit.record(session, made.ids["Sam"], "call.listened", call)
        audit.record(session, made.ids["Ada"], "role.given", made.ids["Quinn"], role="auditor")
    return made


def found(client: TestClient, **asked: Any) -> list[tuple[str | None, str, str]]:
    answer = client.get("/api/v1/audit", params=asked)
    assert answer.status_code == 200, answer.text
    return [(one["actor_name"], one["action"], one["subject"]) for one in answer.json()["items"]]


def test_the_newest_comes_first_with_the_names_of_today(client: TestClient, cast: Company) -> None:
    assert found(client) == [
        ("Ada", "role.given", cast.ids["Quinn"]),
        ("Sam", "call.listened", "call3"),
        ("Sam", "call.listened", "call2"),
        ("Sam", "call.listened", "call1"),
    ]


def test_it_is_searched_by_each_field(client: TestClient, cast: Company) -> None:
    today, tomorrow = now().date(), now().date() + timedelta(days=1)
    assert len(found(client, actor=cast.ids["Sam"])) == 3
    assert len(found(client, action="call.listened")) == 3
    assert len(found(client, action="call.")) == 3
    assert len(found(client, action="call")) == 0
    assert len(found(client, action="%.")) == 0
    assert found(client, subject="call2") == [("Sam", "call.listened", "call2")]
    assert len(found(client, first=today.isoformat(), last=tomorrow.isoformat())) == 4
    assert found(client, first=tomorrow.isoformat()) == []


def test_pages_follow_each_other_while_entries_come(client: TestClient, cast: Company) -> None:
    first = client.get("/api/v1/audit", params={"limit": 3}).json()
    with web(client).database.write() as session:
        audit.record(session, "token", "call.received", "call4")
    second = client.get("/api/v1/audit", params={"limit": 3, "cursor": first["next"]}).json()
    assert [one["subject"] for one in second["items"]] == ["call1"]
    assert second["next"] is None


def test_what_tells_of_a_plan_is_withheld_from_all_but_hr(client: TestClient, cast: Company) -> None:
    name = published(staged(web(client).database, cast))
    for reader in ("Ada", "Aud"):
        browser = as_(client, reader)
        shown = browser.get("/api/v1/audit").json()["items"]
        told = [one for one in shown if one["action"] != "withheld"]
        assert len(shown) - len(told) > 5
        assert {one["action"] for one in told} == {"call.listened", "role.given", "person.signed_in"}
        assert name not in str(shown)
        assert cast.ids["Ana"] not in str(shown)
        for asked in ({"action": "plan."}, {"subject": name}, {"actor": cast.ids["Hana"]}):
            assert found(browser, **asked) == []
        page = browser.get("/audit").text
        assert name not in page
        assert "withheld" in page
    hana = as_(client, "Hana")
    assert ("Hana", "plan.published", name) in found(hana, action="plan.")
    rule = ("Hana", "sample.rule_fixed")
    assert rule in [one[:2] for one in found(hana, actor=cast.ids["Hana"])]
    # Of what is kept about herself she learns nothing as HR either.
    with web(client).database.write() as session:
        session.execute(update(Plan).values(rep_id=cast.keys["Hana"]))
    assert found(hana, subject=name) == []


def test_a_token_needs_the_scope(client: TestClient, cast: Company) -> None:
    assert with_token(client, "Ada", "audit:read").get("/api/v1/audit").status_code == 200
    assert with_token(client, "Ada", "settings:write").get("/api/v1/audit").status_code == 403
    assert with_token(client, "Sam", "audit:read").get("/api/v1/audit").status_code == 403


def test_the_page_finds_people_by_name_and_says_what_is_wrong(client: TestClient, cast: Company) -> None:
    hana = as_(client, "Hana")
    page = hana.get("/audit", params={"who": "Sam", "action": "", "subject": "", "first": "", "last": ""})
    assert page.status_code == 200
    found_rows = page.text.partition("<tbody")[2]
    assert found_rows.count("call.listened</code>") == 3
    assert "role.given</code>" not in page.text
    wrong = hana.get("/audit", params={"first": "<b>yesterday</b>"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;yesterday&lt;/b&gt; is no day" in wrong.text
    assert hana.get("/audit", params={"last": "9999-12-31"}).status_code == 422  # there is no day after it
    assert "Nothing was found" in hana.get("/audit", params={"who": "nobody"}).text
