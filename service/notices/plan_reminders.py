"""What the calendar of a plan reminds of: meetings, promises, answers, the week, decisions, looks."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.tables import CheckIn, Commitment, Plan, PlanLook
from service.notices.audience import with_deputies
from service.notices.telling import tell_all
from service.plans.closing import OVERDUE_CHECK_IN
from service.plans.due import milestones_due
from service.plans.saying import still_to_say
from service.plans.telling import ALL, tell_sides
from service.plans.versions import day_in

DAY = timedelta(days=1)
WEEK = 7
"""Days of a plan's week, counted from its first day."""
MISSED_LATELY = timedelta(days=14)
"""A meeting that passed without a word is told of for so long; afterwards the plan's page says it still."""


def of_check_ins(session: Session, at: datetime) -> None:
    """Both sides of a plan that runs, the day before they meet."""
    asked = select(CheckIn, Plan).join(Plan, Plan.id == CheckIn.plan_id)
    soon = CheckIn.at.between(at, at + 3 * DAY)
    for row, plan in session.execute(
        asked.where(CheckIn.state == "planned", Plan.state == "running", soon)
    ).all():
        day = today_in(row.zone, row.at)
        if day == today_in(row.zone, at) + DAY:
            people = [plan.rep_id, *with_deputies(session, [plan.manager_id])]
            tell_all(session, people, "check_in_tomorrow", plan.public_id, day.isoformat())


def of_missed_check_ins(session: Session, at: datetime) -> None:
    """Everybody, once, when a meeting passed and nobody said for a day that it was held or skipped."""
    asked = select(CheckIn, Plan).join(Plan, Plan.id == CheckIn.plan_id)
    over = CheckIn.at.between(at - MISSED_LATELY, at - OVERDUE_CHECK_IN)
    for row, plan in session.execute(
        asked.where(CheckIn.state == "planned", Plan.state == "running", over)
    ).all():
        tell_sides(session, plan, "check_in_skipped", ALL, row.public_id)


def of_commitments(session: Session, at: datetime) -> None:
    """Whoever promised something in a plan that runs: the day before it is due, and when it is overdue."""
    asked = select(Commitment, Plan).join(Plan, Plan.id == Commitment.plan_id)
    near = Commitment.due <= at.date() + 2 * DAY
    days: dict[int, date] = {}
    for row, plan in session.execute(
        asked.where(Commitment.state == "open", Plan.state == "running", near)
    ).all():
        today = days.setdefault(plan.id, day_in(session, plan, at))
        people, occasion = _promised_by(session, plan, row.side), row.due.isoformat()
        if row.due == today + DAY:
            tell_all(session, people, "commitment_due", plan.public_id, occasion)
        elif row.due < today:
            tell_all(session, people, "commitment_overdue", plan.public_id, occasion)


def of_says(session: Session, at: datetime) -> None:
    """The rep, the day before the days end in which they can say what they think of their plan."""
    near = Plan.say_until.between(at.date(), at.date() + 2 * DAY)
    for plan in session.scalars(select(Plan).where(Plan.state == "delivered", near)).all():
        if plan.say_until == day_in(session, plan, at) + DAY and still_to_say(session, plan):
            tell_sides(session, plan, "plan_say_ends", ("rep",), plan.say_until.isoformat())


def of_weeks(session: Session, at: datetime) -> None:
    """The rep, when a week of their plan is over: how it went can be read."""
    for plan, today in _running(session, at):
        over = (today - plan.starts_on).days // WEEK if plan.starts_on is not None else 0
        if over >= 1:
            tell_sides(session, plan, "plan_status", ("rep",), f"week {over}")


def of_decisions(session: Session, at: datetime) -> None:
    """HR, when a milestone that decides can be decided; again where an extension gave it another day."""
    for plan, today in _running(session, at):
        for row, day in milestones_due(session, plan, today, at):
            tell_sides(session, plan, "plan_decision_due", ("hr",), f"{row.public_id}{day:%y%m%d}")


def of_looks(session: Session, at: datetime) -> None:
    """Whoever ran a plan that was passed, when it is time to look how it goes."""
    asked = select(PlanLook, Plan).join(Plan, Plan.id == PlanLook.plan_id)
    for row, plan in session.execute(
        asked.where(PlanLook.done_at.is_(None), PlanLook.due <= at.date() + DAY)
    ).all():
        if row.due <= day_in(session, plan, at):
            tell_sides(session, plan, "plan_look_due", ("manager", "hr"), row.public_id)


def today_in(zone: str, at: datetime) -> date:
    """The day of that moment in a time zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def _running(session: Session, at: datetime) -> Iterator[tuple[Plan, date]]:
    for plan in session.scalars(select(Plan).where(Plan.state == "running")).all():
        yield plan, day_in(session, plan, at)


def _promised_by(session: Session, plan: Plan, side: str) -> Iterable[int | None]:
    if side == "rep":
        return [plan.rep_id]
    if side == "hr":
        return [plan.hr_id]
    return [one for one in with_deputies(session, [plan.manager_id]) if one != plan.rep_id]
