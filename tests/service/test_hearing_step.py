"""What the hearing of a call leaves behind when its recording is no recording."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from scoring.errors import BadRecording
from scoring.hearing import Heard
from service.calls.steps import begin_hearing, hear
from service.parts import Parts, Progress
from tests.service.served import served, settings_for, uploaded, web


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


class Refusing:
    """Ears that name the file they were given, as the real ones do."""

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        raise BadRecording("not_audio", f"{path.name} is no recording: it is text.", "Send another.")


def test_people_are_told_the_name_they_gave_their_file_and_not_the_stores(client: TestClient) -> None:
    call = uploaded(client, file="minutes.md")["id"]
    parts = Parts(web(client).database, Refusing(), web(client).store, None, None)  # type: ignore[arg-type]
    with parts.database.write() as session:
        assert begin_hearing(session, parts, call, f"{call}:0")
    assert hear(parts, call, f"{call}:0") is None
    shown = client.get(f"/api/v1/calls/{call}").json()
    assert shown["state"] == "failed"
    assert shown["reason"]["message"] == "minutes.md is no recording: it is text."
