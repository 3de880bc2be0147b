"""Signing in and out in a browser: what a cookie is worth, when, and what a stranger learns."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.base import now
from service.db.engine import Database
from service.db.tables import AuditEntry, Invitation, Person, SignIn, SignInAttempt
from service.people import invitations
from service.people.attempts import PER_ACCOUNT, PER_ADDRESS, WITHIN
from tests.databases import fresh_database
from tests.service.company import Company, as_, company, mail, signed_out
from tests.service.people.browsers import LIGHT, WORDS, name_of
from tests.service.served import served, settings_for, web


def sign_in(browser: TestClient, email: str = "Ana@northwind.example", password: str = WORDS, **more: str):  # type: ignore[no-untyped-def]
    return browser.post("/sign-in", data={"email": email, "password": password, **more})


def test_who_is_not_signed_in_is_led_there_and_back(client: TestClient, cast: Company) -> None:
    browser = signed_out(client)
    led = browser.get("/account?a=b", headers={"Accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=%2Faccount%3Fa%3Db")
    assert 'value="/account?a=b"' in browser.get(led.headers["location"]).text
    came = sign_in(browser, next="/account?a=b")
    assert (came.status_code, came.headers["location"]) == (303, "/account?a=b")
    assert name_of(browser) == "Ana"


@pytest.mark.parametrize("page", ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb"])
def test_nobody_is_led_to_another_host(client: TestClient, cast: Company, page: str) -> None:
    assert sign_in(signed_out(client), next=page).headers["location"] == "/"


def test_the_cookie_is_for_no_script_and_no_other_site(client: TestClient, cast: Company) -> None:
    cookie = sign_in(signed_out(client)).headers["set-cookie"].lower()
    assert cookie.startswith("sidetone=")
    for word in ("httponly", "samesite=lax", "path=/", "max-age="):
        assert word in cookie
    assert "secure" not in cookie


def test_over_https_the_cookie_is_secure_and_so_is_the_site(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url, public_url="https://calls.example/")) as client,
    ):
        company(web(client).database)
        assert "__Host-sidetone=" in as_(client, "Ana").headers["cookie"]
        out = as_(client, "Ana").post("/sign-out")
        assert "__Host-sidetone" in out.headers["set-cookie"]
        assert "Secure" in out.headers["set-cookie"]
        assert out.headers["strict-transport-security"].startswith("max-age=")


def test_signing_in_makes_a_new_cookie_and_ends_the_one_before(client: TestClient, cast: Company) -> None:
    browser = signed_out(client)
    browser.cookies.set("sidetone", "planted-by-somebody-else", domain="testserver.local")
    sign_in(browser)
    first = browser.cookies["sidetone"]
    assert first != "planted-by-somebody-else"
    sign_in(browser)
    thief = signed_out(client)
    thief.cookies.set("sidetone", first)
    assert (name_of(browser), name_of(thief)) == ("Ana", None)


def test_signing_out_ends_it_on_the_server_too(client: TestClient, cast: Company) -> None:
    browser = signed_out(client)
    sign_in(browser)
    kept = browser.cookies["sidetone"]
    assert browser.post("/sign-out").headers["location"] == "/sign-in?said=signed_out"
    browser.cookies.set("sidetone", kept)
    assert name_of(browser) is None


def test_signing_out_everywhere_ends_every_browser(client: TestClient, cast: Company) -> None:
    here, there, sam = as_(client, "Ana"), as_(client, "Ana"), as_(client, "Sam")
    assert here.post("/account/sign-out-everywhere").status_code == 303
    assert [name_of(browser) for browser in (here, there, sam)] == [None, None, "Sam"]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@northwind.example", "wrong"),
        ("nobody@northwind.example", WORDS),
        ("rui@northwind.example", WORDS),
    ],
    ids=["wrong password", "no such account", "no password yet"],
)
def test_a_stranger_learns_nothing_from_the_answer(
    client: TestClient, cast: Company, email: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    real = LIGHT.verify
    monkeypatch.setattr(LIGHT, "verify", lambda given, kept: compared.append(kept) or real(given, kept))
    answer = sign_in(signed_out(client), email, password)
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert f'value="{email}"' in answer.text
    assert password not in answer.text.replace("current-password", "")
    assert len(compared) == 1  # as much work for an account that is not there


def test_whoever_left_is_told_what_everybody_is_told(client: TestClient, cast: Company) -> None:
    with cast.database.write() as session:
        session.get_one(Person, cast.keys["Ana"]).left_at = now()
    assert "do not go together" in sign_in(signed_out(client)).text


def test_an_account_may_be_tried_ten_times_in_a_quarter_of_an_hour(client: TestClient, cast: Company) -> None:
    browser = signed_out(client)
    for email in ("ana@northwind.example", "nobody@northwind.example"):
        assert {sign_in(browser, email, "wrong").status_code for _ in range(PER_ACCOUNT)} == {422}
        refused = sign_in(browser, email)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= WITHIN.total_seconds()
    assert sign_in(browser, mail("Sam")).status_code == 303
    with cast.database.write() as session:
        for row in session.scalars(select(SignInAttempt)):
            row.at = now() - WITHIN
    assert sign_in(browser).status_code == 303


def test_an_address_may_try_fifty_times_and_coming_in_begins_the_account_anew(
    client: TestClient, cast: Company
) -> None:
    with cast.database.write() as session:
        sign_in_rows = (SignInAttempt(account=str(n), address="0" * 64) for n in range(PER_ADDRESS))
        session.add_all(sign_in_rows)
    browser = signed_out(client)
    for _ in range(PER_ACCOUNT - 1):
        sign_in(browser, password="wrong")
    assert sign_in(browser).status_code == 303
    assert sign_in(browser, password="wrong").status_code == 422
    with cast.database.write() as session:
        here = session.scalars(select(SignInAttempt.address).where(SignInAttempt.address != "0" * 64)).first()
        session.add_all(SignInAttempt(account=str(n), address=here) for n in range(PER_ADDRESS))
    assert sign_in(browser, mail("Sam")).status_code == 429


def test_what_happens_at_the_door_is_in_the_audit_log_without_names_and_addresses(
    client: TestClient, cast: Company
) -> None:
    browser = signed_out(client)
    sign_in(browser, password="wrong")
    sign_in(browser, "stranger@evil.example", "wrong")
    sign_in(browser)
    browser.post("/sign-out")
    with cast.database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        ana = cast.ids["Ana"]
        assert [(one.actor, one.action, one.subject, one.details) for one in entries] == [
            ("nobody", "person.sign_in_failed", ana, {}),
            ("nobody", "person.sign_in_failed", "unknown account", {}),
            (ana, "person.signed_in", ana, {"how": "password"}),
            (ana, "person.signed_out", ana, {}),
        ]


def test_only_a_hash_of_the_cookie_is_kept_and_last_seen_is_written_once_a_minute(
    client: TestClient, cast: Company
) -> None:
    browser = signed_out(client)
    sign_in(browser)

    def seen() -> SignIn:
        with cast.database.read() as session:
            return session.scalars(select(SignIn)).one()

    assert browser.cookies["sidetone"] not in (seen().id_hash, seen().public_id)
    before = seen().seen_at
    name_of(browser)
    assert seen().seen_at == before
    with cast.database.write() as session:
        session.scalars(select(SignIn)).one().seen_at = before - timedelta(minutes=2)
    name_of(browser)
    assert seen().seen_at >= before


def invite(database: Database, key: int) -> str:
    with database.write() as session:
        return invitations.invite(session, session.get_one(Person, key), "test")


def test_an_invitation_is_good_for_one_password(client: TestClient, cast: Company) -> None:
    code, browser = invite(cast.database, cast.keys["Rui"]), signed_out(client)
    assert "rui@northwind.example" in browser.get("/invitation", params={"code": code}).text
    short = browser.post("/invitation", data={"code": code, "password": "short"})
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    assert browser.post("/invitation", data={"code": code, "password": WORDS}).status_code == 303
    assert name_of(browser) == "Rui"
    again = signed_out(client).post("/invitation", data={"code": code, "password": f"{WORDS}!"})
    assert again.status_code == 404
    assert sign_in(signed_out(client), "rui@northwind.example").status_code == 303


def test_an_invitation_ends_with_time_with_a_new_one_and_with_the_access(
    client: TestClient, cast: Company
) -> None:
    old, new = invite(cast.database, cast.keys["Rui"]), invite(cast.database, cast.keys["Rui"])
    browser = signed_out(client)
    opened = [browser.get("/invitation", params={"code": code}).status_code for code in (old, new)]
    assert opened == [404, 200]
    with cast.database.write() as session:
        for row in session.scalars(select(Invitation)):
            row.expires_at = now()
    assert browser.get("/invitation", params={"code": new}).status_code == 404


def test_a_new_password_signs_out_everywhere_else(client: TestClient, cast: Company) -> None:
    here, there = as_(client, "Ana"), as_(client, "Ana")
    change = {"password": WORDS, "new_password": "five other words are better"}
    assert here.post("/account/password", data={**change, "password": "wrong"}).status_code == 422
    changed = here.post("/account/password", data=change)
    assert changed.status_code == 303
    assert name_of(there) is None
    assert sign_in(signed_out(client)).status_code == 422
