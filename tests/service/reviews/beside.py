"""A call of Ana's with its review, served, and the people around it: what tests of its pages begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.tables import Review, TeamRules
from tests.databases import fresh_database
from tests.service.company import Company, as_, company
from tests.service.served import scored, served, settings_for, web


@dataclass
class Beside:
    """A call of Ana's with its review, and the people around it."""

    client: TestClient
    cast: Company
    call: str

    def get(self, name: str, path: str = "") -> str:
        answer = as_(self.client, name).get(f"/calls/{self.call}{path}", follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, name: str, path: str, **fields: str) -> tuple[int, str]:
        """The status and the page that came back; what a form leads to is not followed."""
        answer = as_(self.client, name).post(path, data=fields)
        return answer.status_code, answer.headers.get("location", "") or answer.text

    def release(self) -> None:
        status, _ = self.post("Sam", f"/calls/{self.call}/confirm", version="1", outcome="release")
        assert status == 303


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        cast = company(web(client).database)
        with web(client).database.write() as session:
            session.add(TeamRules(team_id=cast.teams["Northwind"], blind_first=0))
        yield Beside(client, cast, scored(client, rep="ana")["id"])


def review_version(beside: Beside) -> int:
    with web(beside.client).database.read() as session:
        return int(session.scalars(select(Review.version)).one())
