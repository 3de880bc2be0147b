"""`sidetone people`: adding, listing, importing whole lists, and teams whose history is kept."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.db.engine import Database
from service.people.queries import find_rep, team_at
from tests.service.commands.cli import Ran, Sidetone
from tests.service.commands.imported import people

ANA = ("--name", "Ana", "--email", "Ana@Northwind.example", "--external-id", "3201", "--team", "North")


def import_list(sidetone: Sidetone, folder: Path, *rows: str, options: tuple[str, ...] = ()) -> Ran:
    (folder / "people.csv").write_text("\n".join(rows), "utf-8")
    return sidetone("people", "import", folder / "people.csv", *options)


def team_of(url: str, name: str, day: int) -> str | None:
    """The team somebody was in at noon of that day in November 2026."""
    database = Database(url)
    with database.read() as session:
        person = find_rep(session, name)
        assert person is not None
        team = team_at(session, person, datetime(2026, 11, day, 12, tzinfo=UTC))
    database.close()
    return team and team.name


def test_somebody_who_was_added_is_found_by_id_and_by_mail(installed: Sidetone) -> None:
    assert installed("people", "add", *ANA).code == 0
    (listed,) = json.loads(installed("people", "list", "--json").out)
    assert (listed["name"], listed["email"], listed["external_id"]) == (
        "Ana", "ana@northwind.example", "3201",
    )  # fmt: skip
    assert (listed["team"], listed["role"]) == ("North", "rep")
    assert team_of(installed.database, "3201", 1) == "North"
    assert team_of(installed.database, "ANA@northwind.EXAMPLE", 1) == "North"
    assert "Ana" in installed("people", "list").out


def test_nobody_yet_is_said_with_what_to_do(installed: Sidetone) -> None:
    assert "There is nobody yet: `sidetone people add`" in installed("people", "list").out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--name", "Ben"), "Ben has neither an e-mail nor an external id."),
        (("--name", "Ben", "--external-id", "3201"), "3201 is Ana's already."),
        (("--name", "Ben", "--email", "ANA@northwind.example"), "ana@northwind.example is Ana's already."),
        (("--name", " ", "--external-id", "7"), "--name: "),
        (("--name", "Ben", "--email", "ben"), "'ben' is no e-mail address"),
        (("--name", "Ben", "--external-id", "7", "--role", "boss"), "--role: "),
        (("--name", "Ben", "--external-id", "7", "--since", "yesterday"), "--since: 'yesterday' is no date."),
    ],
)
def test_somebody_who_cannot_be_added_is_refused_with_the_reason(
    installed: Sidetone, options: tuple[str, ...], says: str
) -> None:
    installed("people", "add", *ANA)
    ran = installed("people", "add", *options)
    assert ran.code == 2
    assert says in ran.err
    assert people(installed.database) == ["Ana"]


def test_a_move_keeps_where_somebody_was_before(installed: Sidetone) -> None:
    installed("people", "add", *ANA, "--since", "2026-11-02")
    ran = installed("people", "move", "3201", "--team", "South", "--since", "2026-11-16")
    assert ran.code == 0
    # Before the first team that is known, the first.
    assert [team_of(installed.database, "3201", day) for day in (1, 2, 15, 16, 20)] == [
        "North", "North", "North", "South", "South",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("3201", "--team", "North"), "Ana is in North already."),
        (
            ("3201", "--team", "South", "--since", "2026-11-01"),
            "Ana came to their team of today on 2026-11-02 00:00 UTC, not before.",
        ),
        (("nobody", "--team", "South"), "Nobody here is called nobody."),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_the_reason(
    installed: Sidetone, options: tuple[str, ...], says: str
) -> None:
    installed("people", "add", *ANA, "--since", "2026-11-02")
    ran = installed("people", "move", *options)
    assert (ran.code, says in ran.err) == (2, True)
    assert team_of(installed.database, "3201", 20) == "North"


def test_a_list_adds_changes_and_moves_and_again_does_nothing(installed: Sidetone, tmp_path: Path) -> None:
    installed("people", "add", *ANA, "--since", "2026-11-02")
    rows = (
        "Name;E-mail address;email;external_id;team;role",
        "Ana Alvarez;x;;3201;South;",
        "Ben;x;ben@northwind.example;;North;Rep",
        "Sam;x;sam@northwind.example;;North;manager",
    )
    first = import_list(installed, tmp_path, *rows)
    assert first.out == "2 added, 1 changed, 1 moved, 0 as they were\n"
    assert people(installed.database) == ["Ana Alvarez", "Ben", "Sam"]
    assert team_of(installed.database, "3201", 3) == "North"
    assert import_list(installed, tmp_path, *rows).out == "0 added, 0 changed, 0 moved, 3 as they were\n"


def test_every_bad_row_is_named_and_nobody_is_half_imported(installed: Sidetone, tmp_path: Path) -> None:
    installed("people", "add", *ANA)
    installed("people", "add", "--name", "Ben", "--email", "ben@northwind.example")
    ran = import_list(
        installed,
        tmp_path,
        "name,email,external_id,team,role",
        "Cleo,cleo@northwind.example,7,North,",
        ",dan@northwind.example,8,North,",
        "Eve,eve,9,North,boss",
        "Fay,,,North,",
        "Gus,cleo@northwind.example,,North,",
        "Hal,ben@northwind.example,3201,North,",
        "Ivy,ivy@northwind.example,10,North,rep,surplus",
    )
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "people.csv: 7 mistakes, nobody was added.",
        "line 3, column name: Field required",
        "line 4, column email: 'eve' is no e-mail address",
        "line 4, column role: Input should be 'rep' or 'manager'",
        "line 5: Fay has neither an e-mail nor an external id.",
        "line 6: cleo@northwind.example stands in line 2 already.",
        "line 7: 3201 and ben@northwind.example are two different people.",
        "line 8: 6 cells under 5 columns; is one unquoted?",
    ]
    assert people(installed.database) == ["Ana", "Ben"]
