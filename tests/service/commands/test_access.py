"""Who may come in, from the command line: the first admin, passwords, links, roles, leavers."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from scoring.errors import NotReady
from service.commands.serve import refuse_nobody
from service.db.engine import Database
from service.people.passwords import fits
from service.people.queries import find_rep
from service.people.recognising import person_as_who
from service.settings import read_settings
from tests.databases import fresh_database
from tests.service.commands.cli import Sidetone, command_line

ADA = ("--name", "Ada", "--email", "Ada@northwind.example")
WORDS = "four words are good"


@pytest.fixture
def sidetone(tmp_path: Path) -> Iterator[Sidetone]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        command_line(tmp_path / "home", url) as ready,
    ):
        yield ready


def types(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(line))


def roles_of(sidetone: Sidetone, who: str) -> set[str] | None:
    database = Database(sidetone.database)
    with database.read() as session:
        person = find_rep(session, who)
        assert person is not None
        known = person_as_who(session, person.id)
    database.close()
    return None if known is None else set(known.roles)


def test_the_first_admin_signs_in_with_the_password_that_was_typed(
    sidetone: Sidetone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotReady, match="no admin with a password"):
        refuse_nobody(read_settings())
    types(monkeypatch, f"{WORDS}\n")
    ran = sidetone("people", "first-admin", *ADA)
    assert (ran.code, ran.out) == (0, "Ada is an admin, and signs in as ada@northwind.example.\n")
    database = Database(sidetone.database)
    with database.read() as session:
        ada = find_rep(session, "ada@northwind.example")
        assert ada is not None
        assert fits(ada.password, WORDS)
        assert WORDS not in (ada.password or "")
    database.close()
    refuse_nobody(read_settings())


def test_a_password_that_is_easy_to_guess_is_refused(
    sidetone: Sidetone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for easy in ("short", "aaaaaaaaaaaaaaaa", "ada@northwind.example", ""):
        types(monkeypatch, f"{easy}\n")
        ran = sidetone("people", "first-admin", *ADA)
        assert ran.code != 0, easy
    assert "nobody" in sidetone("people", "list").out


def test_roles_are_given_and_taken_and_one_admin_stays(
    sidetone: Sidetone, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, WORDS)
    sidetone("people", "first-admin", *ADA)
    ada = "ada@northwind.example"
    assert sidetone("people", "role", ada, "qa").code == 0
    assert roles_of(sidetone, ada) == {"admin", "qa"}
    assert sidetone("people", "role", ada, "qa").code != 0
    assert sidetone("people", "role", ada, "qa", "--take").code == 0
    for words in (("role", ada, "admin", "--take"), ("leave", ada)):
        ran = sidetone("people", *words)
        assert ran.code != 0
        assert "only admin" in ran.err
    assert roles_of(sidetone, ada) == {"admin"}


def test_a_leaver_has_no_access_until_it_is_given_back(sidetone: Sidetone) -> None:
    sidetone("people", "add", "--name", "Ana", "--external-id", "ana", "--team", "Northwind")
    assert roles_of(sidetone, "ana") == {"rep"}
    assert sidetone("people", "leave", "ana").code == 0
    assert roles_of(sidetone, "ana") is None
    assert sidetone("people", "leave", "ana", "--back").code == 0
    assert roles_of(sidetone, "ana") == set()


def test_a_link_is_for_who_has_an_e_mail(sidetone: Sidetone) -> None:
    sidetone("people", "add", "--name", "Ana", "--external-id", "ana")
    assert "no e-mail" in sidetone("people", "invite", "ana").err
    sidetone("people", "add", "--name", "Sam", "--email", "sam@northwind.example")
    sidetone.set(public_url="https://calls.example")
    ran = sidetone("people", "invite", "sam@northwind.example")
    assert ran.out.startswith("https://calls.example/invitation?code=")
