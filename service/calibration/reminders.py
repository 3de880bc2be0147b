"""Who still has sheets to hand in: for the mail, and for the list everybody has in the program."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.record import Record
from service.calibration.blindness import is_open, waited_for
from service.calibration.rounds import rater_of
from service.db.tables import Person, Round

BEFORE = timedelta(days=2)
"""How long before the deadline somebody is reminded, once; the first reminder goes out with the round."""


class Reminder(Record):
    """Somebody to be reminded of a round. It names no call and nobody else."""

    person: int
    email: str | None
    name: str
    round: str
    title: str
    missing: int
    deadline: datetime
    zone: str


def reminders_due(session: Session, now: datetime) -> list[Reminder]:
    """Everybody to be reminded now: never before, or not since two days before the deadline."""
    due = []
    for row in session.scalars(select(Round).where(Round.state == "rating")):
        if is_open(row, now):
            continue
        for person, missing in waited_for(session, row).items():
            rater = rater_of(session, row, person)
            last = rater.reminded_at if rater else None
            if last is None or (now >= row.deadline - BEFORE > last):
                due.append(_reminder(session, row, person, missing))
    return due


def note_reminded(session: Session, reminder: Reminder, at: datetime) -> None:
    """Whoever sends a reminder says so, in the transaction that sends it."""
    row = session.scalars(select(Round).where(Round.public_id == reminder.round)).one()
    rater = rater_of(session, row, reminder.person)
    if rater is not None:
        rater.reminded_at = at


def waiting_for(session: Session, person_id: int, now: datetime) -> list[Reminder]:
    """The rounds in which the person still has sheets to hand in, the soonest deadline first."""
    rows = session.scalars(select(Round).where(Round.state == "rating").order_by(Round.deadline))
    found = []
    for row in rows:
        missing = 0 if is_open(row, now) else waited_for(session, row).get(person_id, 0)
        if missing:
            found.append(_reminder(session, row, person_id, missing))
    return found


def _reminder(session: Session, row: Round, person_id: int, missing: int) -> Reminder:
    person = session.get_one(Person, person_id)
    return Reminder(
        person=person_id,
        email=person.email,
        name=person.name,
        round=row.public_id,
        title=row.title,
        missing=missing,
        deadline=row.deadline,
        zone=row.zone,
    )
