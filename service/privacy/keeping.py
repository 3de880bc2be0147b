"""What is due to be deleted by the rule, and deleting it: each thing in a transaction of its own."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session

from scoring.plans.retention import FileState, RetentionRule, may_delete_recording
from scoring.record import Record
from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Attachment, Call, FitCheck, Note, Plan, Recording
from service.edges.recording_store import RecordingStore
from service.privacy.forgetting import (
    delete_blobs,
    delete_with_what_hangs_on_it,
    forget_call,
    forget_sound,
    note_blobs,
)
from service.privacy.holds import held_call, held_person, is_held, is_person_held
from service.privacy.rule import KeepingRule

SYSTEM = "system"
BUSY = ("received", "hearing", "judging")
MOST = 500
"""Things of a kind that one round deletes; the next round goes on."""
AFTER_A_PLAN = RetentionRule()
"""Recordings that count in a plan stay until half a year after its close, however short the rule is."""
Kind = Literal["recordings", "transcripts", "notes", "plans"]

log = logging.getLogger(__name__)


class Due(Record):
    """Something whose time is over, by its public id. `stays`: why it is kept all the same."""

    kind: Kind
    id: str
    since: datetime
    stays: str = ""


@dataclass(frozen=True)
class _Keeping:
    """How a kind is found and deleted."""

    find: Callable[[Session, datetime, int], Iterator[Due]]
    delete: Callable[[Session, str], None]


def due(session: Session, rule: KeepingRule, at: datetime, most: int = MOST) -> tuple[Due, ...]:
    """Everything that is due, kind by kind, the oldest first; changes nothing."""
    found: list[Due] = []
    for kind, keeping in _KINDS.items():
        days = getattr(rule, kind)
        if days:
            found += keeping.find(session, at - timedelta(days=days), most)
    return tuple(found)


def keep_to_rule(database: Database, store: RecordingStore, rule: KeepingRule, at: datetime) -> int:
    """Deletes what is due; how many things. Whatever stops it, the next round goes on where it was."""
    with database.read() as session:
        wanted = [one for one in due(session, rule, at) if not one.stays]
    for one in wanted:
        with database.write() as session:
            _KINDS[one.kind].delete(session, one.id)
    delete_blobs(database, store)
    if wanted:
        log.info("Deleted by the rule: %d.", len(wanted))
    return len(wanted)


def why_it_stays(session: Session, call: Call, at: datetime) -> str:
    """Why neither sound nor words of a call go yet, though their time is over; empty: they go."""
    if is_held(session, call):
        return "It is under a legal hold."
    if call.state in BUSY:
        return "It is being heard or read."
    return may_delete_recording(tuple(_files(session, call)), AFTER_A_PLAN, at.date())


def _files(session: Session, call: Call) -> Iterator[FileState]:
    """The plans of its rep in which it counts, or may still come to count."""
    if call.rep_id is None:
        return
    plans = select(Plan).where(
        Plan.rep_id == call.rep_id,
        Plan.opens_from <= call.started_at,
        or_(Plan.closed_at.is_(None), Plan.closed_at >= call.started_at),
    )
    for plan in session.scalars(plans):
        yield FileState(closed=plan.closed_at and plan.closed_at.date())


def _recordings(session: Session, before: datetime, most: int) -> Iterator[Due]:
    has_sound = exists().where(Recording.call_id == Call.id)
    yield from _calls(session, "recordings", and_(Call.started_at < before, has_sound), most)


def _transcripts(session: Session, before: datetime, most: int) -> Iterator[Due]:
    yield from _calls(session, "transcripts", Call.started_at < before, most)


def _calls(session: Session, kind: Kind, clause: ColumnElement[bool], most: int) -> Iterator[Due]:
    # Held ones are left to the list of holds: else a thousand of them would stand before what can go.
    asked = select(Call).where(clause, not_(held_call(Call.id, Call.rep_id)))
    at = now()
    for call in session.scalars(asked.order_by(Call.started_at, Call.id).limit(most)):
        yield Due(kind=kind, id=call.public_id, since=call.started_at, stays=why_it_stays(session, call, at))


def _notes(session: Session, before: datetime, most: int) -> Iterator[Due]:
    asked = select(Note).where(Note.created_at < before, not_(held_person(Note.rep_id)))
    for note in session.scalars(asked.order_by(Note.created_at).limit(most)):
        yield Due(kind="notes", id=note.public_id, since=note.created_at)


def _plans(session: Session, before: datetime, most: int) -> Iterator[Due]:
    asked = select(Plan).where(
        Plan.state == "closed", Plan.closed_at < before, not_(held_person(Plan.rep_id))
    )
    for plan in session.scalars(asked.order_by(Plan.closed_at).limit(most)):
        assert plan.closed_at is not None  # the query asks for it
        yield Due(kind="plans", id=plan.public_id, since=plan.closed_at)


def _delete_recording(session: Session, public_id: str) -> None:
    call = session.scalars(select(Call).where(Call.public_id == public_id)).one_or_none()
    if call is not None and not why_it_stays(session, call, now()):
        forget_sound(session, call, SYSTEM, "rule")


def _delete_call(session: Session, public_id: str) -> None:
    call = session.scalars(select(Call).where(Call.public_id == public_id)).one_or_none()
    if call is not None and not why_it_stays(session, call, now()):
        forget_call(session, call, SYSTEM, "rule")


def _delete_note(session: Session, public_id: str) -> None:
    note = session.scalars(select(Note).where(Note.public_id == public_id)).one_or_none()
    if note is not None and not is_person_held(session, note.rep_id):
        delete_with_what_hangs_on_it(session, Note.__table__, [note.id])  # type: ignore[arg-type]
        audit.record(session, SYSTEM, "note.deleted", public_id, why="rule")


def _delete_plan(session: Session, public_id: str) -> None:
    """The whole file: what it said, its meetings and words, its files, and at the end its decision."""
    plan = session.scalars(select(Plan).where(Plan.public_id == public_id)).one_or_none()
    if plan is None or plan.state != "closed" or is_person_held(session, plan.rep_id):
        return
    note_blobs(session, session.scalars(select(Attachment.blob).where(Attachment.plan_id == plan.id)))
    fit_check = plan.fit_check_id
    delete_with_what_hangs_on_it(session, Plan.__table__, [plan.id])  # type: ignore[arg-type]
    if not session.scalar(select(exists().where(Plan.fit_check_id == fit_check))):
        delete_with_what_hangs_on_it(session, FitCheck.__table__, [fit_check])  # type: ignore[arg-type]
    audit.record(session, SYSTEM, "plan.deleted", public_id, why="rule")


_KINDS: dict[Kind, _Keeping] = {
    "transcripts": _Keeping(_transcripts, _delete_call),
    "recordings": _Keeping(_recordings, _delete_recording),
    "notes": _Keeping(_notes, _delete_note),
    "plans": _Keeping(_plans, _delete_plan),
}
"""Whole calls before recordings alone: what goes whole is not deleted twice."""
