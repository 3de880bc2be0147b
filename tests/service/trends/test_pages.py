"""The pages of a rep and of a team: charts with the same numbers beside them, nobody ranked or counted."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from service.db.base import now
from service.db.tables import Dispute, Person, Review
from service.trends.queries import trend_of, trends_of
from service.trends.views import TrendQuery
from tests.databases import fresh_database
from tests.service.company import Company, as_, company
from tests.service.served import served, settings_for, web
from tests.service.trends.scored_calls import many, rubric_row

TODAY = now().date()
THIS_WEEK = TODAY - timedelta(days=TODAY.weekday())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Ana: two weeks of eight calls, the second on a new rubric. Rui: three calls, one questioned."""
    home = tmp_path_factory.mktemp("trend-pages")
    with (
        fresh_database("sqlite", Path(home), migrated=True) as url,
        served(settings_for(Path(home), url)) as running,
    ):
        company(web(running).database)
        with web(running).database.write() as session:
            ana, rui = (
                session.scalars(select(Person).where(Person.name == one)).one() for one in ("Ana", "Rui")
            )
            old, new = rubric_row(session, 1), rubric_row(session, 2)
            many(session, ana, old, 3, 3, 3, 3, 4, 4, 4, 4, monday=THIS_WEEK - timedelta(weeks=1))
            many(session, ana, new, 4, 4, 4, 4, 5, 5, 5, 5, monday=THIS_WEEK)
            calls = many(session, rui, new, 1, 1, 1, monday=THIS_WEEK)
            review = session.scalars(select(Review).where(Review.call_id == calls[0].id)).one()
            session.add(
                Dispute(
                    review_id=review.id,
                    call_id=calls[0].id,
                    run_id=review.run_id,
                    kind="item",
                    subject="discovery_m1",
                    says="I asked.",
                    due=date(2030, 1, 7),
                    opened_by=rui.id,
                )
            )
        yield running


@pytest.fixture(scope="module")
def cast(client: TestClient) -> Company:
    with web(client).database.read() as session:
        people = {one.name: one for one in session.scalars(select(Person))}
        return Company(
            web(client).database,
            {name: one.id for name, one in people.items()},
            {name: one.public_id for name, one in people.items()},
            {},
        )


def page_of(client: TestClient, name: str, path: str) -> str:
    answer = as_(client, name).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def charts(text: str) -> list[dict[str, object]]:
    return [json.loads(unescape(one)) for one in re.findall(r'data-chart="([^"]*)"', text)]


def test_the_charts_say_what_the_tables_beside_them_say(client: TestClient, cast: Company) -> None:
    text = page_of(client, "Sam", f"/reps/{cast.ids['Ana']}")
    drawn = charts(text)
    # The QA score and six criteria, all on one scale.
    assert len(drawn) == 7
    assert {(one["lowest"], one["highest"]) for one in drawn} == {(0, 100)}
    discovery = drawn[2]
    # Level 3 is worth 65, 4 is 90, 5 is 100: (4 × 65 + 4 × 90) / 8 = 77.5, then (4 × 90 + 4 × 100) / 8 = 95.
    assert [(one["value"], one["n"]) for one in discovery["points"]] == [(77.5, 8), (95.0, 8)]  # type: ignore[attr-defined]
    assert discovery["breaks"] == [{"day": THIS_WEEK.isoformat(), "name": "small@2"}]
    assert "95, likely" in text
    assert "small@1, read by offline" in text
    assert text.count("new rubric") == 7


def test_a_point_leads_to_the_calls_of_its_week(client: TestClient, cast: Company) -> None:
    (first, *_) = charts(page_of(client, "Sam", f"/reps/{cast.ids['Ana']}"))
    href = str(first["href"]).replace("{day}", THIS_WEEK.isoformat())
    listed = page_of(client, "Sam", href)
    assert listed.count('href="/calls/0') == 8


def test_with_too_few_calls_there_is_no_chart_and_a_reason(client: TestClient, cast: Company) -> None:
    text = page_of(client, "Rui", "/me/trend")
    assert charts(text) == []
    assert "too early to say: 3 random calls in 12 weeks, 8 are needed" in text


def test_calls_that_were_chosen_are_shown_apart_and_say_so(client: TestClient, cast: Company) -> None:
    text = page_of(client, "Sam", f"/reps/{cast.ids['Ana']}?selection=manager")
    assert "Somebody chose these calls" in text
    assert charts(text) == []


@pytest.mark.parametrize("order", ["name", "attention"])
def test_a_team_is_in_the_order_of_names_or_of_what_waits(client: TestClient, order: str) -> None:
    text = page_of(client, "Sam", f"/team?order={order}")
    names = re.findall(r'<a href="/reps/[0-9a-f]+">(\w+)</a>', text)
    assert names == (["Ana", "Rui"] if order == "name" else ["Rui", "Ana"])
    # That somebody asked is said, never how often.
    assert "a question waits for an answer" in text
    assert "1 question" not in text


def test_trends_of_several_reps_take_as_many_queries_as_one(client: TestClient) -> None:
    database = web(client).database
    wanted = TrendQuery(weeks=12, criterion="qa")
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with database.read() as session:
        ana, rui = (session.scalars(select(Person).where(Person.name == one)).one() for one in ("Ana", "Rui"))
        event.listen(database.engine, "before_cursor_execute", note)
        alone = [trend_of(session, one, wanted) for one in (ana, rui)]
        singly = len(asked)
        together = trends_of(session, [ana, rui], wanted)
        event.remove(database.engine, "before_cursor_execute", note)
    assert [together[ana.id], together[rui.id]] == alone
    assert len(asked) - singly == singly / 2


def test_no_other_order_is_there(client: TestClient) -> None:
    assert as_(client, "Sam").get("/team?order=score").status_code == 422


def test_a_team_of_somebody_else_is_not_there(client: TestClient) -> None:
    own = as_(client, "Otis").get("/team").text
    assert "Ana" not in own
    (team,) = re.findall(r"team=([0-9a-f]{32})&amp;order=attention", own)
    assert as_(client, "Sam").get(f"/team?team={team}").status_code == 404


def test_nobody_reads_of_the_questions_a_rep_asked_but_they(client: TestClient, cast: Company) -> None:
    assert "I asked." in page_of(client, "Rui", "/me/trend")
    assert "I asked." not in page_of(client, "Sam", f"/reps/{cast.ids['Rui']}")


def test_without_a_scored_call_the_page_says_what_will_be_there(client: TestClient, cast: Company) -> None:
    assert "Here will be the trend" in page_of(client, "Uma", f"/reps/{cast.ids['Uma']}")


@pytest.mark.parametrize("query", ["weeks=0", "weeks=105", "selection=best", "until=2026-02-30", "weeks=x"])
def test_what_can_not_be_asked_is_refused(client: TestClient, cast: Company, query: str) -> None:
    assert as_(client, "Sam").get(f"/reps/{cast.ids['Ana']}?{query}").status_code == 422
