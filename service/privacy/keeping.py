"""What is due to be deleted by the rule, and deleting it: each thing in a transaction of its own."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session

from scoring.plans.retention import FileState, RetentionRule, may_delete_recording
from scoring.record import Record
from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Attachment, Call, FitCheck, Note, Person, Plan, Recording
from service.edges.recording_store import RecordingStore
from service.privacy.forgetting import (
    delete_blobs,
    delete_with_what_hangs_on_it,
    forget_call,
    forget_notices,
    forget_sound,
    note_blobs,
)
from service.privacy.holds import among_held, held_call, held_person, is_held, is_person_held
from service.privacy.rule import KeepingRule

SYSTEM = "system"
BUSY = ("received", "hearing", "judging")
MOST = 500
"""Things of a kind that one round deletes; the next round goes on."""
AFTER_A_PLAN = RetentionRule()
"""Recordings that count in a plan stay until half a year after its close, however short the rule is."""
KEPT_SHOWN = 50
AT_WORK = "It is being heard or read."
Kind = Literal["recordings", "transcripts", "notes", "plans"]

log = logging.getLogger(__name__)


class Due(Record):
    """Something with its time, by its public id; a call by the reference the company knows it by, too.

    `goes`: when its time is over. `stays`: why it is kept all the same. `whose`: the public id of the rep,
    for HR alone to see.
    """

    kind: Kind
    id: str
    reference: str
    since: datetime
    goes: datetime
    stays: str = ""
    whose: str | None = None


@dataclass(frozen=True)
class _Keeping:
    """How a kind is found, counted where a legal hold keeps it, and deleted."""

    find: Callable[[Session, timedelta, datetime, int], Iterator[Due]]
    held: Callable[[datetime], Select[int]]
    delete: Callable[[Session, str], None]


def due(session: Session, rule: KeepingRule, at: datetime, most: int = MOST) -> tuple[Due, ...]:
    """Everything that is due at that moment, kind by kind, the oldest first (recordings: as they came in)."""
    found: list[Due] = []
    for keeping, days in _kept_for_days(rule):
        found += keeping.find(session, days, at, most)
    return tuple(found)


def kept_by_holds(session: Session, rule: KeepingRule, at: datetime) -> dict[Kind, int]:
    """How many things of each kind are due and stay, because a legal hold is on them."""
    found = {
        kind: session.scalar(_KINDS[kind].held(at - timedelta(days=days))) or 0
        for kind in _KINDS
        if (days := getattr(rule, kind))
    }
    return {kind: count for kind, count in found.items() if count}


def _kept_for_days(rule: KeepingRule) -> Iterator[tuple["_Keeping", timedelta]]:
    for kind, keeping in _KINDS.items():
        if days := getattr(rule, kind):
            yield keeping, timedelta(days=days)


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
        return AT_WORK
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


def _recordings(session: Session, days: timedelta, at: datetime, most: int) -> Iterator[Due]:
    yield from _calls(session, "recordings", has_sound(), days, at, most)


def _transcripts(session: Session, days: timedelta, at: datetime, most: int) -> Iterator[Due]:
    yield from _calls(session, "transcripts", true(), days, at, most)


def has_sound() -> ColumnElement[bool]:
    """Old calls without sound come first and are many: most of them lie before the first that has some."""
    first = select(func.min(Recording.call_id)).scalar_subquery()
    return and_(Call.id >= first, exists().where(Recording.call_id == Call.id))


def _calls(
    session: Session, kind: Kind, clause: ColumnElement[bool], days: timedelta, at: datetime, most: int
) -> Iterator[Due]:
    """Those that can go, then some of those that plans keep: a long plan has more than one round looks at."""
    # Held ones are left to the list of holds: else a thousand of them would stand before what can go.
    due_then = (clause, Call.started_at < at - days, not_(held_call(Call.id, Call.rep_id)))
    asked, moment = select(Call, Person.public_id).outerjoin(Person, Person.id == Call.rep_id), now()
    # Calls with sound as they came in: by their times, a database walks past all that have none any more.
    asked = asked.where(*due_then).order_by(Call.id if kind == "recordings" else Call.started_at)
    kept, few = _plan_keeps(moment), min(most, KEPT_SHOWN)
    for call, whose in session.execute(asked.where(not_(kept)).limit(most)).all():
        # Neither a hold nor a plan is asked about again: the query has. Whoever deletes it asks once more.
        yield _due_call(kind, call, whose, days, AT_WORK if call.state in BUSY else "")
    for call, whose in session.execute(asked.where(kept, _of_reps_with_plans(moment)).limit(few)).all():
        yield _due_call(kind, call, whose, days, why_it_stays(session, call, moment))


def _due_call(kind: Kind, call: Call, whose: str | None, days: timedelta, stays: str) -> Due:
    return Due(
        kind=kind,
        id=call.public_id,
        reference=call.external_id or call.public_id,
        since=call.started_at,
        goes=call.started_at + days,
        stays=stays,
        whose=whose,
    )


def _plan_keeps(at: datetime) -> ColumnElement[bool]:
    """Whether a plan of its rep keeps a call, or did until yesterday: `why_it_stays` has the last word."""
    return exists().where(
        Plan.rep_id == Call.rep_id,
        Plan.opens_from <= Call.started_at,
        or_(Plan.closed_at.is_(None), and_(Plan.closed_at >= Call.started_at, _is_lately(at))),
    )


def _of_reps_with_plans(at: datetime) -> ColumnElement[bool]:
    """Said besides, so that an index leads from the few reps with a plan to their calls."""
    return Call.rep_id.in_(select(Plan.rep_id).where(or_(Plan.closed_at.is_(None), _is_lately(at))))


def _is_lately(at: datetime) -> ColumnElement[bool]:
    return Plan.closed_at > at - timedelta(days=AFTER_A_PLAN.recordings_days + 1)


def _notes(session: Session, days: timedelta, at: datetime, most: int) -> Iterator[Due]:
    asked = select(Note.public_id, Note.created_at, Person.public_id).join(Person, Person.id == Note.rep_id)
    due_then = (Note.created_at < at - days, not_(held_person(Note.rep_id)))
    for note, since, whose in session.execute(asked.where(*due_then).order_by(Note.created_at).limit(most)):
        yield _due("notes", note, since, days, whose)


def _plans(session: Session, days: timedelta, at: datetime, most: int) -> Iterator[Due]:
    asked = select(Plan.public_id, Plan.closed_at, Person.public_id).join(Person, Person.id == Plan.rep_id)
    due_then = (Plan.state == "closed", Plan.closed_at < at - days, not_(held_person(Plan.rep_id)))
    for plan, since, whose in session.execute(asked.where(*due_then).order_by(Plan.closed_at).limit(most)):
        assert since is not None  # the query asks for it
        yield _due("plans", plan, since, days, whose)


def _due(kind: Kind, public_id: str, since: datetime, days: timedelta, whose: str) -> Due:
    return Due(kind=kind, id=public_id, reference=public_id, since=since, goes=since + days, whose=whose)


def _held_calls(clause: ColumnElement[bool]) -> Callable[[datetime], Select[int]]:
    held = among_held(Call.id, Call.rep_id)
    return lambda before: select(func.count(Call.id)).where(clause, Call.started_at < before, held)


def _held_notes(before: datetime) -> Select[int]:
    return select(func.count(Note.id)).where(Note.created_at < before, held_person(Note.rep_id))


def _held_plans(before: datetime) -> Select[int]:
    over = (Plan.state == "closed", Plan.closed_at < before)
    return select(func.count(Plan.id)).where(*over, held_person(Plan.rep_id))


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
        forget_notices(session, public_id)
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
    forget_notices(session, public_id)
    audit.record(session, SYSTEM, "plan.deleted", public_id, why="rule")


_KINDS: dict[Kind, _Keeping] = {
    "transcripts": _Keeping(_transcripts, _held_calls(true()), _delete_call),
    "recordings": _Keeping(_recordings, _held_calls(has_sound()), _delete_recording),
    "notes": _Keeping(_notes, _held_notes, _delete_note),
    "plans": _Keeping(_plans, _held_plans, _delete_plan),
}
"""Whole calls before recordings alone: what goes whole is not deleted twice."""
