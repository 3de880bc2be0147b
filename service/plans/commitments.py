"""Promises of both sides: kept, not kept, overdue, and seen by both."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Commitment, Plan
from service.errors import Conflict, NotFound, Unprocessable
from service.people.who import Who
from service.plans.rights import needs_part
from service.plans.states import needs_state
from service.plans.telling import tell_sides


def promises_of(session: Session, plan: Plan) -> list[Commitment]:
    """All of them, the earliest due first."""
    return list(
        session.scalars(
            select(Commitment).where(Commitment.plan_id == plan.id).order_by(Commitment.due, Commitment.id)
        )
    )


def promise_row(session: Session, plan: Plan, public_id: str) -> Commitment:
    """One of them. Raises NotFound."""
    row = session.scalars(
        select(Commitment).where(Commitment.plan_id == plan.id, Commitment.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"The plan has no commitment {public_id}.")
    return row


def is_overdue(row: Commitment, today: date) -> bool:
    return row.state == "open" and row.due < today


def has_lapsed(row: Commitment, plan: Plan, today: date) -> bool:
    """Whether the plan ended before the promise was due. `today`: the plan's last day, once it is closed."""
    return plan.closed_at is not None and row.state == "open" and row.due >= today


def settle(session: Session, who: Who, plan: Plan, row: Commitment, state: str, note: str) -> None:
    """Says whether it was done. The rep says it of their own; of the other side's, whoever runs the plan.

    That something was not done, or that the other side's promise was not kept, the rep may say too.
    """
    needs_state(plan, "running", "paused")
    part = needs_part(session, who, plan, "rep", "manager", "hr")
    if part == "rep" and row.side != "rep" and state != "not_done":
        raise Conflict("Whoever promised it says that it was done.", "You can say that it was not.")
    if part == "manager" and row.side == "rep" and state == "done" and not note.strip():
        raise Unprocessable("Say how you know that it was done.", "Or let the rep say it.")
    if row.state == "done" and part == "rep" and row.side != "rep":
        row.note = f"{row.note or ''}\nThe rep: {note.strip() or 'it did not take place'}".strip()
        audit.record(session, who.actor, "commitment.doubted", plan.public_id, commitment=row.public_id)
        _tell_of_doubt(session, who, plan, row)
        return
    row.state, row.note, row.by_id, row.settled_at = state, note.strip() or None, who.person, now()
    audit.record(
        session, who.actor, "commitment.settled", plan.public_id, commitment=row.public_id, state=state
    )
    if part == "rep" and row.side != "rep":
        _tell_of_doubt(session, who, plan, row)


def _tell_of_doubt(session: Session, who: Who, plan: Plan, row: Commitment) -> None:
    tell_sides(session, plan, "commitment_doubted", ("manager", "hr"), row.public_id, who.person)
