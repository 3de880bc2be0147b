"""One application for all tests of a file, on a database that begins anew for each of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.db.tables import Person
from service.people import passwords
from tests.databases import fresh_database
from tests.service.company import Company, company
from tests.service.people.browsers import LIGHT, WORDS
from tests.service.served import served, settings_for, web


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Company]]:
    """The application, and everybody in its database; Ana and Sam have a password."""
    folder = tmp_path_factory.mktemp("people")
    with (
        fresh_database("sqlite", folder, migrated=True) as url,
        served(settings_for(folder, url)) as client,
    ):
        made = company(web(client).database)
        with made.database.write() as session:
            for name in ("Ana", "Sam"):
                session.get_one(Person, made.keys[name]).password = LIGHT.hash(WORDS)
        made.database.close()
        shutil.copyfile(folder / "sidetone.db", folder / "kept.db")
        yield client, made


@pytest.fixture
def client(opened: tuple[TestClient, Company], monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The application with the installation's token, its database as it was in the beginning."""
    monkeypatch.setattr(passwords, "_hashing", LIGHT)
    monkeypatch.setattr(passwords, "NOBODYS", LIGHT.hash("nobody's"))
    client, made = opened
    made.database.close()
    file = Path(made.database.url.removeprefix("sqlite:///"))
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    shutil.copyfile(file.with_name("kept.db"), file)
    client.cookies.clear()
    return client


@pytest.fixture
def cast(client: TestClient, opened: tuple[TestClient, Company]) -> Company:
    return opened[1]
