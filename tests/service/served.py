"""A service for tests: the real application on a fresh database, with its token, driven without a network."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select

from service.app import create_app
from service.calls.playback import make_playable
from service.calls.steps import store_heard
from service.db.tables import RubricVersion
from service.parts import Parts
from service.reviews.result import work_out
from service.reviews.steps import open_run, read_criterion, record_run
from service.settings import Settings
from tests.cast import rubric
from tests.service.scripted import ScriptedJudge
from tests.service.spoken import heard

TOKEN = "a token for the tests only"
SIGNED_IN = {"Authorization": f"Bearer {TOKEN}"}


def settings_for(home: Path, database_url: str, **more: object) -> Settings:
    kept = dict.fromkeys(("keep_recordings", "keep_transcripts", "keep_notes", "keep_plans"), 0)
    given = {"home": home, "database": database_url, "api_token": SecretStr(TOKEN), "keep_free": 0}
    return Settings(_env_file=None, **(kept | given | more))  # type: ignore[arg-type]


@contextmanager
def served(settings: Settings) -> Iterator[TestClient]:
    """The application, signed in; its workers are not running."""
    with TestClient(create_app(settings), headers=SIGNED_IN, raise_server_exceptions=False) as client:
        yield client


def wav(seconds: float = 0.1, value: int = 0) -> bytes:
    """A short recording; another value is another content."""
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(value.to_bytes(2, "little") * 2 * int(8000 * seconds))
    return made.getvalue()


def web(client: TestClient) -> Any:
    return client.app.state.web  # type: ignore[attr-defined]


def uploaded(
    client: TestClient, value: int = 0, sound: bytes | None = None, **details: str
) -> dict[str, Any]:
    answer = client.put("/api/v1/recordings", params=details, content=sound or wav(value=value))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def copied(client: TestClient, call_id: str) -> None:
    """Makes the copies browsers can play, as the worker does."""
    parts = Parts(web(client).database, None, web(client).store, None, None)  # type: ignore[arg-type]
    make_playable(parts, call_id)


def scored(client: TestClient, sound: bytes | None = None, **details: str) -> dict[str, Any]:
    """A call of Ana's with Ben that went through the real steps, one after the other in this process."""
    call, database = uploaded(client, sound=sound, **details), web(client).database
    with database.write() as session:
        if session.scalars(select(RubricVersion).where(RubricVersion.slug == "small")).first() is None:
            document, fingerprint = rubric()._document, rubric().fingerprint()
            session.add(RubricVersion(slug="small", version=1, fingerprint=fingerprint, document=document))
    workflow = f"{call['id']}:0"
    parts = Parts(database, None, None, ScriptedJudge(), lambda kind: "small")  # type: ignore[arg-type]
    store_heard(database, call["id"], heard(), "left")
    with database.write() as session:
        run = open_run(session, parts, call["id"], workflow, 1)
    assert run is not None
    for criterion in run["criteria"]:
        read_criterion(parts, run["id"], run["transcript"], run["rubric"], criterion)
    result = work_out(parts, run)
    with database.write() as session:
        record_run(session, parts, call["id"], workflow, run, result)
    return dict(client.get(f"/api/v1/calls/{call['id']}").json())
