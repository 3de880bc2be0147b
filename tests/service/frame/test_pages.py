"""Coverage in the browser: what was drawn, why it is missing, drawing, replacing, the list to print."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.tables import Draw, DrawnCall
from service.frame import chosen, coverage_page
from service.frame.actions import Numbered, write_log
from service.frame.rules import fix_rule
from service.frame.sample_views import NewRule
from service.frame.views import LogLine
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.served import served, settings_for, web

WEEK = {"week": "2025-11-05"}
PAGE = "/coverage?week=2025-11-05"


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Three calls of Ana's and one of Uma's in the log; a rule for Ana alone."""
    home = tmp_path_factory.mktemp("coverage")
    with (
        fresh_database("sqlite", home, migrated=True) as url,
        served(settings_for(home, url)) as running,
    ):
        database = web(running).database
        company(database)
        lines = [
            {"team": team, "rep": rep, "start": "2025-11-04T10:00:00Z", "seconds": 300, "external_id": name}
            for team, rep, name in (
                *(("Northwind", "ana", f"D-{number}") for number in (1, 2, 3)),
                ("Southgate", "uma", "U-1"),
            )
        ]
        read = [Numbered(at, LogLine.model_validate(one)) for at, one in enumerate(lines, start=1)]
        write_log(database, read, "test", "test")
        with database.write() as session:
            rule = {"first": "2025-11-03", "calls": 2, "shortest": 60, "rep": "ana"}
            fix_rule(session, NewRule.model_validate(rule), "test")
        yield running


def places(client: TestClient) -> list[tuple[int, str | None]]:
    with web(client).database.read() as session:
        rows = session.scalars(select(DrawnCall).order_by(DrawnCall.place))
        return [(row.place, row.replaced_for) for row in rows]


def test_a_week_is_drawn_looked_at_and_replaced(client: TestClient) -> None:
    quinn = as_(client, "Quinn")
    assert "Draw this week" in quinn.get(PAGE).text
    drawn = quinn.post("/coverage/draw", data=WEEK)
    # Uma has no rule: the page says so, and what could be drawn was.
    assert drawn.status_code == 200
    assert "no rule was fixed for this week" in drawn.text
    assert places(client) == [(1, None), (2, None)]
    text = quinn.get(PAGE).text
    assert text.count("its recording is not here yet") == 2
    assert "the rule was fixed after the week had begun" in text
    with web(client).database.read() as session:
        draw = session.scalars(select(Draw)).one()
        assert draw.seed in text
    said = quinn.post(f"/coverage/{draw.public_id}/replace", data={"place": "1", "why": "no_audio"})
    assert said.headers["location"] == "/coverage?week=2025-11-03&said=replaced"
    assert places(client) == [(1, "no_audio"), (2, None), (3, None)]
    assert "there is no recording of it; place 3 stands in" in quinn.get(PAGE).text
    # The printed list has what is wanted: the place that stands in, and not the one it stands in for.
    assert as_(client, "Sam").get("/coverage/list?week=2025-11-05").text.count('<th scope="row"') == 2


def test_what_holds_for_every_draw_is_said_once(client: TestClient) -> None:
    with web(client).database.write() as session:
        rule = {"first": "2025-11-03", "calls": 2, "shortest": 60, "rep": "uma"}
        fix_rule(session, NewRule.model_validate(rule), "test")
    as_(client, "Quinn").post("/coverage/draw", data=WEEK)
    text = as_(client, "Quinn").get(PAGE).text
    assert text.count("the rule was fixed after the week had begun") == 1
    assert text.count("only 1 call was long enough") == 1
    assert "For every draw of this week: the rule was fixed" in text


def both_drawn(client: TestClient) -> TestClient:
    """Ana's and Uma's calls are drawn, and a page has one rep; Quinn looks."""
    with web(client).database.write() as session:
        rule = {"first": "2025-11-03", "calls": 2, "shortest": 60, "rep": "uma"}
        fix_rule(session, NewRule.model_validate(rule), "test")
    quinn = as_(client, "Quinn")
    quinn.post("/coverage/draw", data=WEEK)
    return quinn


@pytest.fixture
def one_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (chosen, coverage_page):
        monkeypatch.setattr(module, "REPS", 1)


def reps_on(page: str) -> set[str]:
    return {name for name in ("Ana", "Uma") if f">{name}</a></th>" in page}


@pytest.mark.usefixtures("one_a_page")
def test_of_many_reps_a_page_shows_some_and_leads_to_the_others(client: TestClient) -> None:
    quinn = both_drawn(client)
    for page, reps in (("", {"Ana"}), ("&page=2", {"Uma"}), ("&page=9", {"Uma"})):
        assert reps_on(quinn.get(PAGE + page).text) == reps
    first = quinn.get(PAGE).text
    assert 'href="/coverage?week=2025-11-03&amp;page=2" dir="auto">Uma</a>' in first
    assert "U-1" not in quinn.get("/coverage/list?week=2025-11-05").text
    assert "U-1" in quinn.get("/coverage/list?week=2025-11-05&page=2").text


@pytest.mark.usefixtures("one_a_page")
def test_a_team_is_chosen_from_how_far_each_has_come(client: TestClient) -> None:
    quinn = both_drawn(client)
    first = quinn.get(PAGE).text
    row = re.search(r'<a href="(\S+)">Southgate</a></th>(.*?)</tr>', first)
    assert row is not None
    address = html.unescape(row[1])
    assert address == "/coverage?week=2025-11-03&team=Southgate"
    assert re.findall(r'data-label="(?:Drawn|Fetched)">(\d+)<', row[2]) == ["1", "0"]
    southgate = quinn.get(address).text
    assert reps_on(southgate) == {"Uma"}
    assert "Only Southgate." in southgate
    assert "/coverage?week=2025-11-10&amp;team=Southgate" in southgate
    assert "Of Nowhere the call log has no call" in quinn.get(f"{PAGE}&team=Nowhere").text
    # Otis has but one team: nothing is to be chosen.
    assert "By team" not in as_(client, "Otis").get(PAGE).text


@pytest.mark.usefixtures("one_a_page")
def test_who_replaces_a_call_comes_back_to_the_same_part(client: TestClient) -> None:
    quinn = both_drawn(client)
    action = re.search(r'action="(/coverage/\w+/replace\S+)"', quinn.get(f"{PAGE}&team=Northwind").text)
    assert action is not None
    done = quinn.post(html.unescape(action[1]), data={"place": "1", "why": "no_audio"})
    assert done.headers["location"] == "/coverage?week=2025-11-03&team=Northwind&said=replaced"


def test_a_reason_that_is_missing_comes_back_with_what_was_chosen(client: TestClient) -> None:
    quinn = as_(client, "Quinn")
    quinn.post("/coverage/draw", data=WEEK)
    with web(client).database.read() as session:
        draw = session.scalars(select(Draw.public_id)).one()
    again = quinn.post(f"/coverage/{draw}/replace", data={"place": "1", "why": "excluded"})
    assert again.status_code == 422
    assert "The reason is missing." in again.text
    assert '<option value="excluded" selected>' in again.text
    assert places(client) == [(1, None), (2, None)]


def test_everybody_sees_their_own_teams_and_only_qa_draws(client: TestClient) -> None:
    as_(client, "Quinn").post("/coverage/draw", data=WEEK)
    assert "Ana" not in as_(client, "Otis").get(PAGE).text
    sam = as_(client, "Sam").get(PAGE).text
    assert "D-" in sam
    assert "Replace" not in sam.replace("Replaced", "")
    auditor = as_(client, "Aud").get(PAGE).text
    assert "D-" in auditor
    assert "drawn-calls.csv" not in auditor


def test_a_day_that_is_none_is_refused_and_a_week_without_calls_says_so(client: TestClient) -> None:
    quinn = as_(client, "Quinn")
    for day in ("never", "2025-02-30"):
        assert quinn.get(f"/coverage?week={day}").status_code == 422
        assert quinn.post("/coverage/draw", data={"week": day}).status_code == 422
    empty = quinn.get("/coverage?week=2025-01-06").text
    assert "The call log has no call of this week" in empty
    assert '<a class="button primary" href="/coverage/log">Bring in the call log</a>' in empty
    sams = as_(client, "Sam").get("/coverage?week=2025-01-06").text
    assert "An analyst (qa) brings in the log" in sams
    assert "/coverage/log" not in sams
    quinn = as_(client, "Quinn")
    assert quinn.post("/coverage/draw", data={"week": "2025-01-06"}).status_code == 409
