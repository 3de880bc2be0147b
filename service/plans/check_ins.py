"""Meetings: planned, moved, held with signed notes, or skipped, which everybody sees."""

from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.tables import CheckIn, CheckInNote, Commitment, Plan
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.people.who import Who
from service.plans.deciding import keep
from service.plans.milestones import looks
from service.plans.moments import Moment
from service.plans.reading import Reading
from service.plans.rights import needs_part, part_of
from service.plans.signing import sign
from service.plans.states import happened, needs_state
from service.plans.telling import BOTH, tell_sides

EDITABLE = timedelta(hours=24)
"""After that only corrections follow."""
GROW = (
    "Goal: what would you like to be different by next week?",
    "Reality: what happened on the calls we listened to?",
    "Options: what could you say there instead? What else?",
    "Will: what exactly will you do on your next three calls?",
)


class NoteText(BaseModel):
    """What was said at a check-in."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "helped": "The card with the three questions.",
                    "in_the_way": "Two days of technical problems.",
                    "drill": "Asking what the problem costs, five times in role-play.",
                    "action": "On my next three demos I ask for a date before I hang up.",
                    "support_needed": "Half an hour with Rui.",
                    "notes": "",
                }
            ]
        },
    )

    helped: str = Field(default="", max_length=2000)
    in_the_way: str = Field(default="", max_length=2000)
    drill: str = Field(default="", max_length=300)
    action: str = Field(default="", max_length=300, description="The one thing the rep will do.")
    support_needed: str = Field(default="", max_length=2000)
    notes: str = Field(default="", max_length=6000)


class Held(BaseModel):
    """A check-in that took place, with its notes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Moment
    present: list[str] = Field(min_length=2, max_length=10)
    text: NoteText
    promises: list["NewPromise"] = Field(default=[], max_length=10)


class NewPromise(BaseModel):
    """Something agreed at the meeting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    side: str = Field(pattern="^(rep|manager|hr)$")
    what: str = Field(min_length=1, max_length=400)
    due: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


def check_ins_of(session: Session, plan: Plan) -> list[CheckIn]:
    """All meetings, in the order of their times."""
    return list(Reading(session, plan).check_ins)


def check_in_row(session: Session, plan: Plan, public_id: str) -> CheckIn:
    """The meeting. Raises NotFound."""
    row = session.scalars(
        select(CheckIn).where(CheckIn.plan_id == plan.id, CheckIn.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"The plan has no check-in {public_id}.")
    return row


def add(session: Session, who: Who, plan: Plan, at: datetime, minutes: int) -> CheckIn:
    """One more meeting."""
    needs_part(session, who, plan, "manager", "hr")
    needs_state(plan, "running", "paused")
    last = session.scalar(select(func.max(CheckIn.number)).where(CheckIn.plan_id == plan.id)) or 0
    zone = session.scalar(select(CheckIn.zone).where(CheckIn.plan_id == plan.id).limit(1)) or "UTC"
    row = CheckIn(plan_id=plan.id, number=last + 1, kind="regular", at=at, zone=zone, minutes=minutes)
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "check_in.added", plan.public_id, check_in=row.public_id)
    tell_sides(session, plan, "check_in_set", BOTH, f"{row.public_id}0", who.person)
    return row


def move(session: Session, who: Who, plan: Plan, row: CheckIn, at: datetime) -> None:
    """Another time; a calendar that took the first one takes the second in its place."""
    needs_part(session, who, plan, "manager", "hr")
    _needs_planned(row)
    row.at, row.sequence = at, row.sequence + 1
    audit.record(session, who.actor, "check_in.moved", plan.public_id, check_in=row.public_id)
    tell_sides(session, plan, "check_in_set", BOTH, f"{row.public_id}{row.sequence}", who.person)


def skip(session: Session, who: Who, plan: Plan, row: CheckIn, why: str) -> None:
    """Says that it did not take place, and why: both sides and the final document show it."""
    needs_part(session, who, plan, "manager", "hr")
    _needs_planned(row)
    if not why.strip():
        raise Unprocessable("Say why it was skipped.", "Both sides will read it.")
    row.state, row.why, row.sequence = "skipped", why.strip(), row.sequence + 1
    happened(session, who, plan, "check_in_skipped", check_in=row.public_id)


def hold(session: Session, who: Who, plan: Plan, row: CheckIn, held: Held, now: datetime) -> CheckInNote:
    """Keeps the meeting, its signed notes, what was agreed, and where each milestone stood that day."""
    needs_part(session, who, plan, "manager")
    needs_state(plan, "running", "paused")
    if row.state not in ("planned", "skipped"):
        raise Conflict(f"The check-in is {row.state} already.", "Nothing was changed.")
    if held.at > now:
        raise Unprocessable("That moment has not come yet.", "Hold the meeting first.")
    row.state, row.held_at, row.why = "held", held.at, None
    kept = [
        keep(session, who, plan, milestone, decision, final=False).public_id
        for milestone, decision in looks(session, plan, now)
        if decision is not None
    ]
    row.agenda = {"present": held.present, "looks": kept}
    session.add_all(
        Commitment(
            plan_id=plan.id,
            side=one.side,
            what=one.what,
            due=_day(one.due),
            support=one.side != "rep",
            check_in_id=row.id,
        )
        for one in held.promises
    )
    note = _write(session, who, plan, row, held.text, None, now)
    happened(session, who, plan, "check_in_held", check_in=row.public_id)
    return note


def edit_note(
    session: Session, who: Who, plan: Plan, note: CheckInNote, text: NoteText, now: datetime
) -> None:
    """Other words within a day, by who wrote them; it is signed again."""
    if who.person != note.by_id:
        raise NotAllowed("These are somebody else's words.", "Write a correction beside them.")
    if now - note.created_at > EDITABLE:
        raise Conflict(
            "The note is older than a day and stays as it is.", "Append a correction.", code="too_late"
        )
    note.document, note.edited_at = text.model_dump(mode="json"), now
    sign(session, who, plan, "check_in", note.public_id, note.document, part_of(session, who, plan))


def correct(
    session: Session, who: Who, plan: Plan, note: CheckInNote, text: NoteText, now: datetime
) -> CheckInNote:
    """Appends a correction, by either side; what it corrects stays."""
    row = session.get_one(CheckIn, note.check_in_id)
    return _write(session, who, plan, row, text, note, now)


def note_row(session: Session, plan: Plan, public_id: str) -> CheckInNote:
    """The note. Raises NotFound."""
    row = session.scalars(
        select(CheckInNote)
        .join(CheckIn, CheckIn.id == CheckInNote.check_in_id)
        .where(CheckIn.plan_id == plan.id, CheckInNote.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"The plan has no note {public_id}.")
    return row


def notes_of(session: Session, plan: Plan) -> list[CheckInNote]:
    """All notes and corrections, oldest first."""
    return list(Reading(session, plan).notes)


def _write(
    session: Session,
    who: Who,
    plan: Plan,
    row: CheckIn,
    text: NoteText,
    corrects: CheckInNote | None,
    now: datetime,
) -> CheckInNote:
    if who.person is None:
        raise NotAllowed("A note is signed by a person.", "Sign in; the installation's token is nobody.")
    note = CheckInNote(
        check_in_id=row.id,
        by_id=who.person,
        corrects_id=corrects.id if corrects else None,
        document=text.model_dump(mode="json"),
        created_at=now,
    )
    session.add(note)
    session.flush()
    sign(session, who, plan, "check_in", note.public_id, note.document, part_of(session, who, plan))
    return note


def _needs_planned(row: CheckIn) -> None:
    if row.state != "planned":
        raise Conflict(f"The check-in is {row.state} already.", "Nothing was changed.")


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise Unprocessable(f"{text} is no day.", "Write it as 2026-12-12.") from error
