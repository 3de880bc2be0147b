"""What the hearing of a call leaves behind: its outline, and why there is none of what is no recording."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.errors import BadRecording
from scoring.hearing import Heard
from service.calls import playback
from service.calls.steps import begin_hearing, hear
from service.db.tables import Person, Recording, TranscriptVersion
from service.edges.playable import Copies
from service.parts import Parts, Progress
from tests.cast import heard as small_talk
from tests.service.served import served, settings_for, uploaded, web
from tests.service.spoken import heard


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


class Seeing:
    """Ears that hear the scripted call, and see how loud it is on the way."""

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        return heard().model_copy(update={"peaks": ((0.5, 0.1), (0.0, 0.4))})


def test_the_outline_of_the_sound_is_there_once_it_was_heard_and_copies_leave_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = uploaded(client, file="ana-and-ben.wav")["id"]
    parts = Parts(web(client).database, Seeing(), web(client).store, None, None)  # type: ignore[arg-type]
    with parts.database.write() as session:
        assert begin_hearing(session, parts, call, f"{call}:0")
    assert hear(parts, call, f"{call}:0") == 1
    with parts.database.read() as session:
        assert session.scalars(select(Recording.playable)).one() == {"peaks": [[0.5, 0.1], [0.0, 0.4]]}
        assert "peaks" not in session.scalars(select(TranscriptVersion.heard)).one()
    monkeypatch.setattr(playback, "playable_copies", lambda path, folder: Copies({}, 48.0, ((0.9,),)))
    playback.make_playable(parts, call)
    with parts.database.read() as session:
        copied = session.scalars(select(Recording.playable)).one()
    assert copied == {"copies": {}, "duration": 48.0, "peaks": [[0.5, 0.1], [0.0, 0.4]]}


class Named:
    """Ears that hear a call whose words alone leave the roles open; one of the two gives her whole name."""

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        lines = ("ben: Hello, good morning.", "ana: Good morning, this is Ana Ruiz.", "ben: How are you?")
        return small_talk(*lines)


def test_a_rep_who_is_known_is_found_by_her_name_and_quoted_masked(client: TestClient) -> None:
    database = web(client).database
    with database.write() as session:
        session.add(Person(name="Ana Ruiz", external_id="ana-ruiz"))
    call = uploaded(client, rep="ana-ruiz")["id"]
    parts = Parts(database, Named(), web(client).store, None, None)  # type: ignore[arg-type]
    with database.write() as session:
        assert begin_hearing(session, parts, call, f"{call}:0")
    assert hear(parts, call, f"{call}:0") == 1
    whole = client.get(f"/api/v1/calls/{call}/transcript").json()["transcript"]
    assert [s["speaker"] for s in whole["sentences"]] == ["customer", "rep", "customer"]
    assert "“Good morning, this is Ana Ruiz.”" in whole["roles"]["why"]
    masked = client.get(f"/api/v1/calls/{call}/transcript?masked=true").json()["transcript"]
    assert "“Good morning, this is [REP].”" in masked["roles"]["why"]
