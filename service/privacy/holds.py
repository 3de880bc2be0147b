"""Legal holds: until one is lifted, nothing of its call, or about its person, is deleted."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.db import audit
from service.db.base import now
from service.db.tables import Call, LegalHold, Person
from service.errors import Conflict, NotAllowed, NotFound

Column = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def is_held(session: Session, call: Call) -> bool:
    """Whether a hold on the call, or on its rep, stands."""
    return session.scalar(select(held_call(call.id, call.rep_id))) or False


def is_person_held(session: Session, person_id: int) -> bool:
    """Whether a hold on the person stands."""
    return session.scalar(select(held_person(person_id))) or False


def held_call(call_id: Column | int, rep_id: Column | int | None) -> ColumnElement[bool]:
    """As a clause of a query over calls."""
    of_it = or_(LegalHold.call_id == call_id, LegalHold.person_id == rep_id)
    return exists().where(LegalHold.lifted_at.is_(None), of_it)


def among_held(call_id: Column, rep_id: Column) -> ColumnElement[bool]:
    """The same, said so that a database begins with the few that are held, and not with all calls."""
    stands = LegalHold.lifted_at.is_(None)
    calls = select(LegalHold.call_id).where(stands, LegalHold.call_id.is_not(None))
    people = select(LegalHold.person_id).where(stands, LegalHold.person_id.is_not(None))
    return or_(call_id.in_(calls), rep_id.in_(people))


def held_person(person_id: Column | int) -> ColumnElement[bool]:
    """As a clause of a query over what people have."""
    return exists().where(LegalHold.lifted_at.is_(None), LegalHold.person_id == person_id)


def holds(session: Session, asks: str = "") -> Sequence[tuple[LegalHold, Call | None, Person | None]]:
    """Every hold with what it is on, those that stand first; none that is about who `asks`, by public id."""
    asked = (
        select(LegalHold, Call, Person)
        .outerjoin(Call, Call.id == LegalHold.call_id)
        .outerjoin(Person, Person.id == LegalHold.person_id)
        .where(_not_about(asks))
        .order_by(LegalHold.lifted_at.is_not(None), LegalHold.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in session.execute(asked)]


def hold(session: Session, on: Call | Person, why: str, actor: str) -> LegalHold:
    """Nothing of it is deleted from now on. Raises Conflict where one stands, NotAllowed about oneself."""
    of_call = isinstance(on, Call)
    whose = on.rep_id if isinstance(on, Call) else on.id
    if whose is not None and session.get_one(Person, whose).public_id == actor:
        raise NotAllowed(
            "A hold about yourself is for somebody else to place.", "Ask HR. Nothing was changed."
        )
    row = LegalHold(why=why, by=actor, **{"call_id" if of_call else "person_id": on.id})
    column = LegalHold.call_id if of_call else LegalHold.person_id
    if session.scalar(select(exists().where(column == on.id, LegalHold.lifted_at.is_(None)))):
        raise Conflict("It is under a legal hold already.", "Nothing was changed.")
    session.add(row)
    session.flush()
    kind = "call" if of_call else "person"
    audit.record(session, actor, "hold.placed", row.public_id, **{kind: on.public_id})
    return row


def lift(session: Session, public_id: str, actor: str) -> LegalHold:
    """It holds no more. What was due meanwhile is deleted in the next round.

    Raises NotFound, also for one about whoever lifts it: it may be there to be used against them.
    """
    asked = select(LegalHold).outerjoin(Call, Call.id == LegalHold.call_id).where(_not_about(actor))
    row = session.scalars(
        asked.where(LegalHold.public_id == public_id).with_for_update(of=LegalHold)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no legal hold {public_id}.")
    if row.lifted_at is not None:
        raise Conflict("This hold was lifted already.", "Nothing was changed.")
    row.lifted_at, row.lifted_by = now(), actor
    audit.record(session, actor, "hold.lifted", row.public_id)
    return row


def _not_about(public_id: str) -> ColumnElement[bool]:
    """That a hold is neither on that person nor on a call of theirs; a clause over LegalHold and its Call."""
    key = func.coalesce(select(Person.id).where(Person.public_id == public_id).scalar_subquery(), 0)
    return and_(func.coalesce(LegalHold.person_id, -1) != key, func.coalesce(Call.rep_id, -1) != key)
