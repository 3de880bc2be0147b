"""The command line on a fresh installation, once on SQLite and once on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.service.commands.cli import Sidetone, command_line


@pytest.fixture
def installed(tmp_path: Path, database_url: str) -> Iterator[Sidetone]:
    """`sidetone …` on a database with all tables and nothing in them."""
    with command_line(tmp_path / "home", database_url) as sidetone:
        yield sidetone


@pytest.fixture
def bare(tmp_path: Path, empty_database_url: str) -> Iterator[Sidetone]:
    """`sidetone …` where nothing was set up yet."""
    with command_line(tmp_path / "home", empty_database_url) as sidetone:
        yield sidetone


@pytest.fixture
def sqlite_installed(tmp_path: Path) -> Iterator[Sidetone]:
    """`sidetone …` as `installed`, on SQLite only: for what does not touch the database."""
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        command_line(tmp_path / "home", url) as sidetone,
    ):
        yield sidetone
