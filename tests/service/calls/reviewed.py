"""Fixture calls with the sound that belongs to them, reviewed step by step in this process.

The words come from the call's reference and the readings from the offline judge: nothing is downloaded.
"""

import json
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.hearing import Heard, Track
from scoring.library import load_rubric
from scoring.review import Call as CallDocument
from scoring.review import Hearing
from scoring.transcript import Speaker, Transcript
from service.calls.playback import make_playable
from service.calls.queueing import find_call
from service.calls.steps import store_heard
from service.db.tables import RubricVersion
from service.edges.offline_judge import OfflineJudge
from service.parts import Parts
from service.reviews.result import work_out
from service.reviews.steps import open_run, read_criterion, record_run
from tests.service.served import web

CALLS = Path(__file__).resolve().parents[3] / "fixtures" / "calls"
RUBRIC = "b2b-discovery"


def heard_of(transcript: Transcript) -> Heard:
    """A two-channel recording of what the transcript says: the rep on the left, the customer on the right."""
    tracks = tuple(
        Track(
            channel=channel,
            words=tuple(word for one in transcript.said_by(speaker) for word in one.words),
            speech_seconds=sum(one.end - one.start for one in transcript.said_by(speaker)),
        )
        for channel, speaker in (("left", Speaker.REP), ("right", Speaker.CUSTOMER))
    )
    document = CallDocument(
        file="call.opus",
        sha256="0" * 64,
        duration=transcript.duration,
        channels=2,
        topology="two channels",
        container="ogg",
        codec="opus",
        sample_rate=48000,
    )
    return Heard(
        call=document,
        hearing=Hearing(engine="reference", model="by hand", source="fixtures", sha256="0" * 64, settings={}),
        tracks=tracks,
        language="en",
        decoding_seconds=0,
        hearing_seconds=0,
    )


def reference_of(slug: str) -> Transcript:
    """What is said in a fixture call."""
    document = json.loads((CALLS / slug / "reference.json").read_text("utf-8"))
    return Transcript.model_validate(document["transcript"])


def reviewed(
    client: TestClient, slug: str = "weak-pitch", transcript: Transcript | None = None, **details: str
) -> str:
    """A scored call with its playable copies; its public id. `transcript`: other words than its reference."""
    sound = (CALLS / slug / "call.opus").read_bytes()
    answer = client.put("/api/v1/recordings", params={"file": f"{slug}.opus", **details}, content=sound)
    assert answer.status_code == 201, answer.text
    call = str(answer.json()["id"])
    database = web(client).database
    parts: Any = Parts(database, None, web(client).store, OfflineJudge(), lambda kind: RUBRIC)  # type: ignore[arg-type]
    store_heard(database, call, heard_of(transcript or reference_of(slug)), "left")
    with database.write() as session:
        _publish(session)
        workflow = find_call(session, call).workflow
        assert workflow is not None
        run = open_run(session, parts, call, workflow, 1)
    assert run is not None, client.get(f"/api/v1/calls/{call}").json()
    for criterion in run["criteria"]:
        read_criterion(parts, run["id"], run["transcript"], run["rubric"], criterion)
    result = work_out(parts, run)
    with database.write() as session:
        record_run(session, parts, call, workflow, run, result)
    make_playable(parts, call)
    return call


def _publish(session: Any) -> None:
    if session.scalars(select(RubricVersion).where(RubricVersion.slug == RUBRIC)).first():
        return
    rubric = load_rubric(f"{RUBRIC}@1")
    session.add(
        RubricVersion(slug=RUBRIC, version=1, fingerprint=rubric.fingerprint(), document=rubric._document)
    )
