"""Where the words leave it open who the rep is, a language model is asked: one voice more, and no more."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scoring.asking.roles import TwoVoices, two_voices
from scoring.gate import language_gate, sound_gate
from scoring.hearing import Heard
from scoring.model_voice import ModelVoice
from scoring.parties import talking
from scoring.redaction import Names
from scoring.reviewing import transcribe
from scoring.roles import Hints
from service.calls.redactions import rep_name_of
from service.calls.states import held_by
from service.db import audit
from service.db.base import now
from service.db.patience import patiently
from service.db.tables import Call, Reading, Team, TranscriptVersion
from service.db.upsert import insert_once
from service.edges.llm_roles import LlmRoles, Told
from service.parts import Parts
from service.reviews.steps import keep_replies

ROLES = "roles"
"""Stands for the criterion where readings and replies are kept; their run is the public id of the call."""


def roles_are_open(parts: Parts, call_id: str, number: int) -> bool:
    """Whether the words of this version leave it open who the rep is. A version never changes."""
    with parts.database.read() as session:
        return bool(_version(session, call_id, number).document["roles"]["how"] == "unknown")


def ask_about_roles(parts: Parts, call_id: str, workflow: str, number: int) -> int:
    """Asks the model who the rep is; the version of the transcript to go on with.

    It is a new one where the model's voice tipped it. In every other case, also where no model is set, where
    it may not see the team's calls or fails, it is the same as before, and the call waits for a person.
    """
    with parts.database.read() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        if session.scalar(_answered(call_id)) is not None:
            return _newest(session, call)
        model = _model_for(session, parts, call)
        row = _version(session, call_id, number)
        shown = None if model is None else _shown(session, parts, call, row)
    if model is None or shown is None:
        return number
    told = model.tell(shown)
    return patiently(lambda: _keep(parts, call_id, workflow, number, model, told))


def _model_for(session: Session, parts: Parts, call: Call) -> LlmRoles | None:
    """The model that may be asked about this team's calls."""
    allowed = parts.may_send(session.get_one(Team, call.team_id))
    return parts.served.roles if allowed and parts.served is not None else None


def _shown(session: Session, parts: Parts, call: Call, row: TranscriptVersion) -> TwoVoices | None:
    """What the model is shown; None where its answer would change nothing."""
    heard = Heard.model_validate(row.heard)
    name, team = rep_name_of(session, call), session.get_one(Team, call.team_id)
    if sound_gate(heard.tracks, heard.call.duration) or language_gate(heard.language, parts.languages):
        return None
    if not any(_tips(heard, name, track.name) for track in heard.tracks):
        return None
    names = Names(rep=(name,) if name is not None else ())
    return two_voices(talking(heard.tracks), names, health=team.health_data)


def _tips(heard: Heard, name: str | None, track: str) -> bool:
    """Whether the roles would be known if the model took that track for the rep's."""
    voice = ModelVoice(model="", rep=track, quotes=("",))
    return transcribe(heard, None, Hints(name, voice)).roles.how != "unknown"


def _keep(parts: Parts, call_id: str, workflow: str, number: int, model: LlmRoles, told: Told) -> int:
    """Keeps what the model said, and the transcript it made in the same transaction, once."""
    with parts.database.write() as session:
        call = held_by(session, call_id, workflow)
        if call is None:
            return number
        keep_replies(session, call_id, ROLES, [told.reply])
        if told.reading is None:
            return number
        values = {
            "judge": "llm",
            "model": model.model,
            "notice": f"who the rep is, asked of {model.model}",
            "prompt": model.prompt_fingerprint,
            "parameters": None,
            "seconds": told.reply.seconds,
            "document": told.reading.model_dump(mode="json"),
            "created_at": now(),
        }
        insert_once(session, Reading, {"run": call_id, "criterion": ROLES}, values)
        voice = told.reading.voice
        made = None if voice is None else _told_anew(session, call, number, voice)
        audit.record(
            session, "system", "call.roles_asked", call_id, model=model.model, tipped=made is not None
        )
        return number if made is None else made


def _told_anew(session: Session, call: Call, number: int, voice: ModelVoice) -> int | None:
    """A new version of the transcript with the model as one of the voices; None where it tips nothing."""
    before = _version(session, call.public_id, number)
    hints = Hints(rep_name=rep_name_of(session, call), voice=voice)
    transcript = transcribe(Heard.model_validate(before.heard), None, hints)
    if transcript.roles.how == "unknown":
        return None
    made = _newest(session, call) + 1
    document: dict[str, Any] = transcript.model_dump(mode="json")
    session.add(
        TranscriptVersion(
            call_id=call.id,
            number=made,
            fingerprint=transcript.fingerprint(),
            document=document,
            heard=before.heard,
        )
    )
    return made


def _answered(call_id: str) -> Select[int]:
    return select(Reading.id).where(Reading.run == call_id, Reading.criterion == ROLES)


def _newest(session: Session, call: Call) -> int:
    newest = select(func.max(TranscriptVersion.number)).where(TranscriptVersion.call_id == call.id)
    return session.scalar(newest) or 0


def _version(session: Session, call_id: str, number: int) -> TranscriptVersion:
    asked = select(TranscriptVersion).join(Call, Call.id == TranscriptVersion.call_id)
    return session.scalars(asked.where(Call.public_id == call_id, TranscriptVersion.number == number)).one()
