"""From a cookie or a token to the person behind it, with their roles and teams of today."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from service.db.base import now
from service.db.engine import Database
from service.db.tables import Deputy, Membership, Person, PersonRole, SignIn
from service.people import api_tokens, sessions
from service.people.recognising import IDLE, by_session, by_token
from service.people.who import Managed
from tests.service.company import SINCE, Company, company


@pytest.fixture
def cast(database: Database) -> Iterator[Company]:
    return company(database)


def sign_in(cast: Company, name: str) -> str:
    with cast.database.write() as session:
        return sessions.start(session, session.get_one(Person, cast.keys[name]), "password")


def recognised(cast: Company, cookie: str) -> str | None:
    with cast.database.read() as session:
        found = by_session(session, cookie)
    return found and found[0].name


def test_everybody_has_the_roles_of_their_teams_and_those_they_were_given(cast: Company) -> None:
    assert {name: sorted(cast.who(name).roles) for name in cast.keys} == {
        "Ana": ["rep"],
        "Rui": ["rep"],
        "Sam": ["manager"],
        "Uma": ["rep"],
        "Otis": ["manager"],
        "Quinn": ["qa"],
        "Quill": ["qa"],
        "Hana": ["hr"],
        "Ada": ["admin"],
        "Aud": ["auditor"],
    }
    # Nobody managed Northwind before Sam: its earlier calls are his too.
    assert cast.who("Sam").managed == (Managed(cast.teams["Northwind"], None, None),)


def test_several_roles_are_one_person(cast: Company) -> None:
    with cast.database.write() as session:
        session.add(PersonRole(person_id=cast.keys["Sam"], role="qa", asked_by="test", since=SINCE))
        session.add(PersonRole(person_id=cast.keys["Sam"], role="hr", asked_by="test"))  # waits
        session.add(
            PersonRole(person_id=cast.keys["Sam"], role="admin", asked_by="test", since=SINCE, until=now())
        )
    assert cast.who("Sam").roles == {"manager", "qa"}


def test_the_second_manager_of_a_team_begins_where_they_began(cast: Company) -> None:
    change = now() - timedelta(days=30)
    with cast.database.write() as session:
        stay = session.query(Membership).filter_by(person_id=cast.keys["Sam"]).one()
        stay.until = change
        session.add(
            Membership(
                person_id=cast.keys["Otis"], team_id=cast.teams["Northwind"], role="manager", since=change
            )
        )
    assert cast.who("Sam").roles == set()
    assert set(cast.who("Otis").managed) == {
        Managed(cast.teams["Southgate"], None, None),
        Managed(cast.teams["Northwind"], change, None),
    }


def test_a_deputy_is_a_manager_meanwhile(cast: Company) -> None:
    with cast.database.write() as session:
        session.add_all(
            [
                Deputy(manager_id=cast.keys["Sam"], deputy_id=cast.keys["Rui"], since=SINCE),
                Deputy(manager_id=cast.keys["Sam"], deputy_id=cast.keys["Uma"], since=SINCE, until=now()),
            ]
        )
    assert cast.who("Rui").roles == {"rep", "manager"}
    assert cast.who("Rui").managed == (Managed(cast.teams["Northwind"], None, None),)
    assert cast.who("Uma").roles == {"rep"}


def test_a_sign_in_ends_by_leaving_it_alone_by_its_age_and_by_signing_out(cast: Company) -> None:
    cookies = [sign_in(cast, "Ana") for _ in range(4)]
    assert len(set(cookies)) == 4
    with cast.database.write() as session:
        idle, old, ended, good = session.query(SignIn).order_by(SignIn.id).all()
        idle.seen_at = now() - IDLE
        old.expires_at = now()
        sessions.end(session, cookies[2])
        assert cookies[3] not in (good.id_hash, good.public_id)
        assert ended.ended_at is not None
    assert [recognised(cast, cookie) for cookie in cookies] == [None, None, None, "Ana"]
    with cast.database.read() as session:  # and with the sign-in the streams of events that it opened
        assert [sessions.is_open(session, row.id) for row in (idle, old, ended, good)] == [False] * 3 + [True]
    assert recognised(cast, "") is None
    assert recognised(cast, "\udcff") is None


def test_signing_out_everywhere_leaves_others_alone(cast: Company) -> None:
    ana, again, sam = sign_in(cast, "Ana"), sign_in(cast, "Ana"), sign_in(cast, "Sam")
    with cast.database.write() as session:
        assert sessions.end_all(session, session.get_one(Person, cast.keys["Ana"]), "test") == 2
    assert [recognised(cast, cookie) for cookie in (ana, again, sam)] == [None, None, "Sam"]


def test_whoever_left_is_nobody_any_more(cast: Company) -> None:
    cookie = sign_in(cast, "Ana")
    with cast.database.write() as session:
        ana = session.get_one(Person, cast.keys["Ana"])
        _, secret = api_tokens.make(session, ana, "reports", ["calls:read"], days=30)
        ana.left_at = now()
    assert recognised(cast, cookie) is None
    with cast.database.read() as session:
        assert by_token(session, secret) is None


def test_a_token_is_its_owner_within_its_scopes(cast: Company) -> None:
    with cast.database.write() as session:
        row, secret = api_tokens.make(
            session,
            session.get_one(Person, cast.keys["Sam"]),
            "reports",
            ["trends:read", "calls:read"],
            days=30,
        )
        assert secret not in (row.secret_hash, row.public_id)
    with cast.database.read() as session:
        found = by_token(session, secret)
    assert found is not None
    who, _ = found
    assert (who.name, who.has("manager"), who.scopes) == ("Sam", True, {"calls:read", "trends:read"})
    assert who.may_use("calls:read")
    assert not who.may_use("plans:read")
    assert not who.may_use(None)
    with cast.database.write() as session:
        session.merge(row).expires_at = now()
    with cast.database.read() as session:
        assert by_token(session, secret) is None
