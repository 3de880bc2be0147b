"""The steps of a call's review that concern its sound: hearing it, and saying why that did not work."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePosixPath

from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scoring.errors import BadRecording, ModelMissing, NotReady
from scoring.hearing import Heard
from scoring.review import Reason
from scoring.reviewing import transcribe
from scoring.roles import Channel, Hints
from scoring.visible import visible
from service.calls.redactions import rep_name_of
from service.calls.states import SET_ASIDE, end, held_by, is_held_by
from service.calls.waiting import NotWanted, opened_patiently
from service.db.engine import Database
from service.db.patience import patiently
from service.db.tables import Call, Recording, TranscriptVersion
from service.edges.hearing_process import HearingDied, HearingStopped
from service.parts import Parts, Progress

MOST_HEARINGS = 3
"""How often a recording may take the hearing process down with it."""
PROGRESS_EVERY = 2.0
"""Seconds between two notes of the progress in the database."""

AWAY = "recordings_away"
GOES_ON = "Nothing is lost: the call is heard as soon as its recording can be fetched."

log = logging.getLogger(__name__)


def take_up(session: Session, _parts: Parts, call_id: str, workflow: str) -> int | None:
    """The call's priority. None: this review is not wanted any more."""
    call = held_by(session, call_id, workflow)
    return None if call is None else call.priority


def begin_hearing(session: Session, _parts: Parts, call_id: str, workflow: str) -> bool:
    """Says that the call is being heard now."""
    call = held_by(session, call_id, workflow)
    if call is not None:
        call.state, call.progress = "hearing", 0.0
    return call is not None


def hear(parts: Parts, call_id: str, workflow: str) -> int | None:
    """Hears the call's recording and stores what was heard; the number of the transcript version.

    What is stored already is not heard again. None: the review ended here, and why stands at the call.
    """
    with parts.database.read() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        number, rep_channel = _newest_transcript(session, call), call.rep_channel
        recording = session.scalars(
            select(Recording).where(Recording.call_id == call.id).order_by(Recording.id).limit(1)
        ).one()
    if number is not None:
        return number
    try:
        heard = _heard(parts, recording.blob, call_id, workflow)
    except (HearingStopped, NotWanted):
        return None
    except (BadRecording, ModelMissing, HearingDied) as error:
        state, reason = ending(error)
        reason = _named_as_uploaded(reason, recording)
        patiently(lambda: _end(parts.database, call_id, workflow, state, reason))
        return None
    named: Channel | None = "left" if rep_channel == "left" else "right" if rep_channel == "right" else None
    return patiently(lambda: store_heard(parts.database, call_id, heard, named))


def store_heard(database: Database, call_id: str, heard: Heard, rep_channel: Channel | None) -> int:
    """Stores the first transcript of a call. One that came before stays: a late second hearing is dropped."""
    with database.read() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        hints = Hints(rep_name=rep_name_of(session, call))
    transcript = transcribe(heard, rep_channel, hints)
    version = TranscriptVersion(
        number=1,
        fingerprint=transcript.fingerprint(),
        document=transcript.model_dump(mode="json"),
        heard=heard.model_dump(mode="json", exclude={"peaks"}),
    )
    with database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id).with_for_update()).one()
        stored = _newest_transcript(session, call)
        if stored is not None:
            return stored
        version.call_id = call.id
        session.add(version)
        for recording in session.scalars(select(Recording).where(Recording.call_id == call.id)):
            recording.details = {"duration": heard.call.duration}
            if heard.peaks:  # copies come later, and nobody should wait for them to see the sound
                recording.playable = (recording.playable or {}) | {"peaks": heard.peaks}
    return 1


def break_off(session: Session, _parts: Parts, call_id: str, workflow: str, step: str, aside: bool) -> None:
    """Ends a review that an error ended: set aside where its process kept ending, failed otherwise."""
    call = held_by(session, call_id, workflow)
    if call is not None:
        end(session, call, *(SET_ASIDE if aside else _broke(step)))


def ending(error: BadRecording | ModelMissing | HearingDied) -> tuple[str, Reason]:
    """The state a call ends in when its recording cannot be heard, and the reason for people."""
    if isinstance(error, HearingDied):
        return SET_ASIDE
    code = error.code if isinstance(error, BadRecording) else "model_missing"
    return "failed", Reason(code=code, message=error.message, next_step=error.next_step)


def _named_as_uploaded(reason: Reason, recording: Recording) -> Reason:
    """In the store a recording is called by its content; people know it by the name it came with."""
    stored, name = PurePosixPath(recording.blob).name, visible(recording.name or "The recording")
    return reason.model_copy(update={"message": reason.message.replace(stored, name)})


def _broke(step: str) -> tuple[str, Reason]:
    message = f"A step of the review broke ({step}). What was heard is kept."
    return "failed", Reason(
        code="step_broke", message=message, next_step="The log says more; `sidetone retry` tries it again."
    )


def _heard(parts: Parts, blob: str, call_id: str, workflow: str) -> Heard:
    progress = _noted(parts.database, call_id, workflow)
    stop = _called_off(parts.database, call_id, workflow)
    away = _said_away(parts.database, call_id, workflow)
    with opened_patiently(parts.recordings, blob, wanted=lambda: not stop(), say=away) as path:
        for _ in range(MOST_HEARINGS - 1):
            try:
                return parts.hearing.hear(path, progress=progress, stop=stop)
            except HearingDied:
                log.warning("The hearing process ended while it heard call %s.", call_id)
        return parts.hearing.hear(path, progress=progress, stop=stop)


def _called_off(database: Database, call_id: str, workflow: str) -> Callable[[], bool]:
    """Looks whether the review is still wanted. A database that is away for a moment does not call it off."""

    def stop() -> bool:
        try:
            with database.read() as session:
                return not is_held_by(session, call_id, workflow)
        except DBAPIError:
            return False

    return stop


def _noted(database: Database, call_id: str, workflow: str) -> Progress:
    """Notes the share done at the call now and then; it is no change of the call, so its version stays."""
    last = time.monotonic()

    def note(step: str, share: float) -> None:
        nonlocal last
        if step != "hearing" or time.monotonic() - last < PROGRESS_EVERY:
            return
        last = time.monotonic()
        this = (Call.public_id == call_id, Call.workflow == workflow, Call.state == "hearing")
        try:
            with database.write() as session:
                session.execute(
                    update(Call).where(*this).values(progress=share, updated_at=Call.updated_at),
                    execution_options={"synchronize_session": False},
                )
        except DBAPIError:
            log.warning("The progress of call %s could not be noted.", call_id)

    return note


def _said_away(database: Database, call_id: str, workflow: str) -> Callable[[NotReady | None], None]:
    """Says at the call, while it lasts, that its hearing waits for the recordings to be back."""
    said: Reason | None = None

    def say(error: NotReady | None) -> None:
        nonlocal said
        reason = None if error is None else Reason(code=AWAY, message=error.message, next_step=GOES_ON)
        if reason == said:
            return
        with suppress(DBAPIError), database.write() as session:
            call = held_by(session, call_id, workflow)
            if call is not None:
                call.reason = None if reason is None else reason.model_dump()
            said = reason

    return say


def _newest_transcript(session: Session, call: Call) -> int | None:
    newest = select(func.max(TranscriptVersion.number)).where(TranscriptVersion.call_id == call.id)
    return session.scalar(newest)


def _end(database: Database, call_id: str, workflow: str, state: str, reason: Reason) -> None:
    with database.write() as session:
        call = held_by(session, call_id, workflow)
        if call is not None:
            end(session, call, state, reason)
