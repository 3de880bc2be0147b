"""People are calibrated too: who may confirm what counts in plans, and how strict they are, for qa only."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.estimate import Estimate
from scoring.agreement.ratings import MISSING
from scoring.agreement.round_frame import LEVELS, RoundFrame
from scoring.agreement.round_report import people_exact
from scoring.agreement.strictness import severity_of
from scoring.record import Record
from service.calibration.blindness import is_open
from service.calibration.clearance import calibrated_until
from service.calibration.frames import frame_of, round_data
from service.db import audit
from service.db.tables import Person, PersonCalibration, RatedSheet, Round, RoundCall
from service.errors import Conflict, NotAllowed
from service.people.who import Who

DAYS = 90
FEWEST_CALLS = 5


class Part(NamedTuple):
    """What a person gave in one round: its table, their place among its raters, how many calls they rated."""

    frame: RoundFrame
    own: int
    rated: int


class Strictness(Record):
    """A person over the open rounds of the last 90 days. For qa alone: it ranks nobody and counts nowhere."""

    person: str
    name: str
    calls: int
    severity: Estimate
    same_answer: Estimate
    until: date | None


def strictness(session: Session, at: datetime) -> list[Strictness]:
    """Everybody who scored in an opened round of the last 90 days, by name."""
    found: dict[int, list[Part]] = {}
    for row in session.scalars(select(Round).where(Round.created_at > at - timedelta(days=2 * DAYS))):
        if not is_open(row, at) or min(row.opened_at or row.deadline, at) < at - timedelta(days=DAYS):
            continue
        data = round_data(session, [row])
        frame = frame_of(data)
        for own, column in enumerate(data.columns):
            if column.person is not None and column.rated:
                found.setdefault(column.person, []).append(Part(frame, own, len(column.rated)))
    made = [_strictness(session, person, parts) for person, parts in found.items()]
    return sorted(made, key=lambda one: one.name)


def calibrate(session: Session, who: Who, person: Person, at: datetime) -> PersonCalibration:
    """Lets somebody confirm what counts in plans for 90 days from the round that shows it.

    Raises NotAllowed about oneself, Conflict for who has not scored at least five calls of opened rounds.
    """
    _refuse_oneself(who, person)
    shown = next((one for one in strictness(session, at) if one.person == person.public_id), None)
    if shown is None or shown.calls < FEWEST_CALLS:
        calls = 0 if shown is None else shown.calls
        raise Conflict(
            f"{person.name} has scored {calls} calls of rounds that opened in the last 90 days;"
            f" {FEWEST_CALLS} are needed.",
            "Have them take part in a round. Nothing was changed.",
            code="not_calibrated",
        )
    until = (_last_opened(session, person.id, at) + timedelta(days=DAYS)).date()
    return _write(
        session,
        who,
        person,
        until,
        shown.model_dump(mode="json", include={"calls", "severity", "same_answer"}),
    )


def withdraw(session: Session, who: Who, person: Person) -> PersonCalibration:
    """Ends it at once."""
    _refuse_oneself(who, person)
    if calibrated_until(session, person.id) is None:
        raise Conflict(f"{person.name} is not calibrated.", "Nothing was changed.", code="not_calibrated")
    return _write(session, who, person, None, {})


def _write(
    session: Session, who: Who, person: Person, until: date | None, reasons: dict[str, object]
) -> PersonCalibration:
    row = PersonCalibration(person_id=person.id, until=until, by=who.actor, reasons=reasons)
    session.add(row)
    session.flush()
    action = "calibration.person_calibrated" if until else "calibration.person_withdrawn"
    audit.record(session, who.actor, action, person.public_id, until=until.isoformat() if until else None)
    return row


def _refuse_oneself(who: Who, person: Person) -> None:
    if who.person is None:
        raise NotAllowed("People are calibrated by a named person of qa.", "Sign in as qa.")
    if who.person == person.id:
        raise NotAllowed("Nobody calibrates themselves.", "Ask another person of qa.")


def _last_opened(session: Session, person: int, at: datetime) -> datetime:
    """When the last round opened in which they scored something: being asked to shows nothing."""
    scored = (
        select(RoundCall.round_id)
        .join(RatedSheet, RatedSheet.round_call_id == RoundCall.id)
        .where(RatedSheet.person_id == person)
    )
    rows = session.scalars(select(Round).where(Round.id.in_(scored)))
    return max(min(row.opened_at or row.deadline, at) for row in rows if is_open(row, at))


def _strictness(session: Session, person: int, parts: list[Part]) -> Strictness:
    """Over several rounds the frames are set side by side: a person's column against everybody else's."""
    row = session.get_one(Person, person)
    frames = [_against_others(part.frame, part.own) for part in parts]
    largest = max(frames, key=lambda one: len(one.calls))
    severity = severity_of(largest, 0, LEVELS.points())
    return Strictness(
        person=row.public_id,
        name=row.name,
        calls=sum(part.rated for part in parts),
        severity=severity,
        same_answer=people_exact(largest),
        until=calibrated_until(session, person),
    )


def _against_others(frame: RoundFrame, own: int) -> RoundFrame:
    """The same round with the person first and without judges; calls they did not score say nothing."""
    others = [at for at, rater in enumerate(frame.raters) if rater.kind == "person" and at != own]
    order = [own, *others]
    rated = frozenset(
        call
        for at, call in enumerate(frame.calls)
        if all(given.codes[at, own] == MISSING for given in frame.criteria)
    )
    kept = frame.without(rated)
    return RoundFrame(
        kept.calls,
        tuple(frame.raters[at] for at in order),
        tuple(type(one)(one.key, one.title, one.codes[:, order], one.criterion) for one in kept.criteria),
        tuple(type(one)(one.key, one.title, one.codes[:, order], one.criterion) for one in kept.items),
        kept.worth,
    )
