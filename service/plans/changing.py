"""While a plan is under way: changes by HR, absences, another manager in charge. Milestones stay locked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.milestone.course import Absence
from scoring.plans.sections import PlanContent
from scoring.plans.working_days import add_working_days
from service.db import audit
from service.db.base import now
from service.db.tables import CheckIn, Commitment, Person, Plan, PlanAbsence, PlanEvent
from service.errors import Conflict, NotFound, Unprocessable
from service.house import house_of
from service.people.who import Who
from service.plans.drafting import needs_reason
from service.plans.publishing import SAY_DAYS, check_again
from service.plans.reading import Reading
from service.plans.rights import needs_part
from service.plans.states import happened, needs_state, step
from service.plans.versions import add_version, content_of, day_in, version_row

LOCKED = ("milestones", "outcome_rule", "severe", "starts", "days", "outcomes")
ONE_DAY = timedelta(days=1)
LONGEST_ABSENCE = 180
CHANGED = "changed"
"""Why a plan is paused that HR changed."""
REP_AWAY = "The rep is away."


def change(session: Session, who: Who, plan: Plan, content: PlanContent, why: str, today: date) -> None:
    """HR changes a plan that was published: a new version, for which the rep is asked for a receipt again.

    Before it runs its milestones may change to what could have been published. One that runs is paused until
    HR resumes it, and its milestones are locked.
    """
    needs_part(session, who, plan, "hr")
    needs_state(plan, "published", "delivered", "running", "paused")
    needs_reason(why, "why the plan is changed")
    before = content_of(session, plan)
    if content == before:
        raise Conflict("Nothing in it is different.", "Nothing was changed.")
    if plan.state in ("running", "paused"):
        locked = [part for part in LOCKED if getattr(before, part) != getattr(content, part)]
        if locked:
            raise Conflict(
                f"Locked since the plan runs: {', '.join(locked)}.",
                "Change the other parts, or close this plan and begin another.",
                code="locked",
            )
    else:
        check_again(session, who, plan, before, content, today)
    add_version(session, who, plan, content, why)
    plan.receipt, plan.receipt_for = "none", None
    if plan.state == "running":
        pause(session, who, plan, CHANGED, today)
    happened(session, who, plan, "changed", number=plan.newest, why=why.strip())


def pause(session: Session, who: Who, plan: Plan, why: str, today: date) -> None:
    """Stops the plan's clock: until it is resumed, no call counts and nothing falls due."""
    needs_part(session, who, plan, "hr")
    step(session, who, plan, "paused", why=why)
    plan.paused_on = today


def resume(session: Session, who: Who, plan: Plan, today: date) -> None:
    """Lets it run on. The whole days it stood still move its dates as an absence does.

    Raises Conflict while the rep was not asked for a receipt of what it says now.
    """
    needs_part(session, who, plan, "hr")
    needs_state(plan, "paused")
    if _waits_for_receipt(session, plan, today):
        raise Conflict(
            "The rep has neither taken nor declined the new version.",
            "Go through it with them first; declining stops nothing, and nor does silence of five days.",
            code="no_receipt",
        )
    paused_on = plan.paused_on or today
    step(session, who, plan, "resumed")
    plan.paused_on = None
    first, last = paused_on + ONE_DAY, today - ONE_DAY
    if first <= last:
        _be_away(session, who, plan, first, last, "", pause=True)


def be_away(session: Session, who: Who, plan: Plan, first: date, last: date, why: str) -> PlanAbsence:
    """HR notes that the rep is away: deadline, path and windows move along, calls of these days drop out.

    Why is kept for HR alone. Meetings and promises of the days move behind them.
    """
    needs_part(session, who, plan, "hr")
    needs_state(plan, "running", "paused")
    if last < first or (last - first).days >= LONGEST_ABSENCE:
        raise Unprocessable(f"An absence has 1 to {LONGEST_ABSENCE} days.", "Nothing was changed.")
    if plan.starts_on is not None and last < plan.starts_on:
        raise Unprocessable(f"The plan began on {plan.starts_on}, after that.", "Nothing was changed.")
    return _be_away(session, who, plan, first, last, why.strip(), pause=False)


def take_back_absence(session: Session, who: Who, plan: Plan, public_id: str) -> None:
    """HR takes an absence back that did not take place; the row stays.

    What it moved moves back: promises that are still open, and the meetings to come that it had called off.
    """
    needs_part(session, who, plan, "hr")
    row = session.scalars(
        select(PlanAbsence).where(PlanAbsence.plan_id == plan.id, PlanAbsence.public_id == public_id)
    ).one_or_none()
    if row is None or row.withdrawn_at is not None:
        raise NotFound("There is no such absence.")
    row.withdrawn_at = now()
    _move_back(session, plan, row)
    happened(session, who, plan, "absence_withdrawn", absence=row.public_id)


def absences_of(session: Session, plan: Plan, today: date | None = None) -> tuple[Absence, ...]:
    """The days away as the core counts them; a plan that stands still today is away until today."""
    return days_away(plan, Reading(session, plan).absences, today)


def days_away(plan: Plan, rows: Sequence[PlanAbsence], today: date | None = None) -> tuple[Absence, ...]:
    """The same from the absences of the plan."""
    found = [Absence(first=row.first, last=row.last) for row in rows if row.withdrawn_at is None]
    if plan.paused_on is not None and today is not None and plan.paused_on + ONE_DAY <= today:
        found.append(Absence(first=plan.paused_on + ONE_DAY, last=today))
    return tuple(found)


def hand_over(session: Session, who: Who, plan: Plan, manager: Person, why: str) -> None:
    """HR names who is in charge from now on: the manager left, or the rep came to another team."""
    needs_part(session, who, plan, "hr")
    if plan.state == "closed":
        raise Conflict("The plan is closed.", "Nothing was changed.")
    if manager.id == plan.rep_id:
        raise Unprocessable("Nobody is in charge of their own plan.", "Name another manager.")
    if manager.id == plan.manager_id:
        raise Conflict(f"{manager.name} is in charge already.", "Nothing was changed.")
    needs_reason(why, "why somebody else is in charge")
    before = session.get_one(Person, plan.manager_id)
    plan.manager_id = manager.id
    happened(
        session, who, plan, "handed_over", before=before.public_id, to=manager.public_id, why=why.strip()
    )


def _be_away(
    session: Session, who: Who, plan: Plan, first: date, last: date, why: str, *, pause: bool
) -> PlanAbsence:
    row = PlanAbsence(plan_id=plan.id, first=first, last=last, why=why, by_id=who.person, pause=pause)
    session.add(row)
    session.flush()
    moved = _move_along(session, plan, first, last)
    audit.record(session, who.actor, "plan.absence", plan.public_id, absence=row.public_id, pause=pause)
    details: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat(), "pause": pause, **moved}
    happened(session, who, plan, "absence", absence=row.public_id, **details)
    return row


def _move_along(session: Session, plan: Plan, first: date, last: date) -> dict[str, list[str]]:
    """Meetings of the days are cancelled; promises that fall due from then on have as many days longer.

    Returns which, by public id, so that it can be taken back.
    """
    moved: dict[str, list[str]] = {"called_off": [], "moved": []}
    for meeting in session.scalars(
        select(CheckIn).where(CheckIn.plan_id == plan.id, CheckIn.state == "planned")
    ):
        if first <= meeting.at.astimezone(ZoneInfo(meeting.zone)).date() <= last:
            meeting.state, meeting.why = "cancelled", REP_AWAY
            moved["called_off"].append(meeting.public_id)
    by = last - first + ONE_DAY
    for promise in session.scalars(
        select(Commitment).where(
            Commitment.plan_id == plan.id, Commitment.state == "open", Commitment.due >= first
        )
    ):
        promise.due += by
        moved["moved"].append(promise.public_id)
    return moved


def _move_back(session: Session, plan: Plan, row: PlanAbsence) -> None:
    """Undoes what noting the absence did to promises and meetings. Days of another absence stay free."""
    events = session.scalars(
        select(PlanEvent).where(PlanEvent.plan_id == plan.id, PlanEvent.kind == "absence")
    )
    noted = next((one.document for one in events if one.document.get("absence") == row.public_id), {})
    for promise in session.scalars(
        select(Commitment).where(
            Commitment.plan_id == plan.id,
            Commitment.state == "open",
            Commitment.public_id.in_(noted.get("moved", [])),
        )
    ):
        promise.due -= row.last - row.first + ONE_DAY
    away = absences_of(session, plan)
    called_off = (CheckIn.state == "cancelled", CheckIn.why == REP_AWAY, CheckIn.at > now())
    for meeting in session.scalars(select(CheckIn).where(CheckIn.plan_id == plan.id, *called_off)):
        day = meeting.at.astimezone(ZoneInfo(meeting.zone)).date()
        if not row.first <= day <= row.last or any(one.first <= day <= one.last for one in away):
            continue
        # A calendar that was told of the cancellation takes the meeting back only under a higher number.
        meeting.state, meeting.why, meeting.sequence = "planned", None, meeting.sequence + 2


def _waits_for_receipt(session: Session, plan: Plan, today: date) -> bool:
    """Whether it was changed in this pause, and the rep has still time to say that they have it."""
    if plan.receipt != "none" or plan.paused_on is None:
        return False
    changed_on = day_in(session, plan, version_row(session, plan).created_at)
    until = add_working_days(changed_on, SAY_DAYS, house_of(session).holidays)
    return changed_on >= plan.paused_on and today <= until
