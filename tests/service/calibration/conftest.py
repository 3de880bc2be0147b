"""Calibration knows no SQL of its own: its tests run on SQLite, the whole way of a round on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.databases import fresh_database
from tests.service.calibration.world import World
from tests.service.served import served, settings_for, web


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as running,
    ):
        yield running


@pytest.fixture
def world(client: TestClient) -> World:
    return World(web(client).database)
