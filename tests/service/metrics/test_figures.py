"""Importing and correcting on both databases, and what the API says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db.engine import Database
from service.metrics.actions import Batch, Numbered, hash_of, import_figures
from service.metrics.queries import figures_for
from service.metrics.rights import may_send
from service.metrics.views import FigureLine
from service.people.who import INSTALLATION
from tests.databases import fresh_database
from tests.service.company import Company, as_, company, with_token
from tests.service.served import served, settings_for, web

DAY = date(2026, 4, 1)


def line(count: int, **changes: Any) -> dict[str, Any]:
    days = {"first": "2026-03-02", "last": "2026-03-08"}
    return {"rep": "ana", "metric": "qualified_leads", "count": count, **days, **changes}


def batch(*lines: dict[str, Any]) -> Batch:
    read = [FigureLine.model_validate(one) for one in lines]
    numbered = [Numbered(number, one) for number, one in enumerate(read, start=1)]
    return Batch("api", "CRM", DAY, hash_of(read, "CRM", DAY), numbered)


def test_a_correction_takes_the_place_of_the_old_figure(database: Database) -> None:
    cast, may = company(database), may_send(INSTALLATION)
    assert import_figures(database, batch(line(7)), "token", may).added == 1
    assert import_figures(database, batch(line(7)), "token", may).seen_before is not None
    corrected = import_figures(database, batch(line(9)), "token", may)
    assert [one.why for one in corrected.corrected] == ["count 7 → 9"]
    with database.read() as session:
        found = figures_for(session, cast.keys["Ana"], "qualified_leads", date(2026, 3, 2), date(2026, 3, 8))
    assert found is not None
    assert found.count == 9


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[TestClient, Company]]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        yield client, company(web(client).database)


def send(client: TestClient, *lines: dict[str, Any]) -> Any:
    body = {"source": "CRM", "day": "2026-04-01", "figures": list(lines)}
    return client.post("/api/v1/metrics/figures", json=body)


def test_hr_sends_the_manager_reads_and_the_rep_sees_their_own(site: tuple[TestClient, Company]) -> None:
    client, cast = site
    assert send(as_(client, "Hana"), line(7)).json()["added"] == 1
    address = f"/api/v1/reps/{cast.ids['Ana']}/metrics"
    for name in ("Ana", "Sam", "Hana"):
        (item,) = as_(client, name).get(address).json()["items"]
        assert (item["figure"], item["source"], item["day"]) == ({"count": 7}, "CRM", "2026-04-01")
    for name in ("Otis", "Rui", "Uma"):
        assert as_(client, name).get(address).status_code == 404
    for name in ("Quinn", "Ada", "Aud"):
        assert as_(client, name).get(address).status_code == 403


def test_a_list_with_one_bad_figure_is_refused_whole(site: tuple[TestClient, Company]) -> None:
    client, cast = site
    answer = send(as_(client, "Hana"), line(7), line(8, rep="nobody"))
    assert answer.status_code == 422
    assert answer.json()["title"] == "Nothing was kept: 1 mistake."
    assert answer.json()["detail"] == "line 2, column rep: nobody you may send figures of is called nobody"
    items = as_(client, "Hana").get(f"/api/v1/reps/{cast.ids['Ana']}/metrics").json()["items"]
    assert items == []


def test_a_metric_is_declared_and_keeps_its_kind(site: tuple[TestClient, Company]) -> None:
    client, _ = site
    hana = as_(client, "Hana")
    dials = {"title": "Dials", "kind": "count"}
    assert hana.put("/api/v1/metrics/dials", json=dials).json()["direction"] == "higher"
    assert send(hana, line(50, metric="dials")).status_code == 200
    assert (
        hana.put("/api/v1/metrics/dials", json=dials | {"title": "Calls made"}).json()["title"]
        == "Calls made"
    )
    refused = hana.put("/api/v1/metrics/dials", json=dials | {"kind": "rate"})
    assert (refused.status_code, refused.json()["code"]) == (409, "has_figures")
    listed = {one["key"]: one["kind"] for one in hana.get("/api/v1/metrics").json()["items"]}
    assert (listed["dials"], listed["adherence"]) == ("count", "average")
    assert as_(client, "Sam").put("/api/v1/metrics/other", json=dials).status_code == 403


def test_a_token_needs_the_scope(site: tuple[TestClient, Company]) -> None:
    client, _ = site
    assert send(with_token(client, "Hana", "plans:read"), line(7)).status_code == 403
    assert send(with_token(client, "Hana", "metrics:write"), line(7)).status_code == 200
