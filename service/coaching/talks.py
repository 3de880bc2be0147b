"""Coaching sessions: recorded, signed by both, and how their action went. Each is in the audit log."""

from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.record import fingerprint
from service.calls.details import plausible
from service.coaching.talk_views import Moment, SessionView, Went
from service.db import audit
from service.db.base import now
from service.db.tables import Call, CoachingSession, Person
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.notices.telling import tell
from service.people.rights import calls_heard_by, manages_rep_now
from service.people.who import Who

MOST = 50
"""Sessions that a page lists."""


def may_coach(session: Session, who: Who, rep_id: int) -> bool:
    """Whether they hold sessions with the rep: whoever manages them today, or qa; never the rep."""
    if who.installation:
        return True
    return who.person != rep_id and (who.has("qa") or manages_rep_now(session, who, rep_id))


def refuse_coaching(session: Session, who: Who, rep_id: int) -> None:
    """Raises NotAllowed for who holds none with the rep."""
    if not may_coach(session, who, rep_id):
        raise NotAllowed("A session is recorded by who coaches the rep.", "Your own ones you sign.")


def record_session(
    session: Session, who: Who, rep: Person, held_on: str, moments: list[Moment], action: str
) -> CoachingSession:
    """Keeps a session. Raises Unprocessable for a day to come, and for calls that are not theirs to play."""
    refuse_coaching(session, who, rep.id)
    day = _day(held_on)
    _refuse_others(session, who, rep, moments)
    played = [one.model_dump() for one in moments]
    row = CoachingSession(
        rep_id=rep.id,
        coach_id=who.person,
        held_on=day,
        moments=played,
        action=action,
        hash=fingerprint([rep.public_id, day.isoformat(), played, action]),
    )
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "session.recorded", row.public_id, rep=rep.public_id, hash=row.hash)
    tell(session, rep.id, "session_to_sign", rep.public_id, row.public_id)
    return row


def sign(session: Session, who: Who, row: CoachingSession) -> None:
    """Signs as the rep or as who coaches, who have just shown that it is them. Raises Conflict twice."""
    part = part_of(session, who, row)
    field = f"{part}_signed_at"
    if getattr(row, field) is not None:
        raise Conflict("It is signed already.", "Nothing was changed.")
    setattr(row, field, now())
    if part == "coach" and row.coach_id is None:
        row.coach_id = who.person
    audit.record(session, who.actor, "session.signed", row.public_id, part=part, hash=row.hash)


def part_of(session: Session, who: Who, row: CoachingSession) -> Literal["rep", "coach"]:
    """As whom they sign: the rep, or the very person who held it. Raises NotAllowed."""
    if who.person is not None and who.person == row.rep_id:
        return "rep"
    if who.person is not None and row.coach_id in (None, who.person) and may_coach(session, who, row.rep_id):
        return "coach"
    raise NotAllowed("It is signed by the rep and by who held it.", "Nothing was changed.")


def say_how_it_went(session: Session, who: Who, row: CoachingSession, went: Went) -> None:
    """Keeps how the action went, as who coaches the rep today says."""
    refuse_coaching(session, who, row.rep_id)
    row.went = went
    audit.record(session, who.actor, "session.went", row.public_id, went=went)


def visible_session(session: Session, who: Who, public_id: str) -> tuple[CoachingSession, Person]:
    """The session and whose it is, for the rep and whoever coaches them, to be changed. Raises NotFound."""
    found = session.execute(
        select(CoachingSession, Person)
        .join(Person, Person.id == CoachingSession.rep_id)
        .where(CoachingSession.public_id == public_id)
        .with_for_update(of=CoachingSession)
    ).one_or_none()
    if found is None or not (who.person == found[1].id or may_coach(session, who, found[1].id)):
        raise NotFound(f"There is no session {public_id}.")
    return found[0], found[1]


def sessions_of(session: Session, rep: Person) -> list[CoachingSession]:
    """The rep's sessions, newest first."""
    asked = (
        select(CoachingSession)
        .where(CoachingSession.rep_id == rep.id)
        .order_by(CoachingSession.held_on.desc(), CoachingSession.id.desc())
        .limit(MOST)
    )
    return list(session.scalars(asked))


def session_view(session: Session, row: CoachingSession, rep: Person) -> SessionView:
    coach = session.get(Person, row.coach_id) if row.coach_id is not None else None
    return SessionView.model_validate(
        {
            "id": row.public_id,
            "rep": rep.public_id,
            "coach": coach.public_id if coach is not None else None,
            "held_on": row.held_on,
            "moments": row.moments,
            "action": row.action,
            "hash": row.hash,
            "coach_signed_at": row.coach_signed_at,
            "rep_signed_at": row.rep_signed_at,
            "went": row.went,
            "version": row.version,
        }
    )


def _day(text: str) -> date:
    try:
        day = plausible(date.fromisoformat(text))
    except ValueError as error:
        raise Unprocessable(f"{text} is no day of a session.", "Write it as 2026-11-20.") from error
    # A day of grace: clocks of zones differ.
    if day > now().date() + timedelta(days=1):
        raise Unprocessable(f"{text} is still to come.", "A session is recorded once it took place.")
    return day


def _refuse_others(session: Session, who: Who, rep: Person, moments: list[Moment]) -> None:
    wanted = {one.call for one in moments}
    asked = select(Call.public_id).where(
        Call.public_id.in_(wanted), Call.rep_id == rep.id, calls_heard_by(who)
    )
    missing = wanted - set(session.scalars(asked))
    if missing:
        raise Unprocessable(
            f"The call {min(missing)} is none of theirs that you may play.", "Nothing was kept."
        )
