"""Everybody has a page of their own notices, counted at the top of every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Notice, NoticeChoice, TeamHook
from service.notices.telling import tell
from tests.databases import fresh_database
from tests.service.company import Company, as_, company
from tests.service.served import served, settings_for, web


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as running,
    ):
        yield running


@pytest.fixture
def cast(client: TestClient) -> Company:
    return company(web(client).database)


def tell_ana(database: Database, cast: Company, subject: str = "a1") -> str:
    with database.write() as session:
        tell(session, cast.keys["Ana"], "review_released", subject)
        return session.scalars(select(Notice.public_id).order_by(Notice.id.desc())).first() or ""


def test_ana_sees_that_something_is_new_follows_it_and_it_is_read(client: TestClient, cast: Company) -> None:
    notice = tell_ana(web(client).database, cast)
    ana = as_(client, "Ana")
    assert "1 new" in ana.get("/account").text
    listed = ana.get("/notices").text
    assert "The review of one of your calls was released." in listed
    assert f'href="/notices/{notice}"' in listed
    assert ana.get(f"/notices/{notice}").headers["location"] == "/calls/a1"
    assert "1 new" not in ana.get("/account").text
    assert "1 new" not in as_(client, "Rui").get("/notices").text


def test_all_are_read_at_once_and_those_of_others_are_not(client: TestClient, cast: Company) -> None:
    database = web(client).database
    tell_ana(database, cast, "a1")
    tell_ana(database, cast, "a2")
    as_(client, "Rui").post("/notices/read")
    assert "2 new" in as_(client, "Ana").get("/notices").text
    as_(client, "Ana").post("/notices/read")
    assert " new</span>" not in as_(client, "Ana").get("/notices").text


def test_a_mails_link_leads_through_the_sign_in_back_to_it(client: TestClient, cast: Company) -> None:
    notice = tell_ana(web(client).database, cast)
    out = TestClient(client.app, follow_redirects=False).get(
        f"/notices/{notice}", headers={"Accept": "text/html"}
    )
    assert out.headers["location"] == f"/sign-in?next=%2Fnotices%2F{notice}"
    assert as_(client, "Rui").get(f"/notices/{notice}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"zone": "Mars"}, "no time zone"),
        ({"first": "18", "last": "8"}, "end before they begin"),
        ({"first": "early"}, "first: must be a whole number"),
        ({"by_mail": "always"}, "by mail: must be "),
    ],
)
def test_a_choice_that_is_none_comes_back_as_it_was_typed(
    client: TestClient, cast: Company, wrong: dict[str, str], says: str
) -> None:
    assert cast.keys
    answer = as_(client, "Ana").post("/notices/choice", data={"by_mail": "digest", **wrong})
    assert answer.status_code == 422
    assert says in answer.text
    with web(client).database.read() as session:
        assert session.scalars(select(NoticeChoice)).all() == []


def test_hours_and_zone_are_kept(client: TestClient, cast: Company) -> None:
    typed = {"by_mail": "digest", "first": "10", "last": "14", "digest": "11", "zone": "Asia/Kathmandu"}
    assert as_(client, "Ana").post("/notices/choice", data=typed).status_code == 303
    with web(client).database.read() as session:
        row = session.get_one(NoticeChoice, cast.keys["Ana"])
    assert (row.by_mail, row.first, row.last, row.digest, row.zone, row.weekend) == (
        *("digest", 10, 14, 11, "Asia/Kathmandu"),
        False,
    )
    assert 'value="Asia/Kathmandu"' in as_(client, "Ana").get("/notices").text


def test_an_admin_sets_a_teams_channel_and_nobody_reads_its_address_again(
    client: TestClient, cast: Company
) -> None:
    ada = as_(client, "Ada")
    with web(client).database.read() as session:
        place = next(
            part for part in ada.get("/notices").text.split('"') if part.startswith("/notices/channels/")
        )
        assert session.scalars(select(TeamHook)).all() == []
    assert ada.post(place, data={"url": "http://10.0.0.1/hook"}).status_code == 422
    assert ada.post(place, data={"url": "https://hooks.example.com/secret"}).status_code == 303
    assert "hooks.example.com" not in ada.get("/notices").text
    assert as_(client, "Sam").post(place, data={"url": ""}).status_code == 403
    assert ada.post(place, data={"url": ""}).status_code == 303
    with web(client).database.read() as session:
        assert session.scalars(select(TeamHook)).all() == []
    assert cast.teams
