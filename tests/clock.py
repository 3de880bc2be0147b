"""A clock that a test puts forward, so that weeks pass between two clicks.

The service asks for the time in one place, `now` of service/db/base.py, and everybody imports that by name:
so what it reads is put in its place, and nothing in the service knows of it.
"""

from datetime import UTC, datetime, tzinfo

import pytest

from service.db import base


class Clock:
    """Runs on from where it was last put."""

    def __init__(self, at: datetime) -> None:
        self.put(at)

    def put(self, at: datetime) -> None:
        self._ahead = at - datetime.now(UTC)

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self._ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that shows the real time until it is put. Import it where it is used."""
    made = Clock(datetime.now(UTC))
    monkeypatch.setattr(base, "datetime", made)
    return made
