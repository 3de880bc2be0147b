"""Roles, tokens, deputies and leavers over the API; forms of other sites; secrets everybody knows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import func, select

from scoring.errors import BadInput
from service.db.base import now
from service.db.tables import AuditEntry, Call, Deputy, Membership, Person
from service.errors import Conflict
from service.operations.secrets import refuse_default_secrets
from service.people.deputies import name_deputy
from service.people.listening import note_listening
from service.people.rights import calls_heard_by, calls_visible_to
from tests.service.company import SINCE, Company, as_, signed_out, with_token
from tests.service.people.browsers import name_of
from tests.service.served import settings_for, uploaded, wav


def actions(cast: Company) -> list[str]:
    with cast.database.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_an_admin_gives_and_takes_roles(client: TestClient, cast: Company) -> None:
    ada, roles = as_(client, "Ada"), f"/api/v1/people/{cast.ids['Sam']}/roles"
    assert ada.post(roles, json={"role": "qa"}).json()["since"] is not None
    assert cast.who("Sam").roles == {"manager", "qa"}
    assert ada.post(roles, json={"role": "qa"}).status_code == 409
    assert ada.delete(f"{roles}/qa").status_code == 204
    assert cast.who("Sam").roles == {"manager"}
    assert ada.delete(f"{roles}/qa").status_code == 404
    assert ada.delete(f"/api/v1/people/{cast.ids['Ada']}/roles/admin").status_code == 409  # the only admin


def test_an_admin_becomes_hr_or_qa_only_when_a_second_admin_agrees(
    client: TestClient,
    cast: Company,
) -> None:
    ada, hana = as_(client, "Ada"), as_(client, "Hana")
    own = f"/api/v1/people/{cast.ids['Ada']}/roles"
    assert ada.post(own, json={"role": "hr"}).json()["since"] is None
    assert cast.who("Ada").roles == {"admin"}
    assert ada.post(f"{own}/hr/agreement").status_code == 403  # asked for it herself
    assert client.post(f"{own}/hr/agreement").status_code == 403  # the installation's token is nobody
    assert hana.post(f"{own}/hr/agreement").status_code == 403  # no admin
    # The reverse waits too: whoever judges does not become admin alone.
    assert (
        ada.post(f"/api/v1/people/{cast.ids['Quinn']}/roles", json={"role": "admin"}).json()["since"] is None
    )
    assert ada.post(f"/api/v1/people/{cast.ids['Sam']}/roles", json={"role": "admin"}).json()["since"]
    assert as_(client, "Sam").post(f"{own}/hr/agreement").status_code == 200
    assert cast.who("Ada").roles == {"admin", "hr"}


def test_a_token_is_shown_once_and_loses_its_scopes_with_the_role(
    client: TestClient,
    cast: Company,
) -> None:
    sam = as_(client, "Sam")
    made = sam.post("/api/v1/tokens", json={"name": "report", "scopes": ["calls:read"]}).json()
    (listed,) = sam.get("/api/v1/tokens").json()
    assert "secret" not in listed
    assert listed["used_at"] is None
    program = signed_out(client)
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    assert program.get("/api/v1/calls").status_code == 200
    assert program.get("/api/v1/tokens").status_code == 403
    assert sam.get("/api/v1/tokens").json()[0]["used_at"] is not None
    with cast.database.write() as session:
        stay = select(Membership).where(Membership.person_id == cast.keys["Sam"])
        session.scalars(stay).one().until = now()
    assert program.get("/api/v1/calls").status_code == 403
    assert sam.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert program.get("/api/v1/me").status_code == 401


def test_nobody_makes_a_token_that_may_more_than_they_may(
    client: TestClient,
    cast: Company,
) -> None:
    wanted = {"name": "more", "scopes": ["audit:read"]}
    assert as_(client, "Sam").post("/api/v1/tokens", json=wanted).status_code == 403
    nul = {"name": "re\0port", "scopes": "calls:read"}  # PostgreSQL keeps no such name
    refused = as_(client, "Sam").post("/account/tokens", data=nul, headers={"Accept": "text/html"})
    assert refused.status_code == 422
    assert "<p>name: String should match" in refused.text
    minter = with_token(client, "Ada", "tokens:write")
    assert minter.post("/api/v1/tokens", json=wanted).status_code == 403
    assert minter.post("/api/v1/tokens", json=wanted | {"scopes": ["tokens:write"]}).status_code == 201
    assert client.post("/api/v1/tokens", json=wanted).status_code == 403  # the installation's is nobody's


def test_a_leaver_is_out_at_once(client: TestClient, cast: Company) -> None:
    browser, program = as_(client, "Sam"), with_token(client, "Sam", "calls:read")
    assert (name_of(browser), name_of(program)) == ("Sam", "Sam")
    ended = as_(client, "Ada").post(f"/api/v1/people/{cast.ids['Sam']}/end-access")
    assert ended.status_code == 204
    assert (name_of(browser), name_of(program)) == (None, None)
    with cast.database.read() as session:
        stays = session.scalars(select(Membership).where(Membership.person_id == cast.keys["Sam"])).all()
        assert all(stay.until is not None for stay in stays)


def test_a_list_that_changes_somebody_is_written_down_for_each(client: TestClient, cast: Company) -> None:
    with cast.database.read() as session:
        email = session.get_one(Person, cast.keys["Ana"]).email
    table = f"name,email\nAna Lima,{email}\n"
    sent = as_(client, "Ada").post(
        "/api/v1/people/import", content=table, headers={"Content-Type": "text/csv"}
    )
    assert sent.json() == {"added": 0, "changed": 1, "moved": 0, "unchanged": 0}
    with cast.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.changed")).one()
        assert (entry.subject, entry.details) == (cast.ids["Ana"], {"changed": ["name"]})


def test_a_leaver_who_was_to_move_later_is_in_no_team_and_their_link_stays_void(
    client: TestClient, cast: Company
) -> None:
    ada, ana = as_(client, "Ada"), f"/api/v1/people/{cast.ids['Ana']}"
    later = (now() + timedelta(days=30)).date().isoformat()
    assert ada.post(f"{ana}/teams", json={"team": "Southgate", "since": later}).status_code == 204
    listed = {one["name"]: one["team"] for one in ada.get("/api/v1/people").json()}
    assert listed["Ana"] == "Northwind"  # that of today
    assert "Northwind (rep)" in ada.get("/people").text.partition(">Ana<")[2].partition("</tr>")[0]
    link = ada.post(f"{ana}/invitation").json()["link"]
    assert ada.post(f"{ana}/end-access").status_code == 204
    with cast.database.read() as session:
        stays = session.scalars(select(Membership).where(Membership.person_id == cast.keys["Ana"])).all()
        assert [stay.since <= now() < stay.until for stay in stays if stay.until] == [False, False]
    assert ada.post(f"{ana}/access").status_code == 204
    assert signed_out(client).get(link).status_code == 404


def test_a_deputy_sees_the_calls_of_the_team_meanwhile(client: TestClient, cast: Company) -> None:
    call = uploaded(client, rep="ana")
    otis, sam = as_(client, "Otis"), as_(client, "Sam")
    assert otis.get(f"/api/v1/calls/{call['id']}").status_code == 404
    until = (now() + timedelta(days=7)).isoformat()
    named = sam.post("/api/v1/deputies", json={"deputy": cast.ids["Otis"], "until": until}).json()
    assert otis.get(f"/api/v1/calls/{call['id']}").status_code == 200
    assert sam.delete(f"/api/v1/deputies/{named['id']}").status_code == 204
    # From so far off no time zone leads back into the calendar.
    for far in ({"until": "9999-12-31T23:00:00Z"}, {"until": until, "since": "0001-01-01T00:00:00+10:00"}):
        assert sam.post("/api/v1/deputies", json={"deputy": cast.ids["Otis"], **far}).status_code == 422
    assert otis.get(f"/api/v1/calls/{call['id']}").status_code == 404


def test_a_manager_on_leave_names_a_deputy_on_their_page(client: TestClient, cast: Company) -> None:
    sam = as_(client, "Sam")
    today, day = now().date(), timedelta(days=1)
    leave = {"deputy": cast.ids["Otis"], "first": today.isoformat(), "last": (today + day).isoformat()}
    named = sam.post("/account/deputies", data=leave)
    assert named.headers["location"] == "/account?said=deputy_named#deputy"
    (row,) = sam.get("/api/v1/deputies").json()
    assert row["until"][:10] == (today + 2 * day).isoformat()  # the midnight after the last day
    assert "Otis</b> stands in for you to " in sam.get("/account").text
    assert 'You stand in for <b dir="auto">Sam</b> to ' in as_(client, "Otis").get("/account").text
    for wrong in ({"last": "2020-01-01"}, {"last": "soon"}, {"deputy": ""}, {}):
        refused = sam.post("/account/deputies", data=leave | wrong)
        assert (refused.status_code, 'id="problems"' in refused.text) == (422, True)
    assert sam.post(f"/account/deputies/{row['id']}/end").status_code == 303
    assert sam.get("/api/v1/deputies").json() == []
    assert "While somebody is away" not in as_(client, "Ana").get("/account").text


def test_who_is_in_hr_or_qa_stands_in_for_no_manager_nor_goes_on_when_they_come_to_it(
    client: TestClient, cast: Company
) -> None:
    sam, until = as_(client, "Sam"), (now() + timedelta(days=7)).isoformat()
    for name in ("Hana", "Quinn"):
        refused = sam.post("/api/v1/deputies", json={"deputy": cast.ids[name], "until": until})
        assert refused.status_code == 422
        assert "concerns that go past you" in refused.json()["title"]
        assert f'value="{cast.ids[name]}"' not in sam.get("/account").text
    named = sam.post("/api/v1/deputies", json={"deputy": cast.ids["Otis"], "until": until}).json()
    call = uploaded(client, rep="ana")["id"]
    otis = as_(client, "Otis")
    assert otis.get(f"/api/v1/calls/{call}").status_code == 200
    path = f"/api/v1/people/{cast.ids['Otis']}/roles"
    assert as_(client, "Ada").post(path, json={"role": "hr"}).status_code == 201
    assert as_(client, "Otis").get(f"/api/v1/calls/{call}").status_code == 404
    assert sam.get("/api/v1/deputies").json() == []
    assert "your deputy has come to HR or QA" in sam.get("/notices").text
    assert sam.delete(f"/api/v1/deputies/{named['id']}").status_code == 204  # it has ended already


def test_with_a_manager_who_leaves_their_deputy_goes_too(client: TestClient, cast: Company) -> None:
    call, until = uploaded(client, rep="ana"), (now() + timedelta(days=7)).isoformat()
    as_(client, "Sam").post("/api/v1/deputies", json={"deputy": cast.ids["Otis"], "until": until})
    otis = as_(client, "Otis")
    assert otis.get(f"/api/v1/calls/{call['id']}").status_code == 200
    ended = as_(client, "Ada").post(f"/api/v1/people/{cast.ids['Sam']}/end-access")
    assert ended.status_code == 204
    assert otis.get(f"/api/v1/calls/{call['id']}").status_code == 404


def test_a_call_stays_with_the_manager_of_its_time(client: TestClient, cast: Company) -> None:
    """Sam hands Northwind over to Otis; what was before Sam's own first day is Sam's as well."""
    change = SINCE + timedelta(days=100)
    with cast.database.write() as session:
        session.scalars(
            select(Membership).where(Membership.person_id == cast.keys["Sam"])
        ).one().until = change
        team = cast.teams["Northwind"]
        session.add(Membership(person_id=cast.keys["Otis"], team_id=team, role="manager", since=change))
        session.add(Membership(person_id=cast.keys["Sam"], team_id=cast.teams["Southgate"], role="manager"))
        for moment in (SINCE - timedelta(days=9), SINCE, change - timedelta(seconds=1), change):
            session.add(Call(team_id=team, started_at=moment, week=20260105, external_id=str(moment)))
    with cast.database.read() as session:
        seen = {
            name: session.scalars(
                select(Call.started_at).where(calls_visible_to(cast.who(name))).order_by(Call.started_at)
            ).all()
            for name in ("Sam", "Otis")
        }
    assert seen["Sam"] == [SINCE - timedelta(days=9), SINCE, change - timedelta(seconds=1)]
    assert seen["Otis"] == [change]


def test_a_manager_who_takes_calls_sees_the_own_review_after_its_release(
    client: TestClient,
    cast: Company,
) -> None:
    with cast.database.write() as session:
        for name in ("Sam", "Quinn"):
            session.add(Membership(person_id=cast.keys[name], team_id=cast.teams["Northwind"], role="rep"))
            call = Call(
                team_id=cast.teams["Northwind"], rep_id=cast.keys[name], started_at=now(), week=20260105
            )
            session.add(call)
    with cast.database.read() as session:
        for name in ("Sam", "Quinn"):
            own = Call.rep_id == cast.keys[name]
            who = cast.who(name)
            assert session.scalars(select(Call.id).where(own, calls_visible_to(who))).all() == []
            assert len(session.scalars(select(Call.id).where(own, calls_heard_by(who))).all()) == 1


def test_a_manager_brings_in_calls_of_the_own_team_only(client: TestClient, cast: Company) -> None:
    sam = as_(client, "Sam")
    sent = {
        str(details): sam.put("/api/v1/recordings", params=details, content=wav(value=value))
        for value, details in enumerate(
            ({"rep": "ana"}, {}, {"rep": "uma"}, {"rep": "nobody"}, {"team": "Southgate"}, {"team": "New"})
        )
    }
    assert [answer.status_code for answer in sent.values()] == [201, 201, 422, 422, 403, 403]
    unknown, other = (sent[str({"rep": name})].json()["title"] for name in ("nobody", "uma"))
    assert unknown.replace("nobody", "uma") == other  # no word about who is elsewhere
    assert {answer.json()["team"] for answer in list(sent.values())[:2]} == {"Northwind"}


def test_a_duplicate_of_another_team_is_only_already_here(client: TestClient, cast: Company) -> None:
    there = uploaded(client, rep="uma", file="uma-and-ben.wav")
    answer = as_(client, "Sam").put("/api/v1/recordings", params={"rep": "ana"}, content=wav())
    assert (answer.status_code, answer.json()["code"]) == (409, "already_here")
    assert there["id"] not in answer.text
    assert "uma" not in answer.text


def test_a_listening_is_written_down_once_in_half_an_hour(client: TestClient, cast: Company) -> None:
    call = uploaded(client, rep="ana")["id"]
    for name in ("Sam", "Sam", "Ana", "Otis"):
        as_(client, name).get(f"/api/v1/calls/{call}/recording", headers={"Range": "bytes=0-99"})
    with cast.database.read() as session:
        listened = select(AuditEntry.actor, AuditEntry.subject).where(AuditEntry.action == "call.listened")
        assert session.execute(listened.order_by(AuditEntry.id)).all() == [
            (cast.ids["Sam"], call),
            (cast.ids["Ana"], call),
        ]
    before = actions(cast).count("call.listened")
    note_listening(cast.database, cast.who("Quinn"), call)
    assert actions(cast).count("call.listened") == before + 1


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "http://evil.example"}, True),
        ({"Origin": "null"}, True),
    ],
    ids=str,
)
def test_what_another_site_sends_is_not_done(
    client: TestClient,
    cast: Company,
    headers: dict[str, str],
    refused: bool,
) -> None:
    browser = as_(client, "Ana")
    answer = browser.post("/account/sign-out-everywhere", headers=headers)
    assert answer.status_code == (403 if refused else 303)
    assert name_of(browser) == ("Ana" if refused else None)
    assert browser.get("/sign-in", headers=headers).status_code == 200


def test_a_program_with_a_token_may_say_any_origin(client: TestClient, cast: Company) -> None:
    program = with_token(client, "Ana", "tokens:write")
    new = {"name": "t", "scopes": ["tokens:write"]}
    said = {"Origin": "http://evil.example"}
    assert program.post("/api/v1/tokens", json=new, headers=said).status_code == 201


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"api_token": SecretStr("")}, False),
        ({"api_token": SecretStr("short")}, True),
        ({"api_token": SecretStr("changemechangeme")}, True),
        ({"api_token": SecretStr("aaaaaaaaaaaaaaaaaaaaaa")}, True),
        ({"s3_secret": SecretStr("minioadmin")}, True),
        ({"database": "postgresql+psycopg://sidetone:postgres@db/sidetone"}, True),
        ({"database": "postgresql+psycopg://sidetone@db/sidetone"}, False),
        ({"api_token": SecretStr("changemechangeme"), "demo": True}, False),
    ],
    ids=str,
)
def test_a_secret_that_everybody_knows_is_refused_unless_it_is_a_demo(
    tmp_path: Path, more: dict[str, object], refused: bool
) -> None:
    settings = settings_for(tmp_path, "sqlite://").model_copy(update=more)
    if refused:
        with pytest.raises(BadInput):
            refuse_default_secrets(settings)
    else:
        refuse_default_secrets(settings)


def test_of_two_clicks_at_the_same_moment_one_names_the_deputy(cast: Company) -> None:
    together, sam = Barrier(2), cast.who("Sam")

    def name(_click: int) -> str:
        together.wait(timeout=30)
        try:
            with cast.database.write() as session:
                otis = session.get_one(Person, cast.keys["Otis"])
                name_deputy(session, sam, otis, now(), now() + timedelta(days=9))
        except Conflict:
            return "refused"
        return "named"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(name, range(2))) == ["named", "refused"]
    with cast.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Deputy)) == 1
