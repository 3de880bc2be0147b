"""Signing: whoever is asked has just shown again that it is them; what is kept is who, when, and the hash.

The hash is that of the exact text on the screen, so that nobody can say later that it was another one.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.record import fingerprint
from service.db import audit
from service.db.tables import Plan, Signature
from service.people.who import Who
from service.plans.rights import Part


def sign(
    session: Session, who: Who, plan: Plan, what: str, subject: str, text: object, part: Part
) -> Signature:
    """Keeps a signature under `text`, which is a document of the plan. `what`: receipt, check_in, closing."""
    row = Signature(
        what=what,
        subject=subject,
        plan_id=plan.id,
        person_id=who.person,
        name=who.name,
        role=part,
        hash=text if isinstance(text, str) else fingerprint(text),
    )
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "plan.signed", plan.public_id, what=what, signed=row.hash)
    return row


def signatures_of(session: Session, plan: Plan) -> list[Signature]:
    """All signatures of a plan, oldest first."""
    return list(session.scalars(select(Signature).where(Signature.plan_id == plan.id).order_by(Signature.id)))
