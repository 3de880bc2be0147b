"""Ada looks after people and teams, Hana holds and hands out, Ana reads how her calls are judged."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.formats import day_in_words
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Call, JudgingRead, Membership, Note, Person, Team
from service.people.roles import give
from service.privacy.holds import hold
from tests.databases import fresh_database
from tests.service.company import Company, as_, company, with_token
from tests.service.served import served, settings_for, uploaded, web


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path / "home", url)) as opened,
    ):
        yield opened


@pytest.fixture
def cast(client: TestClient) -> Company:
    return company(web(client).database)


def test_ana_moves_to_another_team_and_her_earlier_calls_stay(client: TestClient, cast: Company) -> None:
    ada = as_(client, "Ada")
    before = uploaded(client, 1, rep="ana", start="2026-03-02T10:00:00Z")
    page = f"/people/{cast.ids['Ana']}"
    seen = {"seen": ada.get(page).text.partition('name="seen" value="')[2].partition('"')[0]}
    where = {"team": "Southgate", "role": "rep", "since": "2026-06-01"}
    moved = ada.post(f"{page}/teams", data=where | seen)
    assert moved.headers["location"] == f"{page}?said=saved"
    late = ada.post(f"{page}/teams", data=where | seen | {"team": "Third"})
    assert (late.status_code, "Somebody else changed this" in late.text) == (412, True)
    after = uploaded(client, 2, rep="ana", start="2026-06-02T10:00:00Z")
    assert (before["team"], after["team"]) == ("Northwind", "Southgate")
    # A day before she came to Northwind is refused, and the page says why.
    refused = ada.post(f"{page}/teams", data={"team": "Third", "role": "rep", "since": "2020-01-01"})
    assert refused.status_code == 422
    assert "came to their team of today" in refused.text
    assert ada.post(f"{page}/teams", data={"team": "Third", "since": "no day"}).status_code == 422


def test_an_admin_becomes_hr_when_a_second_admin_agrees(client: TestClient, cast: Company) -> None:
    database: Database = web(client).database
    with database.write() as session:
        give(session, session.get_one(Person, cast.keys["Aud"]), "admin", "test", alone=True)
    ada, page = as_(client, "Ada"), f"/people/{cast.ids['Ada']}"
    assert ada.post(f"{page}/roles", data={"role": "hr"}).status_code == 303
    assert "waits for a second admin" in ada.get(page).text
    assert ada.post(f"{page}/roles/hr/agree").status_code == 403
    assert as_(client, "Aud").post(f"{page}/roles/hr/agree").status_code == 303
    assert "waits for a second admin" not in ada.get(page).text


def test_a_list_is_imported_whole_or_not_at_all(client: TestClient, cast: Company) -> None:
    ada = as_(client, "Ada")
    bad = b"name,email,team\nInes,ines@northwind.example,Northwind\nNobody,no-address,Northwind\n"
    refused = ada.post("/people/import", files={"file": ("p.csv", bad)})
    assert refused.status_code == 422
    assert "line 3" in refused.text
    assert "ines@northwind.example" not in ada.get("/people").text
    good = bad.replace(b"no-address", b"nobody@northwind.example")
    assert ada.post("/people/import", files={"file": ("p.csv", good)}).status_code == 303
    assert "ines@northwind.example" in ada.get("/people").text
    program = with_token(client, "Ada", "people:write")
    answer = program.post("/api/v1/people/import", content=good, headers={"Content-Type": "text/csv"})
    assert answer.json() == {"added": 0, "changed": 0, "moved": 0, "unchanged": 2}


def test_an_invitation_shows_its_link_once(client: TestClient, cast: Company) -> None:
    ada, page = as_(client, "Ada"), f"/people/{cast.ids['Rui']}"
    assert "/invitation?code=" in ada.post(f"{page}/invitation").text
    assert "/invitation?code=" not in ada.get(page).text
    typed = ada.post("/people", data={"called": "<b>Ines</b>", "email": "nonsense"})
    assert typed.status_code == 422
    assert "&lt;b&gt;Ines" in typed.text


def test_a_manager_who_leaves_a_team_keeps_nothing_of_it(client: TestClient, cast: Company) -> None:
    with web(client).database.read() as session:
        stay = session.scalars(
            select(Membership.public_id).where(Membership.person_id == cast.keys["Sam"])
        ).one()
    ended = as_(client, "Ada").delete(f"/people/{cast.ids['Sam']}/teams/{stay}/end")
    assert ended.status_code == 405
    assert as_(client, "Ada").post(f"/people/{cast.ids['Sam']}/teams/{stay}/end").status_code == 303
    assert as_(client, "Sam").get("/queue").status_code == 403


def team_page(client: TestClient, cast: Company, name: str = "Northwind") -> str:
    with web(client).database.read() as session:
        return f"/settings/teams/{session.get_one(Team, cast.teams[name]).public_id}"


def test_rules_of_a_team_are_adas_and_the_day_scores_count_is_hanas(
    client: TestClient, cast: Company
) -> None:
    ada, hana, page = as_(client, "Ada"), as_(client, "Hana"), team_page(client, cast)
    rules = {
        "release": "feedback",
        "blind_first": "3",
        "dispute_days": "12",
        "calls_a_week": "2",
        "version": "0",
    }
    assert ada.post(f"{page}/rules", data=rules).status_code == 303
    assert ada.post(f"{page}/rules", data=rules).status_code == 412  # from a page that was opened before
    assert ada.post(f"{page}/rules", data=rules | {"version": "1", "dispute_days": "0"}).status_code == 422
    assert "Coaching only" in hana.get(page).text
    assert hana.post(f"{page}/counting", data={"since": "2020-01-01"}).status_code == 422
    assert hana.post(f"{page}/counting", data={"since": "2099-02-01"}).status_code == 303
    assert "from 1 February 2099" in ada.get(page).text


def test_a_pattern_of_a_team_is_on_the_upload_page_and_its_side_holds(
    client: TestClient, cast: Company
) -> None:
    ada, page = as_(client, "Ada"), team_page(client, cast)
    assert ada.post(f"{page}/source", data={"name_pattern": "{nonsense}.wav"}).status_code == 422
    teams = {one["name"]: one for one in ada.get("/api/v1/teams").json()}
    wanted = {"name_pattern": "{external_id}_{rep}.wav", "rep_channel": "right"}
    assert ada.post(f"{page}/source", data=wanted).status_code == 303
    # A program that looked before that changes nothing; what it is given is what it may send then.
    place, looked = f"/api/v1/teams/{teams['Northwind']['id']}", teams["Northwind"]["mark"]
    late = ada.patch(place, json={"rep_channel": "left"}, headers={"If-Match": f'"{looked}"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    mark = ada.patch(place, json={}, headers={"If-Match": "*"}).headers["etag"]
    assert ada.patch(place, json=wanted, headers={"If-Match": mark}).headers["etag"] == mark
    assert 'value="{external_id}_{rep}.wav"' in as_(client, "Sam").get("/upload").text
    call = uploaded(client, 3, rep="ana")["id"]
    with web(client).database.read() as session:
        assert session.scalars(select(Call.rep_channel).where(Call.public_id == call)).one() == "right"


def test_health_data_needs_a_legal_basis_in_words(client: TestClient, cast: Company) -> None:
    ada, page = as_(client, "Ada"), team_page(client, cast)
    assert ada.post(f"{page}/health", data={"legal_basis": "consent"}).status_code == 422
    assert ada.post(f"{page}/health", data={"health_data": "on", "legal_basis": ""}).status_code == 303
    assert "checked" in ada.get(page).text


def test_ana_reads_how_she_is_judged_and_is_asked_again_when_it_changes(
    client: TestClient, cast: Company
) -> None:
    ana, hana = as_(client, "Ana"), as_(client, "Hana")
    shown = ana.get("/how-judged").text
    assert "the offline judge" in shown
    assert "For 10 days after the release" in shown
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    told = with_token(client, "Ana", "notices:read").get("/api/v1/how-judged")
    assert (told.headers["etag"], told.json()["read_at"]) == (f'"{seen}"', None)
    assert "the offline judge" in str(told.json()["parts"])
    assert ana.post("/how-judged", data={"seen": "0" * 64}).headers["location"].endswith("changed")
    assert ana.post("/how-judged", data={"seen": seen}).headers["location"].endswith("read")
    assert "I have read this" not in ana.get("/how-judged").text
    readers = {one["name"]: one["read"] for one in hana_reads(client)}
    assert readers["Ana"].startswith("acknowledged")
    assert readers["Rui"] == "not yet"
    rui = with_token(client, "Rui", "notices:write")
    at = "/api/v1/how-judged/read"
    assert rui.post(at, json={"fingerprint": "0" * 64}).status_code == 412
    assert rui.post(at, json={"fingerprint": seen}).json()["read_at"] is not None
    rules = {"release": "confirmation", "blind_first": "4", "dispute_days": "20", "calls_a_week": "1"}
    assert as_(client, "Ada").post(f"{team_page(client, cast)}/rules", data=rules).status_code == 303
    assert "I have read this" in ana.get("/how-judged").text
    assert "an earlier version" in hana.get("/how-judged/readers").text
    with web(client).database.read() as session:
        assert len(session.scalars(select(JudgingRead)).all()) == 2


def hana_reads(client: TestClient) -> list[dict[str, str]]:
    answer = with_token(client, "Hana", "people:write").get("/api/v1/how-judged/readers")
    return list(answer.json())


def test_hana_holds_and_nobody_erases_until_she_lifts_it(client: TestClient, cast: Company) -> None:
    hana, ada = as_(client, "Hana"), as_(client, "Ada")
    call = uploaded(client, 1, rep="ana", external_id="ben-1")["id"]
    with web(client).database.write() as session:
        session.scalars(select(Call).where(Call.public_id == call)).one().state = "scored"
    assert hana.post("/privacy/holds", data={"on": "nobody", "why": "A lawsuit."}).status_code == 422
    assert hana.post("/privacy/holds", data={"on": "ana", "why": "A lawsuit."}).status_code == 303
    meant = {"references": "ben-1\n", "sure": "yes"}
    assert "legal hold" in ada.post("/privacy/erase", data=meant).text
    (held,) = with_token(client, "Hana", "people:write").get("/api/v1/holds").json()
    assert (held["on"], held["why"]) == ("Ana", "A lawsuit.")
    assert hana.post(f"/privacy/holds/{held['id']}/lift").status_code == 303
    assert ada.post("/privacy/erase", data=meant | {"sure": ""}).status_code == 422
    assert ada.post("/privacy/erase", data=meant).headers["location"] == "/privacy?said=calls_erased"
    assert client.get(f"/api/v1/calls/{call}").status_code == 404


def test_what_is_handed_out_is_a_zip_and_is_written_down(client: TestClient, cast: Company) -> None:
    uploaded(client, 1, rep="ana")
    hana = as_(client, "Hana")
    answer = hana.post("/privacy/export", data={"person": "ana@northwind.example"})
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert b"ana@northwind.example" in archive.read("person.json")
    assert "person.exported" in hana.get("/audit", params={"subject": cast.ids["Ana"]}).text
    assert hana.post("/privacy/export", data={"person": "nobody"}).status_code == 422


def test_hr_and_admins_read_what_goes_when_and_only_hr_whose_it_is(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path / "home", url, keep_notes=30)) as client,
    ):
        people, database = company(web(client).database), web(client).database
        with database.write() as session:
            for name, days in (("Rui", 20), ("Uma", 40)):
                made = now() - timedelta(days=days)
                session.add(Note(rep_id=people.keys[name], week=20261019, calls=[], created_at=made))
            session.flush()
            hold(session, session.get_one(Person, people.keys["Uma"]), "A lawsuit.", "hr")
        goes = day_in_words((now() + timedelta(days=10)).date())
        for name, sees in (("Hana", True), ("Ada", False)):
            shown = as_(client, name).get("/privacy").text
            assert f'data-label="Goes">on {goes}' in shown
            assert "Without a hold these would be deleted now: 1 note." in shown
            assert ('data-label="Which">Rui<' in shown) is sees
            found = with_token(client, name, "people:write").get("/api/v1/retention").json()
            assert (found["due"], found["held"]) == ([], {"notes": 1})
            assert [one["whose"] for one in found["coming"]] == [people.ids["Rui"] if sees else None]
