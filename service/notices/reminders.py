"""What people are reminded of by the calendar: a function a source, run as often as one likes.

The occasion of a reminder is its day, so that a second look on the same day tells nobody twice.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.calibration.reminders import note_reminded, reminders_due
from service.db.engine import Database
from service.db.tables import Call, CheckIn, Commitment, Dispute, Notice, Plan
from service.notices.audience import all_managers, with_deputies, with_role
from service.notices.choices import choice_of
from service.notices.telling import tell, tell_all, tell_channel
from service.people.recognising import person_as_who
from service.plans.versions import content_of
from service.reviews.disputes import overdue_disputes
from service.reviews.disputing import who_may_answer
from service.reviews.queue import to_confirm

DAY = timedelta(days=1)
WAITED = timedelta(hours=1)
"""Calls that waited so long for their judge do not go on by themselves: somebody has to look."""

log = logging.getLogger(__name__)


def remind(database: Database, at: datetime) -> None:
    """Every source once, each in a transaction of its own. One that breaks stops no other."""
    for source in SOURCES:
        try:
            with database.write() as session:
                source(session, at)
        except DBAPIError:
            raise
        except Exception:
            log.exception("Reminding %s broke off.", source.__name__.replace("_", " "))


def of_calibration(session: Session, at: datetime) -> None:
    """Raters with sheets to hand in: when a round begins, and two days before its deadline."""
    for due in reminders_due(session, at):
        tell(session, due.person, "calibration_waiting", due.round, at.date().isoformat(), at)
        note_reminded(session, due, at)


def of_questions(session: Session, at: datetime) -> None:
    """Whoever may answer a rep's question, the day before it is due."""
    asked = select(Dispute, Call).join(Call, Call.id == Dispute.call_id).where(Dispute.state == "open")
    for row, call in session.execute(asked.where(Dispute.due.between(at.date(), at.date() + 2 * DAY))).all():
        if row.due == _today(at, call.zone) + DAY:
            people = who_may_answer(session, call, row)
            tell_all(session, people, "dispute_due", row.public_id, row.due.isoformat())


def of_overdue_questions(session: Session, at: datetime) -> None:
    """HR names who decides what was not answered in time."""
    for late in overdue_disputes(session):
        tell_all(session, with_role(session, "hr"), "dispute_overdue", late.id, late.due.isoformat())


def of_reviews(session: Session, at: datetime) -> None:
    """Managers whose queue holds reviews they owe, once a day."""
    teams = defaultdict(list)
    for person, team in all_managers(session):
        teams[person].append(team)
    for person, managed in teams.items():
        day = _today(at, choice_of(session, person).zone).isoformat()
        if _was_told(session, person, "reviews_to_confirm", day):
            continue
        who = person_as_who(session, person)
        if who is not None and to_confirm(session, who, limit=1).items:
            tell(session, person, "reviews_to_confirm", "", day, at)
            for team in managed:
                tell_channel(session, team, at)


def of_check_ins(session: Session, at: datetime) -> None:
    """Both sides of a plan that runs, the day before they meet."""
    asked = select(CheckIn, Plan).join(Plan, Plan.id == CheckIn.plan_id)
    soon = CheckIn.at.between(at, at + 3 * DAY)
    for row, plan in session.execute(
        asked.where(CheckIn.state == "planned", Plan.state == "running", soon)
    ).all():
        day = _today(row.at, row.zone)
        if day == _today(at, row.zone) + DAY:
            people = [plan.rep_id, *with_deputies(session, [plan.manager_id])]
            tell_all(session, people, "check_in_tomorrow", plan.public_id, day.isoformat())


def of_commitments(session: Session, at: datetime) -> None:
    """Whoever promised something in a plan that runs: the day before it is due, and when it is overdue."""
    asked = select(Commitment, Plan).join(Plan, Plan.id == Commitment.plan_id)
    near = Commitment.due <= at.date() + 2 * DAY
    zones: dict[int, str] = {}
    for row, plan in session.execute(
        asked.where(Commitment.state == "open", Plan.state == "running", near)
    ).all():
        if plan.id not in zones:
            zones[plan.id] = content_of(session, plan).monitoring.zone
        today = _today(at, zones[plan.id])
        people, occasion = _promised_by(session, plan, row.side), row.due.isoformat()
        if row.due == today + DAY:
            tell_all(session, people, "commitment_due", plan.public_id, occasion)
        elif row.due < today:
            tell_all(session, people, "commitment_overdue", plan.public_id, occasion)


def of_judging(session: Session, at: datetime) -> None:
    """Admins, once a day, while calls wait for a judge that cannot be asked."""
    waits = exists().where(Call.state == "waiting_for_judge", Call.updated_at < at - WAITED)
    if session.scalar(select(waits)):
        tell_all(session, with_role(session, "admin"), "judge_waiting", "", at.date().isoformat())


SOURCES: tuple[Callable[[Session, datetime], None], ...] = (
    of_calibration,
    of_questions,
    of_overdue_questions,
    of_reviews,
    of_check_ins,
    of_commitments,
    of_judging,
)


def _promised_by(session: Session, plan: Plan, side: str) -> Iterable[int | None]:
    if side == "rep":
        return [plan.rep_id]
    return [plan.hr_id] if side == "hr" else with_deputies(session, [plan.manager_id])


def _was_told(session: Session, person: int, kind: str, occasion: str) -> bool:
    told = exists().where(Notice.person_id == person, Notice.kind == kind, Notice.occasion == occasion)
    return session.scalar(select(told)) or False


def _today(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()
