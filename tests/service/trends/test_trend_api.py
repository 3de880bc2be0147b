"""`GET /api/v1/reps/{id}/qa-trend`: JSON and CSV, what is unchanged, and what is refused."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.trends.api import wants_csv
from service.trends.table import COLUMNS, cell, trend_table
from service.trends.views import EXAMPLE, TrendView
from tests.service.served import served, settings_for, web
from tests.service.trends.scored_calls import many, rubric_row, somebody

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


@pytest.fixture
def address(client: TestClient) -> str:
    """Ana's trend of one week: eight calls read by a model with an odd name."""
    with web(client).database.write() as session:
        ana = somebody(session, "Ana")
        many(session, ana, rubric_row(session), 3, 3, 3, 3, 4, 4, 4, 4, judge="llm", model=FORMULA)
        rep = ana.public_id
    return f"/api/v1/reps/{rep}/qa-trend?until=2026-11-22"


def test_the_series_come_as_json_unrounded(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/json"
    trend = answer.json()
    assert (trend["selection"], trend["weeks"], trend["first_week"]) == ("random", 26, 20260525)
    assert trend["likely"] == "8 times in 10 the true average lies in here"
    (point,) = next(one for one in trend["series"] if one["criterion"] == "discovery")["points"]
    assert point["week"] == 20261116
    assert point["scored_by"] == {"rubric": "small@1", "judge": "llm", "model": FORMULA}
    assert point["average"]["mean"] == 77.5
    assert point["average"]["low"] == pytest.approx(70.815, abs=1e-3)


@pytest.mark.parametrize(("more", "headers"), [("&format=csv", {}), ("", {"Accept": "text/csv"})])
def test_the_same_comes_as_csv(client: TestClient, address: str, more: str, headers: dict[str, str]) -> None:
    answer = client.get(address + more, headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="qa-trend-')
    rows = list(csv.DictReader(StringIO(answer.text, newline="")))
    assert [row["criterion"] for row in rows][:3] == ["qa", "opening", "discovery"]
    assert tuple(rows[0]) == COLUMNS
    discovery = rows[2]
    assert (discovery["week"], discovery["n"], discovery["mean"]) == ("20261116", "8", "77.5")
    assert (discovery["average_weeks"], discovery["team_sd"]) == ("1", "")
    assert discovery["words"] == "78, likely 71–84, 8 random calls"


def test_a_name_that_is_a_formula_is_only_text_to_a_spreadsheet(client: TestClient, address: str) -> None:
    rows = list(csv.DictReader(StringIO(client.get(f"{address}&format=csv").text, newline="")))
    assert {row["model"] for row in rows} == {f"'{FORMULA}"}


@pytest.mark.parametrize("first", list("=+-@\t\r\n"))
def test_no_text_begins_as_a_formula_does(first: str) -> None:
    assert cell(f"{first}1") == f"'{first}1"


def test_numbers_and_what_is_missing_stay_what_they_are_in_a_cell() -> None:
    assert [cell(value) for value in (-1.5, 0, None, "a=b", "")] == ["-1.5", "0", "", "a=b", ""]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", False),
        ("*/*", False),
        ("text/csv", True),
        ("TEXT/CSV; charset=utf-8", True),
        ("application/json, text/csv", False),
        ("application/json;q=0.5, text/csv", True),
        ("text/csv;q=0", False),
        ("text/csv;q=x", False),
        (",;,;q=;=,text/csv", True),
    ],
)
def test_csv_comes_to_who_likes_it_better_than_json(accept: str, expected: bool) -> None:
    assert wants_csv(accept, None) is expected
    assert wants_csv(accept, "csv")
    assert not wants_csv(accept, "json")


def test_what_has_not_changed_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{address}&format=csv").headers["etag"] != tag
    with web(client).database.write() as session:
        many(session, somebody(session, "Bo"), rubric_row(session, 2), 3)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304  # not Ana's
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_rep_nobody_knows_is_not_there(client: TestClient) -> None:
    answer = client.get("/api/v1/reps/019a5c2e7f3d4b1c8e9f0a1b2c3d4e5f/qa-trend")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_rep_without_calls_has_an_empty_trend_and_a_sheet_of_headings(client: TestClient) -> None:
    with web(client).database.write() as session:
        rep = somebody(session, "Ana").public_id
    assert client.get(f"/api/v1/reps/{rep}/qa-trend").json()["series"] == []
    assert client.get(f"/api/v1/reps/{rep}/qa-trend?format=csv").text == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "odd",
    [
        "weeks=0", "weeks=105", "weeks=-1", "weeks=1e9", "weeks=" + "9" * 400,
        "until=2026-02-30", "until=9999-12-31", "until=today", "until=2026-11-2%0A", "until=٢٠٢٦-١١-١٦",
        "selection=best", "selection=", "format=xlsx", "unknown=1",
        "criterion=' OR 1=1 --", "criterion=" + "a" * 41, "criterion=%00", "criterion=nothing_like_it",
        "rubric=large", "rubric=small@0", "rubric=small@9999999999", "rubric=../../secret", "rubric=small@",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_what_can(client: TestClient, address: str, odd: str) -> None:
    bare = address.partition("?")[0]
    answer = client.get(f"{bare}?{odd}")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_without_a_token_nothing_is_said(client: TestClient, address: str) -> None:
    assert client.get(address, headers={"Authorization": ""}).status_code == 401


def test_the_example_in_the_document_fits_and_makes_a_sheet() -> None:
    shown = TrendView.model_validate(EXAMPLE)
    assert shown.model_dump(mode="json") == EXAMPLE
    (row,) = csv.DictReader(StringIO(trend_table(shown), newline=""))
    assert (row["mean"], row["likely_low"], row["incomplete"]) == ("81.25", "77.02", "1")


def test_the_route_is_described_with_both_forms() -> None:
    paths: dict[str, Any] = create_app(settings_for(Path("nowhere"), "sqlite://")).openapi()["paths"]
    said = paths["/api/v1/reps/{rep_id}/qa-trend"]["get"]
    assert set(said["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    assert {"304", "401", "404", "422"} <= set(said["responses"])


def test_every_field_is_explained_in_the_documentation() -> None:
    page = (Path(__file__).parents[3] / "docs/qa-trend.md").read_text("utf-8")
    point = EXAMPLE["series"][0]["points"][0]
    fields = {*EXAMPLE, *EXAMPLE["series"][0], *point, *point["scored_by"], *point["average"], *COLUMNS}
    assert [field for field in sorted(fields) if f"`{field}`" not in page] == []
