"""Making a round, moving its deadline, who leaves it, and opening it."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.blindness import all_in, is_open
from service.calibration.choosing import Choosing, Picked, days_back, newest_transcript, published_rubric
from service.calibration.views import NewRound
from service.db import audit
from service.db.tables import Person, Round, RoundCall, RoundRater, SheetDraft
from service.db.types import new_public_id
from service.errors import Conflict, NotAllowed, NotFound, Stale, Unprocessable
from service.notices.telling import tell_all
from service.people.recognising import person_as_who
from service.people.who import Role, Who

SYSTEM = "system"
"""What the audit log calls what happens by itself."""
MAY_RATE: tuple[Role, ...] = ("manager", "qa")


def make_round(session: Session, who: Who, new: NewRound, at: datetime) -> Round:
    """A round with its calls and raters. Raises where it could not be held as asked; then nothing is made."""
    row_rubric, form = published_rubric(session, new.rubric)
    raters = [_rater(session, name) for name in dict.fromkeys(new.raters)]
    ends = end_of_day(new.deadline, new.zone)
    if ends <= at:
        raise BadInput(
            f"The deadline {new.deadline.isoformat()} is over.",
            "Name today or a day to come. Nothing was made.",
        )
    seed = secrets.token_hex(16)
    picked = _pick(session, new, form, [one.id for one in raters], seed, at)
    public = new_public_id()
    row = Round(
        public_id=public,
        title=new.title.strip(),
        rubric_id=row_rubric.id,
        series=public,
        weekly=new.weekly,
        deadline=ends,
        zone=new.zone,
        seed=seed,
        made_by=who.actor,
        created_at=at,
    )
    _fill(session, row, picked, raters)
    audit.record(
        session,
        who.actor,
        "calibration.made",
        row.public_id,
        calls=len(picked),
        raters=[one.public_id for one in raters],
        seed=seed,
        rubric=row_rubric.public_id,
    )
    return row


def next_of_series(session: Session, last: Round, at: datetime) -> Round | None:
    """The next round of one that runs on: drawn anew, the same raters, a week's time. None without calls."""
    raters = session.scalars(
        select(Person)
        .join(RoundRater, RoundRater.person_id == Person.id)
        .where(RoundRater.round_id == last.id, RoundRater.left_at.is_(None), Person.left_at.is_(None))
    ).all()
    used = (
        select(RoundCall.call_id)
        .join(Round, Round.id == RoundCall.round_id)
        .where(Round.series == last.series)
    )
    taken = {call for call in session.scalars(used) if call is not None}
    choosing = Choosing(session, [one.id for one in raters], None, days_back(at, 28))
    seed = secrets.token_hex(16)
    left = sum(call.id not in taken for call in choosing.pool)
    picked = choosing.drawn(min(last.weekly, left), seed, taken)
    if not picked or not raters:
        return None
    day = at.astimezone(ZoneInfo(last.zone)).date() + timedelta(days=7)
    row = Round(
        title=last.title,
        rubric_id=last.rubric_id,
        series=last.series,
        weekly=last.weekly,
        deadline=end_of_day(day, last.zone),
        zone=last.zone,
        seed=seed,
        made_by=SYSTEM,
        created_at=at,
    )
    _fill(session, row, picked, raters)
    last.weekly = 0
    audit.record(
        session, SYSTEM, "calibration.made", row.public_id, calls=len(picked), seed=seed, after=last.public_id
    )
    return row


def end_of_day(day: date, zone: str) -> datetime:
    """The midnight at which a day ends in a zone. Raises BadInput for a zone nobody knows."""
    try:
        return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError) as error:
        raise BadInput(
            f"{zone!r} is no time zone, or {day} no day in it.", "Write it as Europe/Berlin."
        ) from error


def move_deadline(session: Session, who: Who, row: Round, day: date, at: datetime) -> None:
    """Another last day, while the round is blind: once it was open nobody could score it blind any more."""
    if is_open(row, at):
        raise Conflict("The round is open already.", "Its deadline stays as it was.", code="round_open")
    ends = end_of_day(day, row.zone)
    if ends <= at:
        raise BadInput(
            f"The deadline {day.isoformat()} is over.", "Name today or a day to come. Nothing changed."
        )
    row.deadline = ends
    audit.record(session, who.actor, "calibration.deadline_moved", row.public_id, deadline=ends.isoformat())


def leave_round(session: Session, who: Who, row: Round, person: Person, at: datetime) -> None:
    """Waits no more for a rater; what they handed in counts. They themselves, or qa, may say so."""
    if who.person != person.id and not who.has("qa"):
        raise NotAllowed("Only qa takes somebody else out of a round.")
    rater = rater_of(session, row, person.id)
    if rater is None or rater.left_at is not None:
        raise NotFound(f"{person.name} does not rate in this round.", "Nothing was changed.")
    rater.left_at = at
    calls = select(RoundCall.id).where(RoundCall.round_id == row.id)
    for draft in session.scalars(
        select(SheetDraft).where(SheetDraft.person_id == person.id, SheetDraft.round_call_id.in_(calls))
    ):
        session.delete(draft)
    audit.record(session, who.actor, "calibration.left", row.public_id, rater=person.public_id)
    session.flush()
    open_when_due(session, row, at, who.actor)


def open_when_due(session: Session, row: Round, at: datetime, actor: str = SYSTEM) -> bool:
    """Opens the round where all are in or its deadline has passed; whether it was opened now."""
    if row.state != "rating" or not (is_open(row, at) or all_in(session, row)):
        return False
    row.state, row.opened_at = "open", at
    audit.record(session, actor, "calibration.opened", row.public_id)
    raters = select(RoundRater.person_id).where(RoundRater.round_id == row.id, RoundRater.left_at.is_(None))
    tell_all(session, session.scalars(raters), "calibration_opened", row.public_id)
    return True


def rater_of(session: Session, row: Round, person: int | None) -> RoundRater | None:
    """The person's place among the raters; None for who does not rate in it."""
    asked = select(RoundRater).where(RoundRater.round_id == row.id, RoundRater.person_id == person)
    return session.scalars(asked).one_or_none()


def locked_round(session: Session, public_id: str, version: int | None = None) -> Round:
    """The round, locked until the transaction ends. Raises NotFound, Stale where it is not as it was seen."""
    row = session.scalars(select(Round).where(Round.public_id == public_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"There is no round {public_id}.", "Look for it in the list of rounds.")
    if version is not None and row.version != version:
        raise Stale("The round was changed since you looked at it.", "Nothing changed. Look at it again.")
    return row


def _pick(
    session: Session, new: NewRound, form: Rubric, raters: Sequence[int], seed: str, at: datetime
) -> list[Picked]:
    choosing = Choosing(session, raters, new.kind, days_back(at, new.days))
    picked = choosing.chosen(new.chosen)
    picked += choosing.enriched(new.enriched, seed, {call.id for call, _ in picked}, form)
    picked += choosing.drawn(new.drawn, seed, {call.id for call, _ in picked})
    if not picked:
        raise BadInput("The round has no calls.", "Draw some, or choose some. Nothing was made.")
    return picked


def _fill(session: Session, row: Round, picked: Sequence[Picked], raters: Sequence[Person]) -> None:
    """Calls come in an order that says nothing about why they are in the round."""
    session.add(row)
    session.flush()
    mixed = sorted(picked, key=lambda one: secrets.token_hex(8))
    for number, (call, why) in enumerate(mixed, start=1):
        transcript = newest_transcript(session, call)
        session.add(
            RoundCall(round_id=row.id, number=number, call_id=call.id, transcript_id=transcript.id, why=why)
        )
    session.add_all(RoundRater(round_id=row.id, person_id=one.id) for one in raters)
    session.flush()


def _rater(session: Session, public_id: str) -> Person:
    person = session.scalars(select(Person).where(Person.public_id == public_id)).one_or_none()
    rights = None if person is None else person_as_who(session, person.id)
    if person is None or rights is None:
        raise NotFound(f"There is no person {public_id} here.", "Nothing was made.")
    if not rights.has(*MAY_RATE):
        raise Unprocessable(
            f"{person.name} is neither manager nor qa.",
            "Only they may hear calls of others. Nothing was made.",
        )
    return person
