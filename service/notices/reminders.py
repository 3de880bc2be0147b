"""What people are reminded of by the calendar: a function a source, run as often as one likes.

The occasion of a reminder is its day, so that a second look on the same day tells nobody twice.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.calibration.reminders import note_reminded, reminders_due
from service.calls.states import IN_WORK, came_to_nothing
from service.db.engine import Database
from service.db.tables import AuditEntry, Call, Dispute, Notice, Person
from service.notices import plan_reminders
from service.notices.audience import all_managers, managers_of, with_role
from service.notices.choices import choice_of
from service.notices.plan_reminders import DAY, today_in
from service.notices.telling import tell, tell_all, tell_channel
from service.people.recognising import person_as_who
from service.privacy.keeping import due
from service.privacy.rule import KeepingRule
from service.reviews.disputes import overdue_disputes
from service.reviews.disputing import who_may_answer
from service.reviews.queue import to_confirm

WEEK = timedelta(days=7)
LATELY = timedelta(days=2)
"""Recordings that were brought in within it are looked after together."""
NEEDS_LOOK = ("needs_roles", "failed", "set_aside")
WAITED = timedelta(hours=1)
"""Calls that waited so long for their judge do not go on by themselves: somebody has to look."""

log = logging.getLogger(__name__)


def remind(database: Database, at: datetime, rule: KeepingRule | None = None) -> None:
    """Every source once, each in a transaction of its own. One that breaks stops no other.

    `rule`: for how long things are kept, where it was said.
    """
    named = {source.__name__: source for source in SOURCES}
    named[of_deletions.__name__] = partial(of_deletions, rule)
    for name, source in named.items():
        try:
            with database.write() as session:
                source(session, at)
        except DBAPIError:
            raise
        except Exception:
            log.exception("Reminding %s broke off.", name.replace("_", " "))


def of_calibration(session: Session, at: datetime) -> None:
    """Raters with sheets to hand in: when a round begins, and two days before its deadline."""
    for one in reminders_due(session, at):
        tell(session, one.person, "calibration_waiting", one.round, at.date().isoformat(), at)
        note_reminded(session, one, at)


def of_questions(session: Session, at: datetime) -> None:
    """Whoever may answer a rep's question, the day before it is due."""
    asked = select(Dispute, Call).join(Call, Call.id == Dispute.call_id).where(Dispute.state == "open")
    for row, call in session.execute(asked.where(Dispute.due.between(at.date(), at.date() + 2 * DAY))).all():
        if row.due == today_in(call.zone, at) + DAY:
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
        day = today_in(choice_of(session, person).zone, at).isoformat()
        if _was_told(session, person, "reviews_to_confirm", day):
            continue
        who = person_as_who(session, person)
        if who is not None and to_confirm(session, who, limit=1).items:
            tell(session, person, "reviews_to_confirm", "", day, at)
            for team in managed:
                tell_channel(session, team, at)


def of_uploads(session: Session, at: datetime) -> None:
    """Whoever brought in recordings, once all they brought in lately were heard and read, or cannot be."""
    still = func.sum(case((Call.state.in_((*IN_WORK, "waiting_for_judge")), 1), else_=0))
    asked = (
        select(Person.id, func.max(AuditEntry.id), still)
        .select_from(AuditEntry)
        .join(Call, Call.public_id == AuditEntry.subject)
        .join(Person, Person.public_id == AuditEntry.actor)
        .where(AuditEntry.action == "call.received", AuditEntry.at > at - LATELY)
        .group_by(Person.id)
    )
    for person, newest, unfinished in session.execute(asked).all():
        if not unfinished:
            tell(session, person, "recordings_done", "", str(newest), at)


def of_calls(session: Session, at: datetime) -> None:
    """Managers, once a day, while calls of the last day wait for them or could not be heard."""
    stuck = (or_(Call.state.in_(NEEDS_LOOK), came_to_nothing()), Call.updated_at > at - DAY)
    for team in session.scalars(select(Call.team_id).where(*stuck).distinct()).all():
        tell_all(session, managers_of(session, team), "calls_need_look", "", at.date().isoformat())
        tell_channel(session, team, at)


def of_judging(session: Session, at: datetime) -> None:
    """Admins, once a day, while calls wait for a judge that cannot be asked."""
    waits = exists().where(Call.state == "waiting_for_judge", Call.updated_at < at - WAITED)
    if session.scalar(select(waits)):
        tell_all(session, with_role(session, "admin"), "judge_waiting", "", at.date().isoformat())


def of_deletions(rule: KeepingRule | None, session: Session, at: datetime) -> None:
    """HR and admins, once a week, where something goes by the rule within it: time to put a hold on it."""
    if rule is None or not any(not one.stays for one in due(session, rule, at + WEEK, most=1)):
        return
    monday = at.date() - at.weekday() * DAY
    people = dict.fromkeys([*with_role(session, "hr"), *with_role(session, "admin")])
    tell_all(session, people, "deletion_due", "", monday.isoformat())


SOURCES: tuple[Callable[[Session, datetime], None], ...] = (
    of_calibration,
    of_questions,
    of_overdue_questions,
    of_reviews,
    of_uploads,
    of_calls,
    of_judging,
    plan_reminders.of_check_ins,
    plan_reminders.of_missed_check_ins,
    plan_reminders.of_commitments,
    plan_reminders.of_says,
    plan_reminders.of_weeks,
    plan_reminders.of_decisions,
    plan_reminders.of_looks,
)


def _was_told(session: Session, person: int, kind: str, occasion: str) -> bool:
    told = exists().where(Notice.person_id == person, Notice.kind == kind, Notice.occasion == occasion)
    return session.scalar(select(told)) or False
