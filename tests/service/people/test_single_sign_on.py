"""Single sign-on by a real OpenID Connect exchange on loopback, and the ways to cheat in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import AuditEntry, IdentityRow, Person, SingleSignOn
from service.people import invitations
from service.people.recognising import hash_of
from tests.databases import fresh_database
from tests.service.company import Company, as_, company
from tests.service.people.identity_provider import CLIENT, SECRET, Provider, running
from tests.service.served import served, settings_for

BACK = "/sign-in/single/back"


@pytest.fixture(scope="module")
def _provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(_provider: Provider) -> Provider:
    """As it is when nobody told it to lie."""
    _provider.claims, _provider.shown_key, _provider.away, _provider.subject = {}, None, False, "u-17"
    return _provider


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture
def cast(database: Database) -> Company:
    return company(database)


@pytest.fixture
def client(cast: Company, provider: Provider, tmp_path: Path) -> Iterator[TestClient]:
    settings = settings_for(
        tmp_path,
        cast.database.url,
        public_url="http://testserver",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
    )
    with served(settings) as client:
        yield client


def browser(client: TestClient) -> TestClient:
    """One in which nobody is signed in, and which keeps its cookies."""
    return TestClient(client.app, raise_server_exceptions=False, follow_redirects=False)


def way_out(where: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


def back_at(to: TestClient, provider: Provider, where: str) -> httpx2.Response:
    """Signs in at the provider, and comes back as it says."""
    asked = way_out(where)
    assert where.startswith(f"{provider.issuer}/authorize?")
    return to.get(provider.grant(asked).removeprefix("http://testserver"))


def link(database: Database, person: int, subject: str, provider: Provider) -> None:
    with database.write() as session:
        session.add(IdentityRow(person_id=person, issuer=provider.issuer, subject=subject))


def name_on(to: TestClient) -> str:
    """Whose account the browser shows; empty where nobody is signed in."""
    page = to.get("/account")
    found = re.search(r"<dt>Name</dt><dd>(\w+)</dd>", page.text)
    return found[1] if found else ""


def refusals(database: Database) -> list[str]:
    """Of whom the audit log says that a sign-in failed."""
    with database.read() as session:
        failed = AuditEntry.action == "person.sign_in_failed"
        return list(session.scalars(select(AuditEntry.subject).where(failed)))


def test_somebody_who_is_linked_signs_in_and_lands_where_they_wanted(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    sam = browser(client)
    out = sam.get("/sign-in/single?next=/calls")
    asked = way_out(out.headers["location"])
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == (
        "code",
        "openid",
        "S256",
    )
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    back = back_at(sam, provider, out.headers["location"])
    assert (back.status_code, back.headers["location"]) == (303, "/calls")
    assert name_on(sam) == "Sam"


def test_who_is_linked_with_nobody_is_not_found_by_their_mail(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    provider.claims = {"email": "sam@northwind.example", "email_verified": True}
    stranger = browser(client)
    back = back_at(stranger, provider, stranger.get("/sign-in/single").headers["location"])
    assert back.status_code == 403
    assert "not linked with anybody here" in back.text
    assert name_on(stranger) == ""
    assert refusals(cast.database) == ["unknown identity"]


def test_a_person_links_their_own_account_once_and_signs_in_with_it(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    ana = as_(client, "Ana")
    assert "Not linked yet" in ana.get("/account").text
    page = ana.post("/account/single-sign-on")
    (where,) = re.findall(r'href="(http[^"]+/authorize[^"]+)"', page.text)
    cookie = page.headers["set-cookie"].partition(";")[0]
    where = where.replace("&amp;", "&")
    to = provider.grant(way_out(where)).removeprefix("http://testserver")
    back = ana.get(to, headers={"Cookie": f"{ana.headers['cookie']}; {cookie}"})
    assert back.headers["location"] == "/account?said=single_sign_on_linked"
    assert name_on(ana) == ""  # the sign-in the browser had has ended
    linked = browser(client)
    linked.cookies.set("sidetone", back.cookies["sidetone"])
    assert "Linked: you can sign in" in linked.get("/account").text
    made = linked.post("/account/tokens", data={"name": "report", "scopes": "calls:read"})
    assert "Linked: you can sign in" in made.text
    other = browser(client)
    back_at(other, provider, other.get("/sign-in/single").headers["location"])
    assert name_on(other) == "Ana"


def test_an_invitation_is_accepted_without_a_password_and_works_once(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    with cast.database.write() as session:
        code = invitations.invite(session, session.get_one(Person, cast.keys["Rui"]), "test")
    rui = browser(client)
    page = rui.post("/sign-in/single/invited", data={"code": code})
    (where,) = re.findall(r'href="(http[^"]+/authorize[^"]+)"', page.text)
    with cast.database.read() as session:
        assert session.scalars(select(SingleSignOn.invitation)).all() == [hash_of(code)]
    back_at(rui, provider, where.replace("&amp;", "&"))
    assert name_on(rui) == "Rui"
    assert rui.get(f"/invitation?code={code}").status_code == 404
    with cast.database.read() as session:
        assert session.scalars(select(IdentityRow.person_id)).all() == [cast.keys["Rui"]]


def test_an_identity_that_is_anothers_is_not_taken_over(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    with cast.database.write() as session:
        code = invitations.invite(session, session.get_one(Person, cast.keys["Rui"]), "test")
    rui = browser(client)
    page = rui.post("/sign-in/single/invited", data={"code": code})
    (where,) = re.findall(r'href="(http[^"]+/authorize[^"]+)"', page.text)
    back = back_at(rui, provider, where.replace("&amp;", "&"))
    assert back.status_code == 409
    assert name_on(rui) == ""


def test_who_has_left_stays_out(client: TestClient, cast: Company, provider: Provider) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    with cast.database.write() as session:
        sam = session.get_one(Person, cast.keys["Sam"])
        sam.left_at = sam.created_at
    gone = browser(client)
    assert back_at(gone, provider, gone.get("/sign-in/single").headers["location"]).status_code == 403
    assert refusals(cast.database) == [cast.ids["Sam"]]


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"aud": "another-program"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1_000_000_000, "iat": 999_999_000},
    ],
    ids=["nonce", "audience", "issuer", "expired"],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    lie: dict[str, object], client: TestClient, cast: Company, provider: Provider
) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    provider.claims = lie
    sam = browser(client)
    back = back_at(sam, provider, sam.get("/sign-in/single").headers["location"])
    assert (back.status_code, name_on(sam)) == (422, "")
    assert "could not be checked" in back.text


def test_a_token_signed_with_another_key_is_refused(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    provider.shown_key = RSAKey.generate_key(2048, {"kid": "one"})
    sam = browser(client)
    assert back_at(sam, provider, sam.get("/sign-in/single").headers["location"]).status_code == 422


def test_nobody_finishes_a_sign_in_that_began_in_another_browser(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    """Otherwise somebody could sign Sam in as themselves, and read what Sam then writes."""
    link(cast.database, cast.keys["Otis"], "u-17", provider)
    otis, sam = browser(client), browser(client)
    to = provider.grant(way_out(otis.get("/sign-in/single").headers["location"]))
    back = sam.get(to.removeprefix("http://testserver"))
    assert (back.status_code, name_on(sam)) == (422, "")


def test_a_way_back_is_used_once(client: TestClient, cast: Company, provider: Provider) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    sam = browser(client)
    out = sam.get("/sign-in/single")
    cookie = out.headers["set-cookie"].partition(";")[0]
    to = provider.grant(way_out(out.headers["location"])).removeprefix("http://testserver")
    assert sam.get(to).status_code == 303
    assert browser(client).get(to, headers={"Cookie": cookie}).status_code == 422


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=x&state=never-given-out"])
def test_whatever_else_comes_back_is_answered_on_the_page_to_sign_in(
    query: str, client: TestClient, provider: Provider
) -> None:
    back = browser(client).get(BACK + query)
    assert back.status_code == 422
    assert "Password" in back.text


def test_nobody_is_sent_to_another_host_afterwards(
    client: TestClient, cast: Company, provider: Provider
) -> None:
    link(cast.database, cast.keys["Sam"], "u-17", provider)
    sam = browser(client)
    out = sam.get("/sign-in/single?next=//evil.example/x")
    assert back_at(sam, provider, out.headers["location"]).headers["location"] == "/"


def test_where_no_provider_is_set_there_is_no_such_way(cast: Company, tmp_path: Path) -> None:
    with served(settings_for(tmp_path, cast.database.url)) as plain:
        assert browser(plain).get("/sign-in/single").status_code == 409
        assert "single sign-on" not in browser(plain).get("/sign-in").text


def test_a_provider_that_is_away_is_said_so_and_passwords_still_work(cast: Company, tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path,
        cast.database.url,
        public_url="http://testserver",
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id=CLIENT,
    )
    with served(settings) as client:
        away = browser(client).get("/sign-in/single", headers={"Accept": "text/html"})
        assert away.status_code == 503
        assert "Sign in with your password" in away.text
