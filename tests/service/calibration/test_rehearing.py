"""Anchors are heard again where the speech model changed, and nothing that rests on them moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.errors import BadRecording
from scoring.hearing import Heard
from service.calibration.anchors import ask_for_due_checks
from service.calibration.rehearing import anchors_to_hear, hear_anchor
from service.calls.queries import transcript_of
from service.db.base import now
from service.db.tables import AuditEntry, Call, JudgePass, Recording, TranscriptVersion
from service.parts import Parts, Progress
from tests.cast import heard
from tests.service.calibration.test_clearance import anchored, parts, read
from tests.service.calibration.world import LINES, SameJudge, World
from tests.service.served import web


class NewEars:
    """Hears as before, under the name of another speech model; one recording is broken."""

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        if path.name == "broken":
            raise BadRecording("no_sound", "The recording has no sound in it.")
        sound = heard(*LINES)
        return sound.model_copy(update={"hearing": sound.hearing.model_copy(update={"model": "larger"})})


class Shelf:
    @contextmanager
    def open_recording(self, blob: str) -> Iterator[Path]:
        yield Path(blob)

    def put(self, path: Path, blob: str) -> None:
        raise AssertionError("nothing is stored")


def recorded(world: World, blobs: dict[int, str]) -> None:
    with world.database.write() as session:
        for place, blob in blobs.items():
            call = session.scalars(select(Call).where(Call.public_id == world.calls[place])).one()
            session.add(
                Recording(
                    call_id=call.id, team_id=call.team_id, blob=blob, sha256=blob, size=1, name=f"{blob}.wav"
                )
            )


def heard_anew(world: World) -> None:
    """A call of today, heard by the new speech model: from then on it is the one of now."""
    name = world.add_call("today")
    with world.database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == name)).one()
        row = session.scalars(select(TranscriptVersion).where(TranscriptVersion.call_id == call.id)).one()
        session.add(
            TranscriptVersion(
                call_id=call.id,
                number=2,
                fingerprint=row.fingerprint,
                document=row.document,
                heard=row.heard | {"hearing": row.heard["hearing"] | {"model": "larger"}},
            )
        )


def rehear(world: World, having: Parts) -> list[str | None]:
    with world.database.write() as session:
        name = session.scalars(select(JudgePass.public_id).order_by(JudgePass.id.desc()).limit(1)).one()
        calls = anchors_to_hear(session, having, name)
    return [hear_anchor(having, name, call) for call in calls]


def test_anchors_are_heard_by_the_new_speech_model_and_reviews_stay_where_they_are(
    client: TestClient, world: World
) -> None:
    anchored(client, world, 3)
    judge = SameJudge("old")
    read(world, judge)
    recorded(world, {0: "fine", 1: "broken"})
    heard_anew(world)
    with world.database.write() as session:
        (due,) = ask_for_due_checks(session, web(client).engine, judge, now())
        assert due.why == "transcriber"
    having = replace(parts(world, judge), hearing=NewEars(), recordings=Shelf())
    assert sorted(map(str, rehear(world, having))) == ["None", "The recording has no sound in it."]
    assert rehear(world, having) == ["The recording has no sound in it."]  # what is heard is not heard twice
    check = read(world, judge)
    assert check.result is not None
    assert check.judge["transcriber"].split()[1] == "larger"
    assert check.reason == ("2 of 3 anchors could not be heard by the speech model of now, and are left out.")
    with world.database.read() as session:
        call = session.scalars(select(Call).where(Call.public_id == world.calls[0])).one()
        numbers = session.scalars(
            select(TranscriptVersion.number).where(TranscriptVersion.call_id == call.id)
        ).all()
        assert sorted(numbers) == [-1, 1]
        assert transcript_of(session, call).number == 1
        said = session.scalars(select(AuditEntry).where(AuditEntry.action == "calibration.heard_again")).all()
        assert [one.subject for one in said] == [world.calls[0]]
