"""The week in plain words for the rep, and the agenda of a check-in that fills itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words, format_percent
from scoring.plans.schedule import Slot
from scoring.plans.status import GoalStatus, Promised, StatusInput, WeeklyStatus, weekly_status
from service.db.tables import CheckIn, CheckInNote, Commitment, Person, Plan
from service.errors import Conflict
from service.plans.check_ins import GROW
from service.plans.closing import skipped_check_ins
from service.plans.commitments import has_lapsed, is_overdue
from service.plans.focus import moves_of, moves_with_n
from service.plans.milestones import looks
from service.plans.occasions import SettledCall, costs, missed_in, settled_calls
from service.plans.queries import deadline_of
from service.plans.reading import Reading
from service.plans.standing import NO_FIGURES
from service.plans.versions import content_of
from service.plans.views import AgendaView, PlanPage

MOST_PROMISES = 3
MOST_MOMENTS = 3


def status_of(session: Session, plan: Plan, at: datetime) -> WeeklyStatus:
    """The week as the rep reads it. Raises Conflict before the plan runs."""
    if plan.starts_on is None:
        raise Conflict("The plan does not run yet.", "There is a status for each week in which it does.")
    content = content_of(session, plan)
    zone, at = content.monitoring.zone, plan.closed_at or at
    today, reading = at.astimezone(ZoneInfo(zone)).date(), Reading(session, plan)
    deadline = deadline_of(session, plan, content, today) or today
    promises = [one for one in reading.promises if not has_lapsed(one, plan, today)]
    weeks = max(1, ((deadline - plan.starts_on).days + 7) // 7)
    return weekly_status(
        StatusInput(
            rep=session.get_one(Person, plan.rep_id).name,
            week=min(weeks, max(1, (today - plan.starts_on).days // 7 + 1)),
            weeks=weeks,
            today=today,
            deadline=deadline,
            goals=_goals(session, plan, at, reading),
            yours=_promised([one for one in promises if one.side == "rep"], today),
            ours=_promised([one for one in promises if one.side != "rep"], today),
            skipped=tuple(
                row.at.astimezone(ZoneInfo(zone)).date() for row in skipped_check_ins(session, plan, at)
            ),
            moves=tuple(moves_with_n(session, plan, today, reading)),
            next_check_in=_next_slot(reading.check_ins, at),
            paused=plan.state == "paused",
        )
    )


def agenda_of(
    session: Session,
    plan: Plan,
    row: CheckIn,
    at: datetime,
    looked_at: PlanPage | None = None,
    reading: Reading | None = None,
) -> AgendaView:
    """What to talk about: where the goals stand, calls since last time, what was agreed, what falls due.

    `looked_at`: the plan at that moment, where it was put together already; `reading`: what was read of it.
    """
    reading = reading or Reading(session, plan)
    zone = ZoneInfo(row.zone)
    today = at.astimezone(zone).date()
    before = _last_held(reading, row)
    since = before.at.astimezone(zone).date() if before else (plan.starts_on or today)
    note = _last_note(session, before)
    soon = today + timedelta(days=7)
    goals = looked_at.milestones if looked_at else _goals(session, plan, at, reading)
    return AgendaView(
        check_in=row.public_id,
        standing=[f"{one.title}: {one.sentence}" for one in goals],
        calls=[_moments(one) for one in settled_calls(session, plan.rep_id, since, today, reading.facts)],
        moves=looked_at.moves if looked_at else moves_of(session, plan, today, reading),
        last_action=note.get("action") or None,
        last_drill=note.get("drill") or None,
        last_support=note.get("support_needed") or None,
        due=_due([one for one in reading.promises if one.state == "open"], today, soon),
        questions=list(GROW),
        filled={"helped": "", "in_the_way": "", "drill": "", "action": "", "support_needed": "", "notes": ""},
    )


def _goals(session: Session, plan: Plan, at: datetime, reading: Reading) -> tuple[GoalStatus, ...]:
    return tuple(
        GoalStatus(
            title=str(row.rule["title"]),
            status=decision.status.value if decision else "waiting",
            sentence=decision.sentence if decision else NO_FIGURES,
            decides=row.decides,
        )
        for row, decision in looks(session, plan, at, reading)
    )


def _promised(rows: Sequence[Commitment], today: date) -> Promised:
    missed = [one for one in rows if one.state == "not_done" or is_overdue(one, today)]
    coming = [one for one in rows if one.state == "open" and one.due >= today]
    return Promised(
        kept=sum(one.state == "done" for one in rows),
        missed=tuple(dict.fromkeys(one.what for one in missed))[:MOST_PROMISES],
        next=tuple(dict.fromkeys(one.what for one in coming))[:MOST_PROMISES],
    )


def _next_slot(rows: Sequence[CheckIn], at: datetime) -> Slot | None:
    row = next((one for one in rows if one.state == "planned" and one.at >= at), None)
    if row is None:
        return None
    return Slot.model_validate(
        {"number": row.number, "kind": row.kind, "at": row.at, "zone": row.zone, "minutes": row.minutes}
    )


def _last_held(reading: Reading, row: CheckIn) -> CheckIn | None:
    held = [one for one in reading.check_ins if one.state == "held" and one.at < row.at]
    return held[-1] if held else None


def _last_note(session: Session, before: CheckIn | None) -> dict[str, Any]:
    if before is None:
        return {}
    document = session.scalars(
        select(CheckInNote.document)
        .where(CheckInNote.check_in_id == before.id)
        .order_by(CheckInNote.id.desc())
        .limit(1)
    ).first()
    return document or {}


def _moments(one: SettledCall) -> dict[str, Any]:
    """A call since last time, with what cost points in it; where nothing did, what would have been a plus."""
    qa = one.facts.scorecard.qa_score
    missed = missed_in(one)
    missed = [item for item in missed if costs(item)] or missed
    return {
        "call": one.call,
        "day": day_in_words(one.day),
        "qa": "" if qa.value is None else format_percent(qa.value),
        "listen_to": [{"item": item.id, "asks": item.asks} for item in missed[:MOST_MOMENTS]],
    }


def _due(rows: Sequence[Commitment], today: date, soon: date) -> list[str]:
    """A line a promise, however often it recurs: when it is due, or since when and how often it is late."""
    together: dict[tuple[str, str], list[date]] = {}
    for one in rows:
        if one.due <= soon:
            together.setdefault((one.side, one.what), []).append(one.due)
    return [f"{SIDES[side]}: {what} ({_when(days, today)})" for (side, what), days in together.items()]


def _when(days: list[date], today: date) -> str:
    late = [day for day in days if day < today]
    if not late:
        return f"due {day_in_words(days[0])}"
    since = f"overdue since {day_in_words(late[0])}"
    return f"{since}, {len(late)} times" if len(late) > 1 else since


SIDES = {"rep": "Rep", "manager": "Manager", "hr": "HR", "other": "Others"}
