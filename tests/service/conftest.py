"""Databases for the tests of the shell: every test that asks for one runs on both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpx2 import (
    httpx2_mock as httpx2_mock,
)  # plug-ins are not loaded by themselves, see pyproject.toml

from service.db.engine import Database
from tests.compiled import compiled_once
from tests.databases import KINDS, drop_template, fresh_database
from tests.service.stage import Stage


@pytest.fixture(scope="session", autouse=True)
def _leave_no_database_behind() -> Iterator[None]:
    yield
    drop_template()


@pytest.fixture(scope="session", autouse=True)
def _compile_each_statement_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table, once on SQLite and once on PostgreSQL."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with all tables, made by the real migrations, once on SQLite and once on PostgreSQL."""
    with fresh_database(request.param, tmp_path, migrated=True) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[Stage]:
    """A place for scripted worker processes on a real database; none of them outlives the test."""
    opened = Stage(tmp_path, database)
    yield opened
    opened.close()
